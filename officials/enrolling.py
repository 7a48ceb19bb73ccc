"""An official's telephone becomes theirs: a code is handed over in person, and comes back from that telephone.

We never write first to a number that did not. What stands in the table is a keyed hash: who reads the table cannot enrol.
"""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session

from messaging.vault import Vault
from models import AuditEntry, Contact, Enrolment, Official
from nlu import references
from reports import reference

HOLDS = timedelta(hours=48)
"""How long a code may be sent back."""


def begin(session: Session, vault: Vault, official: Official, by: str, now: datetime) -> str:
    """A fresh code for this official, to be shown once and kept nowhere. Earlier ones that nobody sent back are void.

    The caller commits.
    """
    session.execute(_open(official).values(ended_at=now))
    code = reference.new()
    session.add(Enrolment(official_id=official.id, code_hash=_hash(vault, code), expires_at=now + HOLDS, created_at=now))
    _note(session, by, "enrolment.begun", official, now)
    return code


def confirm(session: Session, vault: Vault, contact: Contact, city: str, code: str, now: datetime) -> Official | None:
    """The official who is enrolled with this contact from now on. The caller commits.

    Nothing, and nothing is written, for a code that is wrong, too old, used by another telephone or of another city.
    Sending it again from the same telephone changes nothing. A telephone belongs to one official of a city: the last one.
    """
    found = session.scalars(
        select(Enrolment)
        .join(Official)
        .where(
            Enrolment.code_hash == _hash(vault, code),
            Enrolment.ended_at.is_(None),
            Official.city == city,
            Official.left_at.is_(None),
        )
    ).first()
    if found is None:
        return None
    official = found.official
    if found.confirmed_at is not None:
        return official if found.contact_id == contact.id else None
    if now >= found.expires_at:
        return None
    once = _open(official).where(Enrolment.id == found.id).values(contact_id=contact.id, confirmed_at=now)
    if cast(CursorResult[object], session.execute(once)).rowcount != 1:
        return None  # another telephone was quicker
    session.refresh(found)
    _end_others_of(session, contact, found, city, now)
    _note(session, official.id, "enrolment.confirmed", official, now, enrolment=found.id)
    return official


def end(session: Session, official: Official, by: str, now: datetime) -> int:
    """No telephone is theirs any more, and no code can be sent back. Returns how many telephones there were."""
    living = select(Enrolment).where(Enrolment.official_id == official.id, Enrolment.ended_at.is_(None))
    ended = session.scalars(living).all()
    for each in ended:
        each.ended_at = now
    telephones = sum(each.confirmed_at is not None for each in ended)
    if ended:
        _note(session, by, "enrolment.ended", official, now, telephones=telephones)
    return telephones


def _open(official: Official) -> Update:
    waiting = update(Enrolment).where(
        Enrolment.official_id == official.id, Enrolment.confirmed_at.is_(None), Enrolment.ended_at.is_(None)
    )
    return waiting.execution_options(synchronize_session=False)


def _end_others_of(session: Session, contact: Contact, kept: Enrolment, city: str, now: datetime) -> None:
    others = (
        select(Enrolment)
        .join(Official)
        .where(Enrolment.contact_id == contact.id, Enrolment.id != kept.id, Enrolment.ended_at.is_(None), Official.city == city)
    )
    for each in session.scalars(others):
        each.ended_at = now


def _hash(vault: Vault, code: str) -> str:
    # With a word before it: the same key finds telephone numbers, and neither hash shall say anything about the other.
    return vault.fingerprint(f"enrolment {references.symbols_of(code)}")


def _note(session: Session, by: str, action: str, official: Official, now: datetime, **details: object) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"official {official.id}", details=details, at=now))
