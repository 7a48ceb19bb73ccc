"""Rows under headings, as every kind of table file takes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.results.cells import Cell
from flows.results.layout import HOWS, Layout, Table
from flows.results.records import Entry

HOW_HEADINGS = ("_uuid", "question", "how", "answered_at")


@dataclass(frozen=True)
class Sheet:
    """One sheet or file; ``table`` is None for how the answers came."""

    title: str
    headings: Sequence[str]
    table: Table | None = None

    def rows(self, entry: Entry) -> Iterator[Sequence[Cell]]:
        """What one run adds to it."""
        if self.table is None:
            yield from ([entry.run, each.key, each.how, each.at] for each in entry.hows)
            return
        for record in entry.records:
            if record.table is self.table:
                yield [record.cells.get(each.key) for each in self.table.columns]


def sheets(layout: Layout, *, labels: bool, language: str, groups: bool) -> list[Sheet]:
    """The runs, each repeat, and how every answer came."""
    tables = [
        Sheet(table.title, table.headings(labels=labels, language=language, groups=groups), table)
        for table in layout.tables.values()
    ]
    return [*tables, Sheet(HOWS, HOW_HEADINGS)]
