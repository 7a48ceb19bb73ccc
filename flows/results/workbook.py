"""One Excel workbook, written row by row: a sheet for the runs, one for each repeat, how answers came, the codebook."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from flows.results.cells import Cell, clean, shown
from flows.results.codebook import Codebook
from flows.results.layout import CODEBOOK, LONGEST_TITLE
from flows.results.records import Entry
from flows.results.sheets import Sheet

LONGEST = 32_767
"""Characters in a cell (Excel)."""


MOST_ROWS = 1_048_576
"""Rows in a sheet (Excel)."""


class _Page:
    """A sheet that goes on in another one where Excel takes no more rows."""

    def __init__(self, book: Workbook, title: str, headings: Sequence[str]) -> None:
        self._book, self._title, self._headings = book, title, headings
        self._number = 1
        self._begin(title)

    def append(self, row: Sequence[Cell]) -> None:
        if self._rows == MOST_ROWS:
            self._number += 1
            ending = f"_{self._number}"
            self._begin(self._title[: LONGEST_TITLE - len(ending)] + ending)
        self._sheet.append([_cell(self._sheet, cell) for cell in row])
        self._rows += 1

    def _begin(self, title: str) -> None:
        self._sheet = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        self._rows = 0
        self.append(self._headings)


def write(path: Path, sheets: Sequence[Sheet], entries: Iterable[Entry], described: Codebook) -> Path:
    book = Workbook(write_only=True)
    pages = [_Page(book, sheet.title, sheet.headings) for sheet in sheets]
    codebook = _Page(book, CODEBOOK, described.headings)
    for entry in entries:
        for sheet, page in zip(sheets, pages, strict=True):
            for row in sheet.rows(entry):
                page.append(row)
    for line in described.rows:
        codebook.append([line.get(heading) for heading in described.headings])
    book.save(path)
    return path


def _cell(sheet: WriteOnlyWorksheet, cell: Cell) -> object:
    """Numbers as numbers; a text is always a text, also one that looks like a formula or an error."""
    value = shown(cell)
    if not isinstance(value, str) or not value:
        return None if value == "" else value
    text = clean(value)[:LONGEST]
    if not text.startswith(("=", "#")):
        return text
    written = WriteOnlyCell(sheet, text)
    written.data_type = "s"
    return written
