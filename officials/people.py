"""Officials found: by what colleagues type, by the telephone that wrote, and how each is reached."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging import window
from messaging.mailbox import EMAIL
from messaging.window import Reach
from models import Address, Contact, Enrolment, Official
from nlu.fold import words_only

CHANNELS = ("whatsapp", "sms", EMAIL)
"""In what order the others are tried after the channel that an official chose."""


def by_handle(session: Session, city: str, handle: str) -> Official | None:
    """The official of this city whom colleagues call that, unless they have left."""
    found = select(Official).where(Official.city == city, Official.handle == handle.lower(), Official.left_at.is_(None))
    return session.scalars(found).first()


def called(session: Session, city: str, name: str) -> Official | None:
    """The colleague whom these folded words name: by handle, by whole name, or by a part of it that is only theirs."""
    if (found := by_handle(session, city, name)) is not None:
        return found
    staff = session.scalars(select(Official).where(Official.city == city, Official.left_at.is_(None))).all()
    whole = [each for each in staff if words_only(each.name) == name]
    of_part = whole or [each for each in staff if name in words_only(each.name).split()]
    return of_part[0] if len(of_part) == 1 else None


def by_contact(session: Session, contact_id: str, city: str) -> Official | None:
    """The official of this city whose enrolled telephone this contact is."""
    found = (
        select(Official)
        .join(Enrolment, Enrolment.official_id == Official.id)
        .where(
            Enrolment.contact_id == contact_id,
            Enrolment.confirmed_at.is_not(None),
            Enrolment.ended_at.is_(None),
            Official.city == city,
            Official.left_at.is_(None),
        )
        .order_by(Enrolment.confirmed_at.desc())
    )
    return session.scalars(found).first()


def reach(session: Session, official: Official, channel: str, sender: str, now: datetime) -> Reach | None:
    """How to write to them on this channel; nothing where they are not to be reached there.

    ``sender`` is where e-mail comes from; a telephone is written to from the number it was enrolled with.
    """
    if official.left_at is not None:
        return None
    if channel == EMAIL:
        box = session.scalars(select(Address).where(Address.contact_id == official.mailbox_id, Address.channel == EMAIL)).first()
        if box is None or box.unreachable_code is not None or not sender:
            return None
        return Reach(box.contact_id, box.id, EMAIL, sender, official.city, now)
    enrolled = (
        select(Contact)
        .join(Enrolment, Enrolment.contact_id == Contact.id)
        .where(Enrolment.official_id == official.id, Enrolment.confirmed_at.is_not(None), Enrolment.ended_at.is_(None))
        .where(Contact.stopped_at.is_(None))
        .order_by(Enrolment.confirmed_at.desc())
    )
    for contact in session.scalars(enrolled):
        if (found := window.reach(session, [contact.id], channel, official.city).get(contact.id)) is not None:
            return found
    return None
