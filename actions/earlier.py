"""What was said before this message, as far as it tells what this message means."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from flows.reply import Reply
from models import Contact, Message, Run, Turn

ONE_BY_ONE = timedelta(minutes=2)
"""Photos chosen together come as messages of their own within this time."""

LOOKED_AT = 5


def offered(session: Session, message: Message) -> list[str]:
    """Payloads of the options in the last reply to this contact, in the order in which numbers count them."""
    turns = session.scalars(
        select(Turn)
        .join(Message, Message.id == Turn.message_id)
        .where(Message.contact_id == message.contact_id, Message.id < message.id)
        .order_by(Turn.message_id.desc())
        .limit(LOOKED_AT)
    )
    last = next((turn.replies for turn in turns if turn.replies), [])
    return [option.id for reply in last for option in Reply.of_json(reply).options]


def follows_a_file(session: Session, message: Message) -> bool:
    """True when the message just before was nothing but files that could be kept."""
    before = _message_before(session, message)
    if before is None or before.text.strip() or message.created_at - before.created_at > ONE_BY_ONE:
        return False
    return any(media.state == "stored" for media in before.media)


def expired_meanwhile(session: Session, message: Message) -> bool:
    """True when a run ended by itself since they last wrote: it was not sent, and they may think that it was."""
    before = _message_before(session, message)
    if before is None:
        return False
    expired = select(Run.id).where(Run.contact_id == message.contact_id, Run.state == "expired", Run.ended_at > before.created_at)
    return session.scalar(expired.limit(1)) is not None


def _message_before(session: Session, message: Message) -> Message | None:
    return session.scalars(
        select(Message)
        .where(Message.contact_id == message.contact_id, Message.direction == "in", Message.id < message.id)
        .order_by(Message.id.desc())
        .limit(1)
    ).first()


def last_answered_since_stop(session: Session, contact: Contact) -> datetime | None:
    """When something was last said to what they wrote after they stopped; nothing if they were not answered since."""
    question = aliased(Message)
    return session.scalar(
        select(Message.created_at)
        .join(question, question.id == Message.in_reply_to)
        .where(Message.contact_id == contact.id, Message.direction == "out", question.created_at > contact.stopped_at)
        .order_by(Message.id.desc())
        .limit(1)
    )
