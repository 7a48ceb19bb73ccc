"""A form as tables of texts, and the same form as the source that a version keeps. Each can be made from the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyxform.errors import ErrorCode
from pyxform.parsing.sheet_headers import RE_SMART_QUOTES, SMART_QUOTES
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from flows import languages, types
from flows.sheets import columns
from flows.sheets.columns import Column
from flows.sheets.refused import Refused

LISTED = ("choices", "external_choices", "osm")
"""Sheets whose rows belong to lists."""

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")

_QUOTED = {"type", "name", "list_name", "relevant", "constraint", "calculation", "default", "required", "readonly"} | {
    "choice_filter",
    "repeat_count",
    "trigger",
    "parameters",
}
"""Columns where a typographic quotation mark is a straight one, as for pyxform. Residents may see the others' as written."""

_KNOWN_TYPES = types.ASKED | types.SILENT | types.IGNORED | {"note"}


@dataclass(frozen=True)
class Table:
    """A sheet: its headings, and its rows by heading, a blank one being empty. The first row has the number 2."""

    headings: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]


Grid = Sequence[Sequence[str]]
"""A sheet that XLSForm does not know, cell by cell."""


@dataclass(frozen=True)
class Book:
    """A workbook as texts."""

    tables: Mapping[str, Table]
    others: Mapping[str, Grid] = field(default_factory=dict)


@dataclass
class Places:
    """Which row of its sheet each choice stands in. A source alone counts them as they would be written."""

    rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> "Places":
        places = cls()
        for sheet in LISTED:
            number = 2
            for list_name, rows in (source.get(sheet) or {}).items():
                places.rows[sheet, str(list_name)] = list(range(number, number + len(rows)))
                number += len(rows)
        return places

    def row(self, sheet: str, list_name: str, position: int) -> int:
        return self.rows[sheet, list_name][position]

    def written(self, sheet: str, number: int) -> int:
        """The row of the sheet that stands in row ``number`` of the sheet as it would be written."""
        flat = [row for (of, _), rows in self.rows.items() if of == sheet for row in rows]
        return flat[number - 2] if 0 <= number - 2 < len(flat) else number


def source_of(book: Book, name: str) -> tuple[dict[str, Any], Places]:
    """The source. ``name`` is the form_id of a form that has none: that of its file. Raises Refused."""
    spellings: dict[str, str] = {}
    read = {sheet: _rows(sheet, table, spellings) for sheet, table in book.tables.items()}
    settings = next((row for row in read.get("settings", ()) if row), {})
    source: dict[str, Any] = {"settings": {"form_id": name, **settings}}
    places = Places()
    declared = {key: spelling for key, spelling in spellings.items() if key != spelling}
    if declared:
        source["languages"] = declared
    source["survey"] = read.get("survey", [])
    for row in source["survey"]:
        if "type" in row:
            row["type"] = _type(row["type"])
    for sheet in LISTED:
        lists: dict[str, list[Mapping[str, Any]]] = {}
        for number, row in enumerate(read.get(sheet, ()), start=2):
            if row.get("list_name"):
                list_name = str(row["list_name"])
                lists.setdefault(list_name, []).append({key: value for key, value in row.items() if key != "list_name"})
                places.rows.setdefault((sheet, list_name), []).append(number)
        if lists:
            source[sheet] = lists
    if read.get("entities"):
        source["entities"] = read["entities"]
    others = {title: [list(row) for row in grid] for title, grid in book.others.items() if grid}
    if others:
        source["sheets"] = others
    return source, places


def tables_of(source: Mapping[str, Any], *, ours: bool = True) -> Book:
    """The sheets. Without ``ours`` as pyxform knows them."""
    spellings = {str(key): str(spelling) for key, spelling in (source.get("languages") or {}).items()}
    tables = {"survey": _table("survey", source.get("survey") or (), spellings, ours)}
    for sheet in LISTED:
        lists: Mapping[str, Sequence[Mapping[str, Any]]] = source.get(sheet) or {}
        rows = [{"list_name": list_name, **row} for list_name, members in lists.items() for row in members]
        if rows:
            tables[sheet] = _table(sheet, rows, spellings, ours)
    tables["settings"] = _table("settings", [source.get("settings") or {}], spellings, ours)
    if source.get("entities"):
        tables["entities"] = _table("entities", source["entities"], spellings, ours)
    return Book(tables, source.get("sheets") or {} if ours else {})


