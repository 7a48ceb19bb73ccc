"""Forms come in and go out: workbooks, XLSForm's .csv, pyxform's Markdown, and our .yml."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.finding import Finding
from flows.sheets import attached, columns, excel, text, xform, yml
from flows.sheets.refused import Refused
from flows.sheets.tables import Places, Table, source_of, tables_of

__all__ = ["KINDS", "Form", "Places", "Refused", "load", "read", "write"]

MOST_BYTES = 5_000_000
WORKBOOKS = (".xlsx", ".xlsm")
KINDS = (*WORKBOOKS, ".xls", ".csv", ".md", ".yml", ".yaml")


@dataclass(frozen=True)
class Form:
    """A form as it was read: its source, where its rows stood, and what its author should know about the file."""

    source: dict[str, Any]
    places: Places
    findings: list[Finding] = field(default_factory=list)


def read(file: Path | bytes, name: str = "", attachments: Sequence[Path] = ()) -> dict[str, Any]:
    """The source of a form; see ``load``."""
    return load(file, name, attachments).source


def load(file: Path | bytes, name: str = "", attachments: Sequence[Path] = ()) -> Form:
    """Read a form. ``name`` is the file's, when only its bytes are there; its stem is the form_id of a form without one.

    Attached tables are those given, and those that lie next to the file. Raises Refused.
    """
    path = Path(name) if name else file if isinstance(file, Path) else Path("form.xlsx")
    data = _bytes(file)
    kind = path.suffix.lower()
    findings: list[Finding] = []
    given: dict[str, Any] = {}
    if kind in (".yml", ".yaml"):
        given = yml.read(data)
        book = tables_of(given)
    elif kind in WORKBOOKS:
        book, findings = excel.read(data)
    elif kind in text.READERS:
        book = text.read(data, kind)
    else:
        raise Refused(f"A form is a file of one of these kinds: {', '.join(KINDS)}.")
    if not book.tables.get("survey", Table((), ())).headings:
        raise xform.no_survey([*book.tables, *book.others])
    source, places = source_of(book, path.stem)
    tables: dict[str, list[Mapping[str, str]]] = {}
    for each, rows in (given.get("attachments") or {}).items():
        tables[each] = [_filled(row) for row in rows]
    if isinstance(file, Path):
        tables |= attached.beside(file, [each for each in attached.needed(source) if each not in tables])
    tables |= {each.name: attached.read(each) for each in attachments}
    if tables:
        source["attachments"] = tables
    return Form(source, places, findings)


def write(source: Mapping[str, Any], path: Path) -> None:
    """Write a form as .xlsx, .csv or .yml. A .yml holds its attached tables; others get ``<form>-media`` beside them.

    Raises Refused.
    """
    kind = path.suffix.lower()
    if kind in (".yml", ".yaml"):
        path.write_text(yml.write(ordered(source)), "utf-8")
        return
    book = tables_of(source)
    if kind == ".xlsx":
        excel.write(book, path)
    elif kind == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for name, table in book.tables.items():
                writer.writerow([name])
                rows = ([row.get(heading, "") for heading in table.headings] for row in table.rows)
                writer.writerows(["", *row] for row in [table.headings, *rows])
    else:
        raise Refused("A form is written as .xlsx, .csv or .yml.")
    for name, rows in (source.get("attachments") or {}).items():
        folder = path.with_name(f"{path.stem}-media")
        folder.mkdir(exist_ok=True)
        attached.write(rows, folder / name)


def ordered(source: Mapping[str, Any]) -> dict[str, Any]:
    """The same source with its keys in XLSForm's order of columns."""
    found = dict(source)
    found["settings"] = _ordered("settings", source.get("settings") or {})
    for sheet in ("survey", "entities"):
        if sheet in source:
            found[sheet] = [_ordered(sheet, row) for row in source[sheet]]
    for sheet in ("choices", "external_choices", "osm"):
        if sheet in source:
            found[sheet] = {name: [_ordered(sheet, row) for row in rows] for name, rows in source[sheet].items()}
    return found


def _ordered(sheet: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(row.items(), key=lambda cell: columns.place(sheet, cell[0])))


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if cell}


def _bytes(file: Path | bytes) -> bytes:
    size = len(file) if isinstance(file, bytes) else file.stat().st_size if file.is_file() else -1
    if size < 0:
        raise Refused(f"There is no file {Path(str(file)).name}.")
    if size > MOST_BYTES:
        raise Refused(
            f"This file has {size / 1_000_000:.1f} MB; a form has at most {MOST_BYTES // 1_000_000}.",
            advice="Take out pictures and sheets that do not belong to the form.",
        )
    return file if isinstance(file, bytes) else file.read_bytes()
