"""What SPSS and PSPP read: for each table a CSV with names that they take, and the syntax that gives it types and labels.

Sources: IBM SPSS Statistics Command Syntax Reference (GET DATA, VARIABLE LABELS, VALUE LABELS, MISSING VALUES; rules for
variable names) and the PSPP manual. Why no .sav: docs/decisions/0008-spss.md.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from flows.results import codebook, columns, spss_name
from flows.results.cells import LEFT_OPEN, Cell, clean, guarded, shown
from flows.results.columns import Column
from flows.results.layout import Table
from flows.results.records import Entry
from flows.results.sheets import Sheet
from flows.results.spss_name import cut

MISSING = "-99999"
"""What stands where a question was asked and left open; declared as missing. Never asked is empty."""

LONGEST_VARIABLE_LABEL, LONGEST_VALUE_LABEL = 230, 120
LONGEST_TEXT = 32_767
"""Bytes. SPSS takes 256 for a variable's label, but no line of syntax over 251."""

_WHOLE = re.compile(r"-?\d{1,9}")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d(?::\d\d)?)")
_TIME = re.compile(r"(\d\d:\d\d(?::\d\d)?)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass
class Variable:
    """One variable as SPSS knows it."""

    name: str
    kind: str
    """string, number, flag, date, time, dateTime."""

    label: str = ""
    values: dict[str, str] = field(default_factory=dict)
    """Code to label."""

    width: int = 8
    """Of a string: bytes of the longest one so far."""

    decimals: bool = False
    """True when a number had some."""

    open: bool = False
    """True when somebody left it open."""

    def text(self, cell: Cell) -> str:
        """The cell as the file holds it; remembers what the type has to have room for."""
        value = shown(cell)
        if cell is LEFT_OPEN and self.kind in ("string", "number", "flag"):
            self.open = True
            return MISSING
        if value is None:
            return ""
        if self.kind in ("number", "flag"):
            self.decimals = self.decimals or (isinstance(value, float) and not value.is_integer())
            return str(value) if not isinstance(value, str) or _WHOLE.fullmatch(value) else ""
        return self._moment(str(value)) if self.kind in ("date", "time", "dateTime") else self._string(str(value))

    def _moment(self, text: str) -> str:
        """As it was told, in local time: SPSS knows no zones."""
        if self.kind == "dateTime":
            found = _MOMENT.match(text)
            return f"{found[3]}-{_MONTHS[int(found[2]) - 1]}-{found[1]} {found[4]}" if found else ""
        matched = (_DATE if self.kind == "date" else _TIME).match(text)
        return matched[1] if matched else ""

    def _string(self, text: str) -> str:
        # One line, and no quote within quotes: the two programs read those differently.
        plain = guarded(columns.one_line(clean(text)).replace('"', "'"))
        short = cut(plain, LONGEST_TEXT)
        self.width = max(self.width, len(short.encode()))
        return short

    @property
    def format(self) -> str:
        if self.kind == "string":
            return f"A{self.width}"
        moments = {"date": "SDATE10", "time": "TIME8", "dateTime": "DATETIME20"}
        # No decimals while it is read: some would take those of "30" for granted.
        return moments.get(self.kind) or ("F8.0" if self.kind == "flag" else "F16.0")


def write(folder: Path, sheets: Sequence[Sheet], entries: Iterable[Entry], language: str) -> list[Path]:
    """The data first, since it tells how wide each string is; then the syntax."""
    named = {sheet.title: variables(sheet, language) for sheet in sheets}
    paths = [folder / f"{sheet.title}.csv" for sheet in sheets]
    with ExitStack() as stack:
        writers = [csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline=""))) for path in paths]
        for sheet, writer in zip(sheets, writers, strict=True):
            writer.writerow([variable.name for variable in named[sheet.title]])
        for entry in entries:
            for sheet, writer in zip(sheets, writers, strict=True):
                known = named[sheet.title]
                for row in sheet.rows(entry):
                    writer.writerow([variable.text(cell) for variable, cell in zip(known, row, strict=True)])
    for sheet in sheets:
        path = folder / f"{sheet.title}.sps"
        path.write_text(_syntax(sheet.title, named[sheet.title]), "utf-8", newline="\r\n")
        paths.append(path)
    return paths


def variables(sheet: Sheet, language: str) -> list[Variable]:
    """The sheet's columns with names that SPSS takes."""
    if sheet.table is None:
        return [
            Variable(name, "dateTime" if heading == "answered_at" else "string")
            for heading, name in spss_name.plain(sheet.headings)
        ]
    names = spss_name.of(sheet.table)
    return [_variable(sheet.table, each, names[each.key], language) for each in sheet.table.columns]


def _variable(table: Table, column: Column, name: str, language: str) -> Variable:
    label = columns.label(column, language)
    values = {
        code: columns.one_line(choice.label.on("", language)) or code for code, choice in codebook.choices(table, column).items()
    }
    coded = column.kind == "code" and values and all(_WHOLE.fullmatch(code) for code in values)
    if coded:
        return Variable(name, "number", label, values)
    if column.kind == "flag":
        return Variable(name, "flag", label)
    if column.kind == "number" and (column.item is None or column.part or column.item.type != "calculate"):
        return Variable(name, "number", label)
    kind = column.kind if column.kind in ("date", "time", "dateTime") else "string"
    return Variable(name, kind, label, values if column.kind == "code" else {})


def _syntax(title: str, named: Sequence[Variable]) -> str:
    lines = [
        "* Encoding: UTF-8.",
        "* First make the folder of these files the current one: CD 'folder'.",
        "GET DATA",
        "  /TYPE=TXT",
        f"  /FILE={_quoted(f'{title}.csv')}",
        "  /ENCODING='UTF8'",
        "  /ARRANGEMENT=DELIMITED",
        "  /FIRSTCASE=2",
        '  /DELIMITERS=","',
        "  /QUALIFIER='\"'",
        "  /VARIABLES=",
        *(f"    {variable.name} {variable.format}" for variable in named),
        ".",
    ]
    for variable in named:
        if variable.decimals:
            lines.append(f"FORMATS {variable.name} (F17.6).")
        if variable.label:
            lines += [f"VARIABLE LABELS {variable.name}", f"  {_quoted(cut(variable.label, LONGEST_VARIABLE_LABEL))}."]
        lines += _value_labels(variable)
        if variable.open:
            lines.append(f"MISSING VALUES {variable.name} ({_coded(variable, MISSING)}).")
    return "\n".join([*lines, f"SAVE OUTFILE={_quoted(f'{title}.sav')}.", ""])


def _value_labels(variable: Variable) -> list[str]:
    fitting = {
        code: label
        for code, label in variable.values.items()
        if len(code.encode()) <= variable.width or variable.kind != "string"
    }
    if not fitting:
        return []
    labels = [f"  {_coded(variable, code)} {_quoted(cut(label, LONGEST_VALUE_LABEL))}" for code, label in fitting.items()]
    return [f"VALUE LABELS {variable.name}", *labels, "."]


def _coded(variable: Variable, code: str) -> str:
    return _quoted(code) if variable.kind == "string" else code


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
