"""Messages on their way out, without an assistant behind them."""

from datetime import UTC, datetime

from sqlalchemy import select

from flows.reply import Reply
from messaging import outbox
from models import Message
from tests.line import SMS_SENDERS, Line

THANDI, SIPHO, LUPITA = "+27605550101", "+27605550102", "+526565550101"
THANDI_WHATSAPP = "whatsapp:+27605550101"
DURBAN = SMS_SENDERS["durban"]


def queue(line: Line, who: str, *replies: str | Reply) -> list[int]:
    """This resident wrote once for each reply, and this is what is queued as the answers. Returns the ids of the rows."""
    return [_answer(line, who, Reply(reply) if isinstance(reply, str) else reply) for reply in replies]


def _answer(line: Line, who: str, reply: Reply) -> int:
    to = f"whatsapp:{DURBAN}" if who.startswith("whatsapp:") else DURBAN
    form = line.form(who, to, "hello")
    assert line.post("/twilio/inbound", form).status_code == 200
    with line.board.sessions.writing() as session:
        question = session.scalars(select(Message).where(Message.sid == form["MessageSid"])).one()
        question.state = "answered"
        outbox.queue(session, question, [reply], "en", datetime.now(UTC))
        session.flush()
        return session.scalars(select(Message.id).where(Message.in_reply_to == question.id)).one()


def queue_unasked(line: Line, who: str, text: str) -> int:
    """Something that nobody asked for is queued for this resident."""
    (answer,) = queue(line, who, text)
    with line.board.sessions.writing() as session:
        session.get_one(Message, answer).in_reply_to = None
    return answer


def row(line: Line, message_id: int) -> Message:
    """The row as it stands now."""
    with line.board.sessions.reading() as session:
        message = session.get_one(Message, message_id)
        assert message.address is not None  # loaded before the session ends
        return message


def states(line: Line, ids: list[int]) -> list[str]:
    return [row(line, each).state for each in ids]
