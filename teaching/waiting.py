"""What waits to be labelled: masked, and grouped by likeness, the groups of most people first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Message, Misunderstanding
from nlu.fold import words_only
from teaching.masking import Masker

ALIKE = 80
"""Likeness (rapidfuzz, 0 to 100, the order of words left out) from which two masked texts are one group."""


@dataclass(frozen=True)
class Item:
    """One message that waits; `text` is masked, `said` is what was written and never leaves this package."""

    row: Misunderstanding
    contact: str
    text: str
    said: str

    @property
    def number(self) -> int:
        """The message's number: what it is named by."""
        return self.row.message_id


@dataclass(frozen=True)
class Group:
    """Messages that say nearly the same. It is named by its first message, so that later ones do not rename it."""

    items: tuple[Item, ...]

    @property
    def number(self) -> int:
        return self.items[0].number

    @property
    def contacts(self) -> int:
        """How many different residents said it."""
        return len({item.contact for item in self.items})

    @property
    def languages(self) -> list[str]:
        return sorted({item.row.language for item in self.items})

    @property
    def thoughts(self) -> list[tuple[str, int, float, float]]:
        """What it was taken for: the intent, how often, and the lowest and highest confidence."""
        by_intent: dict[str, list[float]] = {}
        for item in self.items:
            by_intent.setdefault(item.row.thought, []).append(item.row.confidence)
        rows = [(intent, len(each), min(each), max(each)) for intent, each in by_intent.items()]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    @property
    def meant(self) -> list[tuple[str, int]]:
        """What the residents said that they meant, and how often."""
        counted = Counter(item.row.meant for item in self.items if item.row.meant)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def items(session: Session) -> list[Item]:
    """Everything that waits, the oldest first. A message without words any more has been erased, and is left out."""
    rows = session.scalars(
        select(Misunderstanding).join(Message).options(joinedload(Misunderstanding.message)).order_by(Misunderstanding.message_id)
    ).all()
    rows = [row for row in rows if words_only(row.message.text)]
    masker = Masker((row.message.contact_id, row.message.text) for row in rows)
    return [Item(row, row.message.contact_id, masker.mask(row.message.text), row.message.text) for row in rows]


def groups(session: Session) -> list[Group]:
    """What waits, grouped: each message joins the first group whose first message it is most like."""
    found: dict[int, list[Item]] = {}
    leaders: dict[int, str] = {}
    for item in items(session):
        key = words_only(item.text)
        best = process.extractOne(key, leaders, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE) if leaders else None
        # Texts of which nothing is left are alike, which a ratio of nothing cannot tell.
        at = best[2] if best is not None else next((number for number, text in leaders.items() if text == key), None)
        if at is None:
            leaders[item.number], at = key, item.number
        found.setdefault(at, []).append(item)
    made = [Group(tuple(each)) for each in found.values()]
    return sorted(made, key=lambda group: (-group.contacts, -len(group.items), group.number))


def group(groups: Sequence[Group], number: int) -> Group | None:
    """The group of this number, or the one that this message is in."""
    return next((each for each in groups if any(item.number == number for item in each.items)), None)