def straight(text: str) -> str:
    """Typographic quotation marks as straight ones, as pyxform has them."""
    return str(RE_SMART_QUOTES.sub(lambda mark: SMART_QUOTES[mark.group()], text))


def _rows(sheet: str, table: Table, spellings: dict[str, str]) -> list[dict[str, Any]]:
    double_colon = any("::" in heading for heading in table.headings)
    found: dict[str, Column] = {}
    named: dict[Column, str] = {}
    for heading in table.headings:
        column = columns.read(sheet, heading, double_colon)
        if column in named:
            reason = ErrorCode.HEADER_002.value.format(sheet_name=sheet, other=named[column], header=heading)
            raise Refused(reason, sheet, 1, heading, "Keep one of the two columns.")
        named[column] = heading
        language = None if column.language is None else _language(column, spellings, found.values())
        found[heading] = Column(column.keys, language)
    return [_row({found[heading]: text for heading, text in row.items() if text}) for row in table.rows]


def _language(column: Column, spellings: dict[str, str], others: Iterable[Column]) -> str:
    """The key of a heading's language. Two spellings of one language in one column stay two languages."""
    assert column.language is not None
    code = languages.code(column.language)
    if any(other.keys == column.keys and other.language == code for other in others):
        code = column.language
    spellings.setdefault(code, column.language)
    return code


def _row(cells: Mapping[Column, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, text in cells.items():
        inside = row
        for key in column.keys[:-1]:
            if not isinstance(inside.get(key), dict):
                inside[key] = {} if key not in inside else {languages.UNTRANSLATED: inside[key]}
            inside = inside[key]
        last, value = column.keys[-1], straight(text) if column.keys[0] in _QUOTED else text
        before = inside.get(last)
        if column.language is None and not isinstance(before, dict):
            inside[last] = value
        else:
            words = before if isinstance(before, dict) else {languages.UNTRANSLATED: before} if before else {}
            inside[last] = {**words, column.language or languages.UNTRANSLATED: value}
    return row


def _type(cell: str) -> str:
    kind = types.read(cell)
    if kind.name in _KNOWN_TYPES or kind.list_name or cell not in QUESTION_TYPE_DICT:
        return str(kind)
    # pyxform's older spellings: "add text prompt" is defined exactly as "text" is.
    same = (known for known in sorted(_KNOWN_TYPES) if QUESTION_TYPE_DICT.get(known) == QUESTION_TYPE_DICT[cell])
    return next(same, str(kind))


def _table(sheet: str, rows: Sequence[Mapping[str, Any]], spellings: Mapping[str, str], ours: bool) -> Table:
    flat: list[dict[Column, str]] = [dict(_cells(sheet, row, ours)) for row in rows]
    met = dict.fromkeys(column for row in flat for column in row)
    if sheet == "survey" and spellings:
        met |= dict.fromkeys(Column(("label",), language) for language in spellings)
    written_languages = dict.fromkeys([None, languages.UNTRANSLATED, *spellings, *(column.language for column in met)])
    order = {language: position for position, language in enumerate(written_languages)}
    groups: dict[str, int] = {}
    for column in met:
        groups.setdefault(column.keys[0], len(groups))
    inner: dict[tuple[str, ...], int] = {}
    for column in met:
        inner.setdefault(column.keys, len(inner))

    def where(column: Column) -> tuple[int, int, int, int]:
        head = column.keys[0]
        return columns.place(sheet, head), groups[head], inner[column.keys], order[column.language]

    headings = {
        column: columns.written(column.keys, spellings.get(column.language or "", column.language))
        for column in sorted(met, key=where)
    }
    return Table(tuple(headings.values()), [{headings[column]: text for column, text in row.items()} for row in flat])


def _cells(sheet: str, row: Mapping[str, Any], ours: bool) -> Iterable[tuple[Column, str]]:
    for key, value in row.items():
        if key in columns.OURS.get(sheet, ()) and not ours:
            continue
        if key in columns.NESTED and isinstance(value, Mapping):
            for inner, words in value.items():
                yield from _words((key, inner), words)
        else:
            yield from _words((key,), value)


def _words(keys: tuple[str, ...], value: Any) -> Iterable[tuple[Column, str]]:
    if not isinstance(value, Mapping):
        yield Column(keys), str(value)
        return
    for language, text in value.items():
        yield Column(keys, language or None), str(text)
