"""XLSForm as text: its layout for .csv, pyxform's Markdown; and the old .xls. pyxform reads the last two."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import md_to_dict, xls_to_dict

from flows.sheets.excel import MOST_COLUMNS, MOST_ROWS
from flows.sheets.refused import Refused
from flows.sheets.tables import SHEETS, Book, Grid, Table

_ADVICE = {
    ".csv": "The first column of a form in .csv names the sheet; its rows follow, with that column empty.",
    ".md": "A form in Markdown is a table whose first column names the sheet.",
    ".xls": "Save it as .xlsx.",
}


def read(data: bytes, kind: str) -> Book:
    """The texts of a form in one of these formats. Raises Refused."""
    try:
        return READERS[kind](data.removeprefix(b"\xef\xbb\xbf"))
    except (PyXFormError, csv.Error, ValueError, KeyError, IndexError) as error:
        reason = "The text is not UTF-8." if isinstance(error, UnicodeDecodeError) else str(error)
        raise Refused(reason, advice=_ADVICE[kind]) from error


def _csv(data: bytes) -> Book:
    """The first column names a sheet; the rows after it, with that column empty, are the sheet's, its headings first."""
    grids: dict[str, list[list[str]]] = {}
    title = ""
    for row in csv.reader(io.StringIO(data.decode("utf-8"), newline="")):
        cells = [cell.replace("\r\n", "\n").strip() for cell in row]
        if cells and cells[0]:
            title = cells[0]
            grids.setdefault(title, [])
        if title and (any(cells[1:]) or (grids[title] and not any(cells))):
            grids[title].append(cells[1:] if any(cells) else [])
    if not grids:
        raise ValueError("No row names a sheet.")
    for grid in grids.values():
        while grid and not any(grid[-1]):
            grid.pop()
    known = {title.lower(): grid for title, grid in grids.items() if title.lower() in SHEETS}
    tables = {name: _table(name, grid[0] if grid else [], grid[1:]) for name, grid in known.items()}
    return Book(tables, {title: grid for title, grid in grids.items() if title.lower() not in SHEETS})


def _pyxforms(reader: Callable[[io.BytesIO], Mapping[str, Any]]) -> Callable[[bytes], Book]:
    def read(data: bytes) -> Book:
        found = reader(io.BytesIO(data))
        others: dict[str, Grid] = {title: [] for title in found["sheet_names"] if title.lower() not in SHEETS}
        tables = {}
        for name in (name for name in SHEETS if name in found):
            headings = list(dict.fromkeys([*_first(found, name), *(heading for row in found[name] for heading in row)]))
            rows = [[str(row.get(heading) or "") for heading in headings] for row in found[name]]
            tables[name] = _table(name, [str(heading or "") for heading in headings], rows)
        return Book(tables, others)

    return read


def _first(found: Mapping[str, Any], name: str) -> list[Any]:
    header = found.get(f"{name}_header")
    return list(header[0]) if header else []


def _table(name: str, headings: Sequence[str], rows: Grid) -> Table:
    titles = list(headings)
    if len(rows) > MOST_ROWS:
        raise Refused(f"A sheet has at most {MOST_ROWS} rows.", name, MOST_ROWS + 2)
    if len(titles) > MOST_COLUMNS:
        raise Refused(f"A sheet has at most {MOST_COLUMNS} columns.", name, 1)
    for position, heading in enumerate(titles):
        if heading and heading in titles[:position]:
            raise Refused(f"Two columns are headed {heading!r}.", name, 1, heading, "Keep one of them.")
    cells = [{heading: cell for heading, cell in zip(titles, row, strict=False) if heading and cell} for row in rows]
    return Table(tuple(heading for heading in titles if heading), cells)


READERS: Mapping[str, Callable[[bytes], Book]] = {".csv": _csv, ".md": _pyxforms(md_to_dict), ".xls": _pyxforms(xls_to_dict)}
