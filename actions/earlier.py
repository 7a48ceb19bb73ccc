"""What was said before this message, as far as it tells what this message means."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from flows.reply import Option, Reply
from models import Contact, Message, Run, Turn

ONE_BY_ONE = timedelta(minutes=2)
"""Photos chosen together come as messages of their own within this time."""

LOOKED_AT = 5


def offered(session: Session, message: Message) -> list[Option]:
    """The options in what was last said to this contact, or in what they quote, in the order of their numbers."""
    quoted = _quoted(session, message)
    if quoted is not None:
        return _options(quoted)
    unasked = _last_with_choices(session, message)
    last = next((turn for turn in turns_before(session, message) if turn.replies), None)
    if unasked is not None and (last is None or unasked.id > last.message_id):
        return _options(unasked)
    return options_of(last) if last else []


def question_behind(session: Session, message: Message, payload: str) -> Message | None:
    """The contact's own message that was answered with this option: the one behind what they quote, or the last such one."""
    quoted = _quoted(session, message)
    if quoted is not None:
        return session.get(Message, quoted.in_reply_to) if quoted.in_reply_to is not None else None
    for turn in turns_before(session, message):
        if any(option.id == payload for option in options_of(turn)):
            return session.get(Message, turn.message_id)
    return None


def turns_before(session: Session, message: Message) -> Sequence[Turn]:
    """The contact's last few turns before this message, the newest first."""
    before = (
        select(Message.id)
        .where(Message.contact_id == message.contact_id, Message.direction == "in", Message.id < message.id)
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    # The few messages first: to look through all turns of all residents for theirs would grow with the city.
    return session.scalars(select(Turn).where(Turn.message_id.in_(before)).order_by(Turn.message_id.desc())).all()


def options_of(turn: Turn) -> list[Option]:
    """The options that a turn offered."""
    return [option for reply in turn.replies for option in Reply.of_json(reply).options]


def _last_with_choices(session: Session, message: Message) -> Message | None:
    """The last of them that offered choices: a notice offers none, and what was offered before it still stands."""
    return next((each for each in unasked_before(session, message) if _options(each)), None)


def unasked_before(session: Session, message: Message) -> Sequence[Message]:
    """The latest messages to this contact that answered nothing of theirs and left, the newest first."""
    return session.scalars(
        select(Message)
        .where(
            Message.contact_id == message.contact_id,
            Message.direction == "out",
            Message.in_reply_to.is_(None),
            Message.id < message.id,
            Message.state.not_in(("queued", "failed", "dropped")),
        )
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    ).all()


def run_replied_to(session: Session, message: Message) -> str | None:
    """Id of the run whose question this message quotes, where the channel tells which message is quoted."""
    quoted = _quoted(session, message)
    turn = session.get(Turn, quoted.in_reply_to) if quoted is not None and quoted.in_reply_to is not None else None
    return turn.run_id if turn is not None else None


def _quoted(session: Session, message: Message) -> Message | None:
    """What this message replies to, where the channel tells it."""
    sid = message.details.get("replied_to")
    if not sid:
        return None
    return session.scalars(select(Message).where(Message.sid == sid, Message.contact_id == message.contact_id)).first()


def _options(message: Message) -> list[Option]:
    return list(Reply.of_json({"text": "", **message.details}).options)


def follows_a_file(session: Session, message: Message) -> bool:
    """True when the message just before was nothing but files that could be kept."""
    before = _message_before(session, message)
    if before is None or before.text.strip() or message.created_at - before.created_at > ONE_BY_ONE:
        return False
    return any(media.state == "stored" for media in before.media)


def ended_meanwhile(session: Session, message: Message) -> Run | None:
    """A run that ended without the contact since they last wrote: they may think that it goes on, or was sent."""
    before = (
        select(Message.created_at)
        .where(Message.contact_id == message.contact_id, Message.direction == "in", Message.id < message.id)
        .order_by(Message.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = select(Run).where(
        Run.contact_id == message.contact_id, Run.state.in_(("expired", "withdrawn")), Run.ended_at > before
    )
    return next((run for run in session.scalars(ended) if run.path), None)


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
