"""A contact is forgotten: address, words, files, answers and everything else that is theirs; reports stay as counts."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from contacts import counting, rows
from messaging import lease
from messaging.switchboard import Switchboard
from models import AuditEntry, Contact, Lease, Media, Message, Official, Report

log = logging.getLogger(__name__)

AT_MOST = timedelta(hours=1)
"""How long the erasing waits: for what we still have to say, and for the answer to what they wrote last."""


def forget_due(board: Switchboard) -> int:
    """Erase everybody who asked for it and has had our answer. Returns how many were erased."""
    now = datetime.now(UTC)
    with board.sessions.reading() as session:
        asked = session.scalars(select(Contact.id).where(Contact.forgetting_at.is_not(None))).all()
    return sum(_forget_if_due(board, contact_id, now) for contact_id in asked)


def _forget_if_due(board: Switchboard, contact_id: str, now: datetime) -> bool:
    try:
        with board.sessions.writing() as session:
            return _is_due(session, contact_id, now) and erase(session, contact_id, board.media_dir, "resident", now)
    except SQLAlchemyError as error:
        # The next tick tries again; one contact's trouble keeps nobody else waiting.
        log.error("contact=%s was not erased: %s", contact_id, type(error).__name__)
        return False


def _is_due(session: Session, contact_id: str, now: datetime) -> bool:
    """True when nothing of their line is open any more; after an hour only an unanswered message of theirs still counts,
    for an hour of its own: it may be a cry for help."""
    contact = session.get_one(Contact, contact_id)
    assert contact.forgetting_at is not None
    waits: list[ColumnElement[bool]] = [lease.OPEN["turn"] & (Message.created_at > now - AT_MOST)]
    if now - contact.forgetting_at < AT_MOST:
        waits.append(lease.OPEN["send"])
    theirs = select(Message.id).where(Message.contact_id == contact_id)
    return not any(session.scalar(theirs.where(each).limit(1)) for each in waits)


def erase(session: Session, contact_id: str, media_dir: Path, actor: str, now: datetime) -> bool:
    """Erase the contact, files first: what is said to be gone must not come back with a transaction that failed.

    The caller commits. Erasing again does nothing. Returns True if there was such a contact.
    """
    # As whoever stores their next message does: on PostgreSQL one of both waits, and then finds no contact.
    session.execute(select(Lease.number).where(Lease.contact_id == contact_id).with_for_update())
    contact = session.get(Contact, contact_id, with_for_update=True)
    if contact is None or contact_id.startswith(counting.NOBODY):
        return False
    reports = session.scalars(select(Report).where(Report.contact_id == contact_id)).all()
    _delete_files(session, contact_id, media_dir)
    for report in reports:
        counting.keep_as_count(session, report)
    # A mailbox that is erased takes nobody's work with it: its official stays, without e-mail.
    session.execute(update(Official).where(Official.mailbox_id == contact_id).values(mailbox_id=None))
    for table, theirs in rows.of(contact_id):
        if table.name not in rows.KEPT_AS_COUNTS:
            session.execute(delete(table).where(theirs))
    session.add(
        AuditEntry(actor=actor, action="forgotten", thing=f"contact {contact_id}", details={"reports": len(reports)}, at=now)
    )
    session.flush()
    log.info("contact=%s erased, reports=%s kept as counts", contact_id, len(reports))
    return True


def _delete_files(session: Session, contact_id: str, media_dir: Path) -> None:
    kept = select(Media.path).join(Message, Message.id == Media.message_id).where(Message.contact_id == contact_id)
    for name in session.scalars(kept.where(Media.path.is_not(None))):
        (media_dir / str(name)).unlink(missing_ok=True)
