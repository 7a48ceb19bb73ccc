"""Messages that wait to be labelled, without a conversation around them."""

from sqlalchemy import select

from models import Message, Misunderstanding
from tests.line import Line
from tests.teaching.saying import DOUBT, DURBAN, JUAREZ, LUPITA

NEIGHBOURS = [f"+2760555{number:04}" for number in range(200, 220)]
"""Invented numbers."""


def waits(line: Line, who: str, text: str, language: str = "en", thought: str = "nlu_fallback", confidence: float = DOUBT) -> int:
    """This resident wrote this, and it was not understood. Returns the message's number."""
    line.receives(who, JUAREZ if who == LUPITA else DURBAN, text)
    with line.board.sessions.writing() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.state = "answered"
        session.add(
            Misunderstanding(
                message_id=message.id,
                reason="not_understood",
                thought=thought,
                confidence=confidence,
                language=language,
                at=message.created_at,
            )
        )
        return message.id
