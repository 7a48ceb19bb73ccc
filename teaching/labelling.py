"""A label turns messages that wait into examples: masked, without a way back to who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, Example
from nlu.fold import words_only
from teaching import held_out, shipped, waiting
from teaching.intents import teachable
from teaching.masking import unmasked


class Refused(Exception):
    """It cannot be done; the message says why, without a resident's words."""


@dataclass(frozen=True)
class Labelled:
    """How many examples came of a label, and why which messages stayed behind."""

    examples: int
    left: tuple[tuple[int, str], ...]


def label(session: Session, group: int, intent: str, by: str, now: datetime, only: Sequence[int] = ()) -> Labelled:
    """Make examples of this intent from a group, or from some of its messages.

    Raises:
        Refused: there is no such intent or group, or none of the messages can be an example.
    """
    if intent not in teachable():
        raise Refused(f"{intent} is not an intent that can be taught; these are: {', '.join(teachable())}")
    made, left = 0, []
    for item in _chosen(session, group, only):
        text = unmasked(item.text)
        reason = _why_not(session, item, text, intent)
        if reason is not None:
            left.append((item.number, reason))
            continue
        if _example(session, item.row.language, text) is None:
            session.add(Example(language=item.row.language, text=text, intent=intent, labelled_by=by, labelled_at=now))
        made += 1
        session.delete(item.row)
        session.flush()
    if not made:
        raise Refused("; ".join(f"{number}: {reason}" for number, reason in left))
    _audit(session, by, "labelled", group, {"intent": intent, "messages": made}, now)
    return Labelled(made, tuple(left))


def ignore(session: Session, group: int, by: str, now: datetime, only: Sequence[int] = ()) -> int:
    """Take a group, or some of its messages, off the list: they teach nothing. Returns how many."""
    chosen = _chosen(session, group, only)
    for item in chosen:
        session.delete(item.row)
    _audit(session, by, "ignored", group, {"messages": len(chosen)}, now)
    return len(chosen)


def take_back(session: Session, example: str, by: str, now: datetime) -> None:
    """Remove a labelled example (the beginning of its id): the next model does not learn it."""
    found = [each for each in examples(session) if each.id.startswith(example)]
    if len(found) != 1:
        raise Refused(f"there is no example {example}" if not found else f"{example} is the beginning of several examples")
    session.add(AuditEntry(actor=by, action="label taken back", thing=f"example {found[0].id}", details={}, at=now))
    session.delete(found[0])


def examples(session: Session) -> Sequence[Example]:
    """Everything labelled, by language, intent and text."""
    return session.scalars(select(Example).order_by(Example.language, Example.intent, Example.text)).all()


def _chosen(session: Session, number: int, only: Sequence[int]) -> list[waiting.Item]:
    group = waiting.group(waiting.groups(session), number)
    if group is None:
        raise Refused(f"there is no group {number}")
    unknown = set(only) - {item.number for item in group.items}
    if unknown:
        raise Refused(f"not in group {number}: {', '.join(map(str, sorted(unknown)))}")
    return [item for item in group.items if not only or item.number in only]


def _why_not(session: Session, item: waiting.Item, text: str, intent: str) -> str | None:
    if not words_only(text):
        return "nothing is left of it when it is masked"
    if held_out.holds(item.said, text):
        return "it is one of the held-out messages that models are judged by, and must never be learnt"
    other = shipped.intents().get(words_only(text))
    if other not in (None, intent):
        return f"the examples that come with the software say that it means {other}"
    known = _example(session, item.row.language, text)
    if known is not None and known.intent != intent:
        return f"the same words are labelled {known.intent}"
    return None


def _example(session: Session, language: str, text: str) -> Example | None:
    return session.scalars(select(Example).where(Example.language == language, Example.text == text)).first()


def _audit(session: Session, by: str, action: str, group: int, details: dict[str, object], now: datetime) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"group {group}", details=details, at=now))
