"""When something happened, from a resident's words in Spanish, English or isiZulu, in the city's own clock.

A report is about what has happened: a bare weekday or date is the last one past, a time to come no answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from nlu import time_words
from nlu.time_reading import CLOCKS, DAYS, Precision, Reading
from nlu.time_words import Atom, Folded

_ANSWER_WORDS: Final = 4
"""Up to so many words a message is an answer, and a part of the day alone ("ebusuku") says it all."""
_RANK: Final = {
    "period": 1,
    "moments": 1,
    "while": 1,
    "lately": 1,
    "recurring": 2,
    "recurring_weekday": 2,
    "now": 3,
}
"""What is said beside something more exact gives way to it: "siempre asaltan ahí, anoche me tocó a mí"."""


@dataclass(frozen=True, slots=True)
class When:
    """From when to when, both aware and in UTC, how exactly it was said, and the resident's own words for it.

    For `recurring` the interval is the last occurrence, or from the day it is said to have begun until now.
    """

    start: datetime
    end: datetime
    precision: Precision
    said: str


def find(text: str, now: datetime, zone: ZoneInfo) -> When | None:
    """The time a message speaks of, or None where it speaks of none or only of one to come.

    Raises:
        ValueError: `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    folded, atoms = _atoms(text)
    groups = time_words.groups(folded, atoms)
    reading = Reading(now, zone, len(text.split()) <= _ANSWER_WORDS)
    found = [(group, span) for group in groups if (span := reading.span(group))]
    if not found:
        return None
    best, span = min(found, key=lambda each: _rank(each[0]))
    said = folded.said(best[0].start, best[-1].end)
    for other in groups:
        if other is not best and _completes(best, other) and (exact := reading.span([*best, *other])):
            pair = sorted((best, other), key=lambda group: group[0].start)
            said = ", ".join(folded.said(group[0].start, group[-1].end) for group in pair)
            span = exact
            break
    return When(*span, said)


@lru_cache(maxsize=16)
def _atoms(text: str) -> tuple[Folded, Sequence[Atom]]:
    """The time words of a text. One message is asked about several times in its turn, and read once."""
    folded = time_words.folded(text)
    atoms = time_words.scan(folded)
    if atoms:
        return folded, atoms
    mended = time_words.mended(folded)
    return mended, time_words.scan(mended) if mended is not folded else atoms


def _rank(group: Sequence[Atom]) -> int:
    return min(_RANK.get(atom.kind, 0) for atom in group)


def _completes(group: Sequence[Atom], other: Sequence[Atom]) -> bool:
    """Whether an hour or part of the day said elsewhere belongs to this day, or the day to it."""

    def has(kinds: frozenset[str], atoms: Sequence[Atom]) -> bool:
        return any(atom.kind in kinds for atom in atoms)

    def only_hours(atoms: Sequence[Atom]) -> bool:
        return all(atom.kind in CLOCKS or (atom.kind == "part" and (" " in atom.text or atom.language == "zu")) for atom in atoms)

    if has(DAYS, group) and not has(CLOCKS | {"since"}, group):
        return only_hours(other)
    return only_hours(group) and has(DAYS, other) and not has(CLOCKS | {"since", "future"}, other)
