"""What is worth a teacher's look: read from a turn, in the turn's own transaction. No word of the message is copied."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.definition import REPORT
from flows.reply import Reply
from models import Contact, Message, Misunderstanding, Run, Turn
from nlu.fold import words_only
from teaching.intents import NOT_UNDERSTOOD, teachable

log = logging.getLogger(__name__)

MEANT = "meant="
"""What the payload of a choice begins with that asks "did you mean …?"."""

DOUBTFUL = 0.5
"""Below this confidence "none of our business" is doubt, and no understanding."""

SOON = timedelta(minutes=30)
"""How long after a guess a "cancel" still takes back the guess, rather than what came of it."""

CERTAIN = 1.0
"""The confidence of an exact command: no guess."""

LOOKED_AT = 5

HARMLESS = NOT_UNDERSTOOD | {"affirm", "deny", "greet", "thanks", "wordless", "back"}
"""Guesses that did nothing which could be taken back."""

TAKES_BACK = {"cancel": None, "back": None, "deny": None, "start": "stop", "resume": "cancel"}
"""What takes back a guess, and which one where it takes back only one."""

OFFERS = ("menu=resume", "menu=offer", "survey=", MEANT)
"""Choices to which "no" is an answer."""


class Heard(Protocol):
    """A turn that has been handled, as the actions hold it."""

    session: Session
    contact: Contact
    message: Message
    intent: str
    confidence: float
    payload: str
    language: str
    meant: Message | None
    """The earlier message that this one explains by choosing a meaning, which is then ``intent``."""

    run: Run | None
    was_lost: bool
    """True when they were told that they were not understood."""

    replies: list[Reply]


def collect(turn: Heard) -> None:
    """Note this message if it was not understood, and the one before it if its meaning was taken back or told.

    Whatever goes wrong here, the resident is answered.
    """
    if turn.contact.stopped_at is not None or turn.contact.forgetting_at is not None:
        return
    try:
        with turn.session.begin_nested():
            _collect(turn)
    except Exception as error:
        log.warning("message=%s is not collected: %s", turn.message.id, type(error).__name__)


def _collect(turn: Heard) -> None:
    if turn.meant is not None or turn.payload.startswith(MEANT):
        _note_what_was_meant(turn)
        return
    doubtful = _is_doubtful(turn)
    if not doubtful and turn.intent not in TAKES_BACK:
        return
    before = _turns_before(turn)
    if turn.intent in TAKES_BACK and before and _takes_back(turn, before):
        _note(turn, before[0], "undone")
    elif doubtful and not _was_answer(turn, before):
        this = Turn(message_id=turn.message.id, intent=turn.intent, confidence=turn.confidence, at=turn.message.created_at)
        begun = turn.run is not None and turn.run.origin_message_id == turn.message.id and turn.run.version.flow == REPORT
        _note(turn, this, "not_understood", REPORT if begun else None)


def _note_what_was_meant(turn: Heard) -> None:
    """The resident chose a meaning for an earlier message of theirs, or none of those that were offered."""
    if turn.meant is not None:
        asked, chosen = turn.session.get(Turn, turn.meant.id), turn.intent
    else:
        asked, chosen = next((each for each in _turns_before(turn) if turn.payload in _offered(each)), None), ""
    if asked is not None:
        _note(turn, asked, "meant" if chosen else "not_understood", chosen)


def _is_doubtful(turn: Heard) -> bool:
    """True when words were typed and the assistant did not know what they mean, or asked."""
    if turn.payload or not words_only(turn.message.text):
        return False
    asked = any(option.id.startswith(MEANT) for reply in turn.replies for option in reply.options)
    return (
        asked
        or (turn.was_lost and turn.confidence < CERTAIN)
        or turn.intent == "nlu_fallback"
        or (turn.intent == "out_of_scope" and turn.confidence < DOUBTFUL)
    )


def _was_answer(turn: Heard, before: Sequence[Turn]) -> bool:
    """True when the words answered what a flow had asked, which is no command that could be taught."""
    if turn.run is not None:
        return turn.run.origin_message_id != turn.message.id and not turn.run.unclear
    ran = turn.session.get(Run, before[0].run_id) if before and before[0].run_id else None
    return ran is not None and ran.ended_at == turn.message.created_at


def _takes_back(turn: Heard, before: Sequence[Turn]) -> bool:
    """True when the message before was guessed, its guess did something, and this message undoes it."""
    last = before[0]
    only = TAKES_BACK[turn.intent]
    if last.confidence >= CERTAIN or last.intent in HARMLESS or turn.message.created_at - last.at > SOON:
        return False
    if only is not None and last.intent != only:
        return False
    ran = before[1].run_id if len(before) > 1 else None
    if ran is not None and ran == last.run_id:
        return False  # the same conversation went on: the words were an answer, whatever they were guessed to be
    if turn.intent == "deny":
        return last.run_id is None and not any(payload.startswith(OFFERS) for payload in _offered(last))
    return True


def _turns_before(turn: Heard) -> list[Turn]:
    """The contact's latest turns before this one, the newest first."""
    before = (
        select(Message.id)
        .where(Message.contact_id == turn.contact.id, Message.direction == "in", Message.id < turn.message.id)
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    # The few messages first: to look through all turns of all residents would grow with the city.
    return list(turn.session.scalars(select(Turn).where(Turn.message_id.in_(before)).order_by(Turn.message_id.desc())))


def _offered(turn: Turn) -> set[str]:
    return {option.id for reply in turn.replies for option in Reply.of_json(reply).options}


def _note(turn: Heard, about: Turn, reason: str, meant: str | None = None) -> None:
    """Write it down once; what is learnt later about the same message is added."""
    told = meant if meant in teachable() else None
    known = turn.session.get(Misunderstanding, about.message_id)
    if known is not None:
        known.reason, known.meant = reason, told or known.meant
        return
    turn.session.add(
        Misunderstanding(
            message_id=about.message_id,
            reason=reason,
            thought=about.intent,
            confidence=about.confidence,
            meant=told,
            language=turn.language,
            at=about.at,
        )
    )
