"""The mailbox of an official: a contact that holds nothing else, so that a resident who is one too can be forgotten."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.vault import Vault
from models import Address, Contact, Lease

EMAIL = "email"
LONGEST = 254
"""Characters of an address (RFC 5321, section 4.5.3.1.3)."""

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class MailboxError(ValueError):
    """That is no e-mail address, or no official of another city may have it."""


def open_box(session: Session, vault: Vault, address: str, city: str, now: datetime) -> Contact:
    """The contact of this address, made when it is new. The caller commits. Raises MailboxError, which never names it."""
    bare = address.strip().lower()
    if len(bare) > LONGEST or not _ADDRESS.fullmatch(bare):
        raise MailboxError("that is no e-mail address")
    fingerprint = vault.fingerprint(bare)
    known = session.scalars(select(Address).where(Address.channel == EMAIL, Address.fingerprint == fingerprint)).first()
    if known is not None:
        if known.contact.city != city:
            raise MailboxError("an official of another city has this address")
        return known.contact
    box = Contact(city=city, created_at=now, seen_at=now)
    box.addresses.append(Address(channel=EMAIL, fingerprint=fingerprint, sealed=vault.seal(bare), created_at=now))
    session.add(box)
    session.flush()
    session.add(Lease(contact_id=box.id, kind="mail", free_at=now))
    session.flush()
    return box
