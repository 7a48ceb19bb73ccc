"""What officials were told is not kept: after a week the words go, and the row stays with its times and its state.

A message to an official quotes residents. Whoever asks to be forgotten is erased along the foreign keys, and none leads
from their words to somebody else's message: so no such message may keep them for long.

Two marks tell these messages. What answers nothing has ``details["official"]``, which ``messaging.outbox`` sets on
everything that is queued for officials; an answer to an official's command has a turn that says so.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from messaging.lease import OPEN
from messaging.switchboard import Switchboard
from models import Message, Turn

KEPT_FOR = timedelta(days=7)
"""After the gateway took or refused it: an answer may quote it, a bounce may name it."""

KEPT = ("official", "mail_id")
"""What stays of the details: the mark, and the Message-ID by which later mails join the thread."""

MEANINGS = ("official", "official_more")
"""What turns say that answered an official's command (actions/official.py)."""

AT_ONCE = 200
"""Messages blanked in one transaction: a webhook waits for it on SQLite."""


def blank_settled(board: Switchboard) -> int:
    """Take the words out of every message to officials that was settled long ago. Returns out of how many."""
    before = datetime.now(UTC) - KEPT_FOR
    with board.sessions.reading() as session:
        ids = session.scalars(select(Message.id).where(*_to_be_blanked(before))).all()
    for start in range(0, len(ids), AT_ONCE):
        _blank(board, ids[start : start + AT_ONCE])
    return len(ids)


def _to_be_blanked(before: datetime) -> tuple[ColumnElement[bool], ...]:
    answers = select(Turn.message_id).where(Turn.intent.in_(MEANINGS))
    return (
        Message.direction == "out",
        Message.settled_at < before,
        Message.text != "",
        or_(Message.details["official"].as_boolean(), Message.in_reply_to.in_(answers)),
    )


def _blank(board: Switchboard, ids: Sequence[int]) -> None:
    with board.sessions.writing() as session:
        for message in session.scalars(select(Message).where(Message.id.in_(ids), ~OPEN["send"])):
            message.text = ""
            message.details = {name: message.details[name] for name in KEPT if name in message.details}
            turn = session.get(Turn, message.in_reply_to) if message.in_reply_to else None
            if turn is not None:
                turn.replies = []
