"""How far the numbers can be trusted: messages understood, by language; messages not delivered; residents who stopped."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from cities import City
from digests.figures import Quality
from digests.period import Period
from models import Contact, Message, Misunderstanding

LOOKED_BACK = timedelta(days=7)
"""Measured over the period's last week at most: it says how well the line works, not how well it did a month ago."""

TO_RESIDENTS = ("sms", "whatsapp")
NOT_DELIVERED = ("undelivered", "failed")
DROPPED = "dropped"

LITERALLY_LOST: BindParameter[Any] = bindparam("lost", (*NOT_DELIVERED, DROPPED), expanding=True, literal_execute=True)
"""Literally in the question, since an index is of these very words."""


def find(session: Session, city: City, period: Period) -> Quality:
    """Of the whole city, whatever the reader's scope: a message that was not understood has no kind and no area.

    A message counts when it was stored; what its operator said of it later, when that was known as this is counted.
    """
    begins = max(period.begins, period.ends - LOOKED_BACK)

    def within(moment: Any) -> tuple[ColumnElement[bool], ...]:
        return moment >= begins, moment < period.ends

    def stopped(moment: Any) -> int:
        return session.scalar(select(func.count()).where(Contact.city == city.key, *within(moment))) or 0

    def lost(*states: str) -> int:
        return session.scalar(sent.where(Message.state.in_(LITERALLY_LOST), Message.state.in_(states))) or 0

    sent = select(func.count()).where(Message.city == city.key, *within(Message.created_at))
    sent = sent.where(Message.direction == "out", Message.channel.in_(TO_RESIDENTS))
    return Quality(
        understood=_understood(session, city, begins, period.ends),
        sent=(session.scalar(sent) or 0) - lost(DROPPED),
        undelivered=lost(*NOT_DELIVERED),
        stopped=stopped(Contact.stopped_at),
        notices_stopped=stopped(Contact.notices_stopped_at),
    )


def _understood(session: Session, city: City, begins: datetime, ends: datetime) -> dict[str, tuple[int, int]]:
    """By language: answered messages that were neither not understood nor taken back, of all."""
    asked = (
        Message.city == city.key,
        Message.created_at >= begins,
        Message.created_at < ends,
        Message.direction == "in",
        Message.channel.in_(TO_RESIDENTS),
        Message.state == "answered",
        Message.language.is_not(None),
    )
    missed = func.count(Misunderstanding.message_id)
    by_language = (
        select(Message.language, func.count(), missed)
        .join(Misunderstanding, Misunderstanding.message_id == Message.id, isouter=True)
        .where(*asked)
        .group_by(Message.language)
    )
    found = sorted((str(language), count, lost) for language, count, lost in session.execute(by_language))
    return {language: (count - lost, count) for language, count, lost in found}
