"""What one summary says, as numbers: ids, codes and counts only, never a resident's words. Kept with the digest as JSON."""

from dataclasses import asdict, dataclass
from typing import Any

USUAL, MORE, LESS, FEW = "usual", "more", "less", "few"
"""A line's verdict. few: too little history, or counts too small to say anything."""

CLUSTER, DUPLICATES = "cluster", "duplicates"


@dataclass(frozen=True)
class Line:
    """One count beside what is usual on the same weekdays."""

    name: str
    """A code: of a kind, a dimension, an area; ``total``; ``protected``."""

    count: int | None
    """Nothing where it is too small to be told."""

    usual: float
    """The mean of the same weekdays of the last eight weeks, for a period as long as this one."""

    low: int
    high: int
    """Counts from ``low`` to ``high``, both included, are no surprise."""

    verdict: str


@dataclass(frozen=True)
class Item:
    """One report that somebody has to work on."""

    report_id: str
    tag: str | None
    """What officials call it; nothing until it was given one."""

    category: str
    area: str | None
    """Nothing for a sensitive kind: where it was is told after a login only."""

    filed_at: str
    """ISO 8601, UTC."""

    days: int
    """Whole days from filing to the cut-off."""

    dangerous: bool
    state: str
    """As of the cut-off: received or acknowledged (also while it is in progress)."""

    overdue: bool
    sensitive: bool


@dataclass(frozen=True)
class Group:
    """Reports of one kind that were near each other."""

    kind: str
    """duplicates: perhaps one event, told by several. cluster: several events."""

    category: str
    area: str | None
    """Nothing where they named different ones."""

    report_ids: tuple[str, ...]
    """The first told first."""

    count: int
    metres: int | None
    """From the first to the farthest; nothing where they were found by their words."""

    minutes: int
    """From the first to the last."""


@dataclass(frozen=True)
class Pulse:
    """What those answered who finished a survey in the period."""

    flow: str
    question: str
    """Path of the headline question."""

    n: int
    counts: dict[str, int]
    """By the code of the answer, most frequent first; empty where fewer than five answered."""


@dataclass(frozen=True)
class Quality:
    """How far the numbers can be trusted, over the last days of the period."""

    understood: dict[str, tuple[int, int]]
    """By language: messages that were understood, of all that were answered."""

    sent: int
    """Messages to residents."""

    undelivered: int
    """Of those, how many the operator refused or could not deliver."""

    stopped: int
    """Residents who asked for no more messages."""

    notices_stopped: int
    """Residents who asked not to be told any more what becomes of their reports."""


@dataclass(frozen=True)
class Figures:
    """All of it. Kinds that are protected count in ``protected`` and in nothing else."""

    total: Line
    categories: tuple[Line, ...]
    """Kinds with a report now or usually, the most frequent first."""

    dimensions: tuple[Line, ...]
    """A report counts in each dimension of its kind."""

    areas: tuple[Line, ...]
    """Areas with a report now, or fewer than usual. Sensitive kinds count in none of them."""

    protected: Line | None
    """One line for all protected kinds; nothing where the reader's role hides them."""

    changed: tuple[str, ...]
    """Lines beyond chance, the farthest first: ``category:robbery``, ``area:umlazi``."""

    urgent: tuple[Item, ...]
    """Still dangerous, or of an incident that nobody acknowledged: not acknowledged first, then the newest."""

    unanswered: int
    overdue: int
    oldest_days: int
    """Age of the oldest unanswered report, in whole days; 0 without one."""

    waiting: tuple[Item, ...]
    """The oldest unanswered reports."""

    groups: tuple[Group, ...]
    silent: tuple[str, ...]
    """Areas from which nothing came, where chance alone would have brought something."""

    pulse: Pulse | None
    quality: Quality
    days: tuple[tuple[str, int], ...]
    """The last eight weeks: the local date on which a day began, at the hour of the cut-off, and its count."""

    urgent_in_all: int = 0
    """How many are urgent: ``urgent`` shows some of them."""

    apart: tuple[str, ...] = ()
    """Sensitive kinds that only their own lines count, because this summary is of a part of the city."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, given: dict[str, Any]) -> "Figures":
        """The figures that ``to_json`` gave. Raises KeyError or TypeError for anything else."""
        quality = given["quality"]
        return cls(
            **given
            | {
                "total": Line(**given["total"]),
                "categories": _lines(given["categories"]),
                "dimensions": _lines(given["dimensions"]),
                "areas": _lines(given["areas"]),
                "protected": Line(**given["protected"]) if given["protected"] else None,
                "changed": tuple(given["changed"]),
                "urgent": tuple(Item(**each) for each in given["urgent"]),
                "waiting": tuple(Item(**each) for each in given["waiting"]),
                "groups": tuple(Group(**each | {"report_ids": tuple(each["report_ids"])}) for each in given["groups"]),
                "silent": tuple(given["silent"]),
                "pulse": Pulse(**given["pulse"]) if given["pulse"] else None,
                "quality": Quality(
                    **quality | {"understood": {name: (part, whole) for name, (part, whole) in quality["understood"].items()}}
                ),
                "days": tuple((day, number) for day, number in given["days"]),
                "apart": tuple(given["apart"]),
            }
        )


def _lines(given: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(**each) for each in given)
