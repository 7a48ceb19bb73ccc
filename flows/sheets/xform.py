"""What pyxform makes of a form. What it refuses is refused with its own reason; the advice is ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from flows.finding import Finding
from flows.sheets.refused import Refused
from flows.sheets.tables import Places, tables_of

FORM_NAME = "data"
"""What the form's root is called, unless a question is."""

_ROW = re.compile(r"\[row : (?:None|(\d+))\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet, ")
_COLUMN = re.compile(r"the '([^']+)' value")
_CHOICE = re.compile(r"See \[(?P<name>.*?)\] in \[(?P<list>.*?)\]")
_MORE = re.compile(r"\s*Learn more: \S+")

_ADVICE = (
    (r"must be unique within|must unique anywhere|name '.*' appears more than once", "Give one of them another name."),
    (r"Could not find the name|no survey element named", "Check the spelling of the name between ${ and }."),
    (r"Reference variables must start with", "Write ${name}, with the name of a question and no spaces."),
    (
        r"[Ll]ist name not in|not in choices sheet|no choices? list",
        "Add the list to the sheet 'choices', or correct its name here.",
    ),
    (
        r"no type|Unknown question type|question_type",
        "Write one of XLSForm's types: text, integer, select_one and a list's name, and so on.",
    ),
    (r"No matching 'end_", "Add the row that ends it, and close inner groups first."),
    (r"No matching 'begin_", "Take this row out, or add the row that begins it."),
    (r"Choice names must be unique", "Give one of the choices another name."),
    (r"Choices must have a name", "Give the choice a short name, without spaces."),
    (r"choice.* should have a label|Choices should have a label", "Write what the resident sees into the column 'label'."),
    (r"Names must begin with a letter|invalid character|is not a valid", "Use letters, digits and _ and begin with a letter."),
    (r"name 'meta'", "Call it something else: 'meta' belongs to XLSForm."),
    (r"no name|[Mm]issing name|must have a name", "Give it a short name, without spaces."),
    (r"has no label|without a label|no label or hint", "Write what the resident is asked into the column 'label'."),
    (r"Missing calculation", "Write what is calculated into the column 'calculation'."),
    (r"should end with one of", "Name the file with its ending: select_one_from_file fruits.csv."),
    (r"column headers? .*not found|must have a sheet named", "The sheet 'survey' needs the columns type, name and label."),
    (r"different names but (?:are )?equivalent|used to define the same", "Keep one of the two columns."),
    (r"not supported with or_other", "Write 'other' as a choice, and a text question after it, instead of or_other."),
    (r"randomize=true", "Write randomize=true before the seed, or take the seed out."),
    (r"Choice names with spaces", "Write the choice's name without spaces; its label may have them."),
    (r"[Pp]arameter", "XLSForm's documentation lists which parameters a type takes."),
    (r"repeat_count|jr:count", "The number of repetitions is a number, or ${name} of a question."),
    (r"save_to|entit", "Entities have no meaning in a chat: the columns can be taken out."),
)
"""What to do about what pyxform says, by words of its messages."""


@dataclass(frozen=True)
class Compiled:
    """The XForm, and what pyxform remarked on while it made it."""

    xml: str
    findings: list[Finding]


def compile(source: Mapping[str, Any], places: Places | None = None) -> str:
    """The form as an XForm. Raises Refused with pyxform's reason, its place, and our advice."""
    return compiled(source, places).xml


def compiled(source: Mapping[str, Any], places: Places | None = None) -> Compiled:
    """The same, with pyxform's warnings."""
    places = places or Places.of(source)
    warnings: list[str] = []
    try:
        result = convert(workbook(source), warnings=warnings, form_name=_root(source))
    except PyXFormError as error:
        raise _refused(str(error), source, places) from error
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError) as error:
        # pyxform trips over some forms instead of refusing them; it said nothing that would help.
        raise Refused(f"pyxform cannot compile this form ({type(error).__name__}).") from error
    return Compiled(result.xform, [_finding(each, source, places) for each in warnings])


def workbook(source: Mapping[str, Any]) -> dict[str, Any]:
    """The form as pyxform takes it from Python, without our own columns."""
    book = tables_of(_as_pyxform_spells(source), ours=False)
    found: dict[str, Any] = {"sheet_names": list(book.tables)}
    for name, table in book.tables.items():
        found[name] = [dict(row) for row in table.rows]
        found[f"{name}_header"] = [dict.fromkeys(table.headings)] if table.headings else []
    return found


def _as_pyxform_spells(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """The default language as the headings spell it: in the settings it may stand as a bare code."""
    settings: Mapping[str, Any] = source.get("settings") or {}
    default = str(settings.get("default_language") or "")
    spelled = (source.get("languages") or {}).get(default)
    return {**source, "settings": {**settings, "default_language": spelled}} if spelled else source


def _root(source: Mapping[str, Any]) -> str:
    names = {str(row.get("name")) for row in source.get("survey") or ()}
    root = FORM_NAME
    while root in names:
        root += "_"
    return root


def _refused(message: str, source: Mapping[str, Any], places: Places) -> Refused:
    reason, sheet, row, column = _taken_apart(message, source, places)
    advice = next((advice for pattern, advice in _ADVICE if re.search(pattern, message)), "")
    return Refused(reason, sheet, row, column, advice)


def _finding(message: str, source: Mapping[str, Any], places: Places) -> Finding:
    reason, sheet, row, column = _taken_apart(message, source, places)
    return Finding("warning", "pyxform", sheet, row, column, reason)


def _taken_apart(message: str, source: Mapping[str, Any], places: Places) -> tuple[str, str, int, str]:
    """A message of pyxform's, with the place that it names taken out of it."""
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    reason = " ".join(_MORE.sub("", _SHEET.sub("", _ROW.sub("", message))).split())
    reason = f"pyxform: {reason[:1].upper()}{reason[1:]}"
    if choice := _CHOICE.search(message):
        return reason, "choices", _choice(choice["name"], choice["list"], source, places), "name"
    of = sheet.group(1) if sheet else "survey"
    number = int(row.group(1) or 0) if row else _mentioned(message, source)
    return reason, of, places.written(of, number) if number else 0, column.group(1) if column else ""


def _choice(name: str, list_name: str, source: Mapping[str, Any], places: Places) -> int:
    rows: Sequence[Mapping[str, Any]] = (source.get("choices") or {}).get(list_name, ())
    return next((places.row("choices", list_name, at) for at, row in enumerate(rows) if row.get("name") == name), 0)


def _mentioned(message: str, source: Mapping[str, Any]) -> int:
    """The row of the survey that the message speaks of without its number: by name, by type, or by a parameter."""
    named = set(re.findall(r"['\"{/]([\w.-]+)['\"}\s]", message + " "))
    said = set(re.findall(r"[\w-]+", message))
    rows: Sequence[Mapping[str, Any]] = source.get("survey") or ()
    for number, row in enumerate(rows, start=2):
        if row.get("name") in named or row.get("type") in named:
            return number
    for number, row in enumerate(rows, start=2):
        if said & set(re.findall(r"([\w-]+)\s*=", str(row.get("parameters", "")))):
            return number
    return 0


def no_survey(sheets: Sequence[str]) -> Refused:
    """What pyxform says to a workbook without questions: it names the sheets that may have been meant."""
    try:
        convert({"sheet_names": list(sheets)})
    except PyXFormError as error:
        return Refused(f"pyxform: {error}", advice="Name the sheet with the questions 'survey'.")
    raise AssertionError("pyxform takes no form without a survey")
