"""Workbooks of Excel and LibreOffice, read with suspicion: they come from outside.

Nothing of a workbook is executed. Macros are not loaded, formulas give the value that was stored with them, and what would
fill the memory is refused before it is opened.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from pyxform.xls2json_backends import xlsx_value_to_str

from flows.finding import Finding
from flows.sheets.refused import Refused
from flows.sheets.tables import SHEETS, Book, Grid, Table

MOST_ROWS, MOST_COLUMNS = 2_000, 300
"""Of one sheet. The largest of 327 public forms has 469 questions."""

MOST_UNPACKED_BYTES = 60_000_000
"""Of a workbook: a form of 2,000 rows in three languages unpacks to about 3 MB."""

MOST_BLANK = 60
"""Blank rows in a row after which a sheet is at its end, as for pyxform."""

LONGEST_CELL = 32_767
"""Characters that fit into a cell of a workbook (ECMA-376; Excel's specifications and limits)."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERRORS = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    EOFError,
    ParseError,
    IndexError,
)


def read(data: bytes) -> tuple[Book, list[Finding]]:
    """The texts of a workbook, and what its author should know about them. Raises Refused."""
    formulas = _guard(data)
    try:
        stored = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise Refused("This workbook is broken.", advice="Open it in Excel or LibreOffice and save it again.") from error
    grids = {sheet.title: _grid(sheet) for sheet in stored.worksheets}
    findings: list[Finding] = []
    if formulas:
        written = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for sheet in written.worksheets:
            findings += _formulas(sheet, grids[sheet.title])
    known = {title: title.lower() for title in grids if title.lower() in SHEETS}
    if not known and len(grids) == 1:  # as pyxform does it: a single sheet is the survey, whatever it is called
        known = {next(iter(grids)): "survey"}
    tables = {name: _table(name, grids[title]) for title, name in known.items()}
    return Book(tables, {title: grid for title, grid in grids.items() if title not in known and any(grid)}), findings


def write(book: Book, path: Path) -> None:
    """A workbook in which every cell is a text, so that nothing in it is ever taken for a formula. Raises Refused."""
    grids = {
        name: [table.headings, *([row.get(heading, "") for heading in table.headings] for row in table.rows)]
        for name, table in book.tables.items()
    }
    written: Mapping[str, Grid] = {**grids, **book.others}
    for title, grid in written.items():
        for number, row in enumerate(grid, start=1):
            for position, text in enumerate(row):
                if len(text) > LONGEST_CELL:
                    why = f"A cell of a workbook holds {LONGEST_CELL} characters; this text has {len(text)}."
                    raise Refused(why, title, number, grid[0][position])
    workbook = Workbook(write_only=True)
    for title, grid in written.items():
        sheet = workbook.create_sheet(title)
        for row in grid:
            sheet.append([_cell(sheet, text) for text in row])
    workbook.save(path)


def _cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # "=1+1" is a text of four characters
    cell.quotePrefix = text[0] in "=+-@"  # and stays one when somebody edits it
    return cell


def _guard(data: bytes) -> bool:
    """Refuse what should not be opened; True when there is a formula anywhere."""
    if data.startswith(_OLE):
        raise Refused("This workbook is encrypted.", advice="Save it without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("This workbook is encrypted.", advice="Save it without a password.")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED_BYTES:
                raise Refused(
                    f"This workbook unpacks to {unpacked // 1_000_000} MB; at most {MOST_UNPACKED_BYTES // 1_000_000} are taken.",
                    advice="Copy the rows into a new workbook.",
                )
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            return any(_FORMULA.search(archive.read(part)) for part in sheets)
    except (*_BROKEN, NotImplementedError) as error:
        advice = "Save it as .xlsx from Excel, LibreOffice or Google Sheets."
        raise Refused("This is no workbook, or a broken one.", advice=advice) from error


def _grid(sheet: ReadOnlyWorksheet) -> list[list[str]]:
    grid: list[list[str]] = []
    blank = 0
    try:
        for values in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
            row = [_text(value) for value in values]
            while row and not row[-1]:
                row.pop()
            if len(row) > MOST_COLUMNS:
                raise Refused(f"A sheet has at most {MOST_COLUMNS} columns.", sheet.title, len(grid) + 1)
            blank = 0 if row else blank + 1
            if blank > MOST_BLANK:
                break
            grid.append(row)
            if len(grid) - blank > MOST_ROWS + 1:
                raise Refused(f"A sheet has at most {MOST_ROWS} rows.", sheet.title, len(grid))
    except _BROKEN as error:
        raise Refused("This sheet of the workbook is broken.", sheet.title, advice="Save the workbook again.") from error
    return grid[: len(grid) - blank]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(xlsx_value_to_str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _formulas(sheet: ReadOnlyWorksheet, grid: list[list[str]]) -> Iterator[Finding]:
    """A formula is worth the value stored with it, and a warning; without one it is refused."""
    for number, cells in enumerate(sheet.iter_rows(max_row=len(grid) + MOST_BLANK, max_col=MOST_COLUMNS), start=1):
        for position, cell in enumerate(cells):
            if cell.data_type != "f":
                continue
            where = f"{get_column_letter(position + 1)}{number}"
            row = grid[number - 1] if number <= len(grid) else []
            value = row[position] if position < len(row) else ""
            heading = grid[0][position] if grid and position < len(grid[0]) else ""
            column = f"{heading} (cell {where})" if heading else f"cell {where}"
            if not value or value in _ERRORS:
                why = f"A formula whose value is {value}." if value else "A formula without a stored value."
                raise Refused(why, sheet.title, number, column, "Type the text itself into the cell.")
            yield Finding("warning", "formula", sheet.title, number, column, "A formula: the value stored with it is taken.")


def _table(name: str, grid: Sequence[Sequence[str]]) -> Table:
    headings = [" ".join(heading.split()) for heading in grid[0]] if grid else []
    for position, heading in enumerate(headings):
        if heading and heading in headings[:position]:
            raise Refused(f"Two columns are headed {heading!r}.", name, 1, heading, "Keep one of them.")
    rows = [
        {headings[position]: text for position, text in enumerate(row[: len(headings)]) if text and headings[position]}
        for row in grid[1:]
    ]
    return Table(tuple(heading for heading in headings if heading), rows)
