"""Who has waited for two minutes is told so, once, with the emergency lines: silence is worst for whoever is in danger."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

import words
from flows.context import spoken_lines
from flows.reply import Reply
from messaging import lease, outbox
from messaging.switchboard import Switchboard
from models import Contact, Message
from nlu import language_of_reply

WAITED = timedelta(minutes=2)

POSITION = -1
"""Before every answer to the same message. With it the row is unique, however many workers hold."""

AT_ONCE = 200
"""Texts in one transaction: whoever writes to us meanwhile must not wait for them."""


def hold(board: Switchboard) -> int:
    """Tell those whose oldest open message has waited too long. Returns how many were told."""
    now = datetime.now(UTC)
    told = aliased(Message)
    oldest = select(func.min(Message.id)).where(lease.OPEN["turn"]).group_by(Message.contact_id)
    waiting = (
        select(Message)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Message.id.in_(oldest), Message.created_at <= now - WAITED, Contact.stopped_at.is_(None))
        # One for an outage, not one for each message of a contact that is answered in the middle of it.
        .where(
            ~exists().where(
                told.contact_id == Message.contact_id, told.position == POSITION, told.created_at > now - timedelta(hours=1)
            )
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    )
    with board.sessions.reading() as session:
        if session.scalars(waiting.limit(1)).first() is None:
            return 0
    with board.sessions.writing() as session:
        held = session.scalars(waiting.with_for_update(of=Message, skip_locked=True)).all()
        for message in held:
            _tell(session, board, message, now)
    return len(held)


def _tell(session: Session, board: Switchboard, message: Message, now: datetime) -> None:
    city = board.cities[message.city]
    known = session.get_one(Contact, message.contact_id).language
    language = known or language_of_reply.hear(message.text, city=city).language
    lines = spoken_lines(city.emergency_lines, language)
    text = words.load().say("failure.wait", language, message.channel, lines=lines)
    outbox.queue(session, message, [Reply(text)], language, now, first=POSITION)
