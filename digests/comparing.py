"""Lines: tallies beside what is usual, and what must not be told of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cities import City
from digests import chance
from digests.days import WEEKS, Window
from digests.figures import FEW, LESS, MORE, Line
from digests.tallies import Tally

SMALLEST = 3
"""Fewer reports of violence against women and children, or of a sensitive kind in a part of the city, are not told."""

PROTECTED, TOTAL = "protected", "total"


@dataclass(frozen=True)
class Compared:
    """A line, and how surprising it is: in standard deviations, more or less."""

    line: Line
    surprise: float

    @property
    def is_beyond_chance(self) -> bool:
        return self.line.verdict in (MORE, LESS)


class Comparison:
    """Compares tallies of these windows. Weeks before ``first``, the city's first report, tell nothing."""

    def __init__(self, windows: Sequence[Window], first: datetime | None) -> None:
        self._windows = windows
        columns = sorted({each.column for each in windows})
        self._column = {column: place for place, column in enumerate(columns)}
        self._weights = [sum(each.counts for each in windows if each.column == column) for column in columns]
        began = [
            first is not None and min(each.begins for each in windows if each.week == week) >= first for week in range(WEEKS)
        ]
        self._weeks = began.index(False) if False in began else WEEKS

    def now(self, tally: Tally) -> int:
        """How many there were in the period."""
        return sum(tally[number] for number, each in enumerate(self._windows) if each.counts)

    def line(self, name: str, tally: Tally) -> Compared:
        history = [[0] * len(self._column) for _ in range(self._weeks)]
        for number, count in tally.items():
            window = self._windows[number]
            if window.week is not None and window.week < self._weeks:
                history[window.week][self._column[window.column]] += count
        count = self.now(tally)
        found = chance.compare(count, history, self._weights)
        return Compared(Line(name, count, found.usual, found.low, found.high, found.verdict), found.surprise)

    def guarded(self, name: str, tally: Tally) -> Compared:
        """A line that tells no small number, and nothing from which one could be worked out.

        What is usual is rounded: from one exact mean to the next, a week's count could be taken off.
        """
        found = self.line(name, tally)
        if self.now(tally) < SMALLEST:
            return Compared(Line(name, None, 0.0, 0, 0, FEW), 0.0)
        if found.line.usual < SMALLEST:
            return Compared(Line(name, found.line.count, 0.0, 0, 0, FEW), 0.0)
        line = found.line
        return Compared(Line(name, line.count, float(round(line.usual)), line.low, line.high, line.verdict), found.surprise)


def together(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Counter())


def of_dimensions(city: City, kinds: Mapping[str, Tally]) -> dict[str, Tally]:
    """The tallies of kinds by dimension: a report counts in each dimension of its kind."""
    found: dict[str, Tally] = {}
    for name, tally in kinds.items():
        kind = city.category(name)
        for dimension in kind.dimensions if kind else ():
            found[dimension] = together((found.get(dimension, Counter()), tally))
    return found


def in_order(found: Iterable[Compared]) -> tuple[Compared, ...]:
    """The most frequent first; what is not told last."""
    return tuple(
        sorted(found, key=lambda each: (each.line.count is None, -(each.line.count or 0), -each.line.usual, each.line.name))
    )
