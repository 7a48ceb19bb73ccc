"""CSV (RFC 4180) in UTF-8: a file for the runs, one for each repeat, one for how answers came, and the codebook."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from flows.results.cells import Cell, clean, guarded, shown
from flows.results.codebook import Codebook
from flows.results.records import Entry
from flows.results.sheets import Sheet


def write(folder: Path, sheets: Sequence[Sheet], entries: Iterable[Entry], *, bom: bool) -> list[Path]:
    """Write the files into the folder; they are open side by side, since a run has rows in several of them."""
    paths = [folder / f"{sheet.title}.csv" for sheet in sheets]
    with ExitStack() as stack:
        writers = [csv.writer(stack.enter_context(path.open("w", encoding=_encoding(bom), newline=""))) for path in paths]
        for sheet, writer in zip(sheets, writers, strict=True):
            writer.writerow([_cell(heading) for heading in sheet.headings])
        for entry in entries:
            for sheet, writer in zip(sheets, writers, strict=True):
                writer.writerows([_cell(cell) for cell in row] for row in sheet.rows(entry))
    return paths


def write_codebook(path: Path, book: Codebook, *, bom: bool) -> Path:
    with path.open("w", encoding=_encoding(bom), newline="") as file:
        writer = csv.writer(file)
        writer.writerow(book.headings)
        writer.writerows([_cell(row.get(heading)) for heading in book.headings] for row in book.rows)
    return path


def _encoding(bom: bool) -> str:
    return "utf-8-sig" if bom else "utf-8"


def _cell(cell: Cell) -> str | int | float | None:
    value = shown(cell)
    return guarded(clean(value)) if isinstance(value, str) else value
