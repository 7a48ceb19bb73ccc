"""A report's author is told what became of it: every change once, by day, never in the middle of what they are writing.

Whoever ticks, and however many tick at once: one contact's notices are written in one transaction that holds the contact's
row, the message and the update's new state together. A process that dies leaves a contact told or not told, never half.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from messaging import hours, outbox
from messaging.switchboard import Switchboard
from models import Contact, Message, Report, Update
from reports import authors, telling

DUE, QUEUED, SENT, LEFT_OUT = "due", "queued", "sent", "left_out"
"""Of ``Update.notice``: to be told; in the outbox; left the outbox; not told, for good."""

AT_ONCE = 500
"""Contacts in one tick."""

JUST_WROTE = timedelta(minutes=5)
"""Whoever wrote within this time is perhaps still writing."""

ON_ITS_WAY = ("queued", "sending")

log = logging.getLogger(__name__)


def tell_residents(board: Switchboard) -> int:
    """One tick. Returns how many notices entered the outbox."""
    now = datetime.now(UTC)
    with board.sessions.reading() as session:
        waiting = (
            select(Report.contact_id)
            .join(Update, Update.report_id == Report.id)
            .join(Contact, Contact.id == Report.contact_id)
            .where(or_(_due(board, now), _settled()), authors.is_at_leisure(now, JUST_WROTE))
            .group_by(Report.contact_id)
            .order_by(func.min(Update.at))
            .limit(AT_ONCE)
        )
        contacts = session.scalars(waiting).all()
    sent = sum(_tell(board, contact_id, now) for contact_id in contacts)
    if sent:
        log.info("notices=%s", sent)
    return sent


def take_back(session: Session, contact: Contact, now: datetime) -> None:
    """They want no more notices: what still waits in the outbox does not leave. The caller holds the contact and commits."""
    theirs = select(Report).where(Report.contact_id == contact.id).options(selectinload(Report.updates))
    queued = {
        change.sent_as: change
        for report in session.scalars(theirs)
        for change in report.updates
        if change.notice == QUEUED and change.sent_as is not None
    }
    waiting = select(Message).where(Message.id.in_(queued), Message.state == "queued")
    # What is being sent at this moment is sent.
    for message in session.scalars(waiting.with_for_update(skip_locked=True)):
        message.state, message.settled_at = "dropped", now
        queued[message.id].notice = LEFT_OUT


def _due(board: Switchboard, now: datetime) -> ColumnElement[bool]:
    """Changes that may be told now, and those of cities that are gone, which never can be."""
    return (Update.notice == DUE) & Report.city.not_in(_asleep(board, now))


def _settled() -> ColumnElement[bool]:
    """Changes whose notice has left the outbox, one way or another."""
    left = exists().where(Message.id == Update.sent_as, Message.state.not_in(ON_ITS_WAY))
    return (Update.notice == QUEUED) & left


def _asleep(board: Switchboard, now: datetime) -> list[str]:
    return [key for key, city in board.cities.items() if hours.is_night(city, now)]


def _tell(board: Switchboard, contact_id: str, now: datetime) -> int:
    with board.sessions.writing() as session:
        # Whoever is being answered at this moment is skipped; so is whom another scheduler holds.
        held = select(Contact).where(Contact.id == contact_id, authors.is_at_leisure(now, JUST_WROTE))
        contact = session.scalars(held.with_for_update(of=Contact, skip_locked=True, key_share=True)).first()
        if contact is None:
            return 0
        # Read after the lock was given: what another scheduler told meanwhile is no longer due. From the contact's few
        # reports on: everybody's changes are many.
        theirs = select(Report).where(Report.contact_id == contact.id).options(selectinload(Report.updates))
        reports = session.scalars(theirs.order_by(Report.received_at)).all()
        changes = [change for report in reports for change in report.updates]
        _settle(session, changes)
        is_first = not any(change.notice in (QUEUED, SENT) for change in changes)
        sent = 0
        for report in reports:
            due = [change for change in report.updates if change.notice == DUE]
            if due and report.city not in _asleep(board, now):
                sent += _tell_of(board, session, contact, report, due, now, is_first=is_first and not sent)
        return sent


def _settle(session: Session, changes: Sequence[Update]) -> None:
    """What the outbox dropped, because it was night by then, is due again as if it had never been queued."""
    for change in changes:
        message = session.get(Message, change.sent_as) if change.notice == QUEUED and change.sent_as else None
        if message is None or message.state in ON_ITS_WAY:
            continue
        if message.state == "dropped":
            change.notice, change.sent_as = DUE, None
        else:
            change.notice = LEFT_OUT if message.state == "failed" else SENT


def _tell_of(
    board: Switchboard,
    session: Session,
    contact: Contact,
    report: Report,
    changes: Sequence[Update],
    now: datetime,
    *,
    is_first: bool,
) -> bool:
    """One notice of the state that the report has now; what came before it is not told any more."""
    message = None
    # A state that it no longer has, because its author opened it again, is no news to them.
    latest = next((change for change in reversed(changes) if change.state == report.state), None)
    if latest is not None and authors.may_be_told(contact, report):
        message = _queue(board, session, contact, report, latest.note, now, is_first=is_first)
    for change in changes:
        change.notice = LEFT_OUT
    if latest is not None and message is not None:
        latest.notice, latest.sent_as = QUEUED, message.id
    return message is not None


def _queue(
    board: Switchboard,
    session: Session,
    contact: Contact,
    report: Report,
    note: str | None,
    now: datetime,
    *,
    is_first: bool,
) -> Message | None:
    """By the first of their ways on which it arrives; nothing where it does on none."""
    city = board.cities.get(report.city)
    if city is None:
        return None
    language = authors.language(contact, report, city)
    for to in authors.ways(session, report):
        outgoing = telling.compose(session, board.account, report, city, note, to, language, now, is_first=is_first)
        if outgoing is not None:
            return outbox.queue_unasked(session, to, outgoing, language, now)
    return None
