"""Messages in: stored once, in the order they came, before anyone is told that they arrived."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from messaging import addresses
from messaging.vault import Vault
from models import Address, Contact, Lease, Media, Message


@dataclass(frozen=True)
class Inbound:
    """One message as the gateway delivered it."""

    sid: str
    address: str = field(repr=False)
    """Who wrote, exactly as the gateway spells it."""

    sender: str
    """The city's number that they wrote to."""

    text: str = field(repr=False)
    details: dict[str, Any] = field(default_factory=dict, repr=False)
    media: tuple[tuple[str, str], ...] = ()
    """(URL, content type) of each file."""

    also: tuple[str, ...] = field(default=(), repr=False)
    """Other addresses the gateway knows for the same person."""


def receive(session: Session, vault: Vault, inbound: Inbound, city: str, now: datetime) -> int | None:
    """Store a message once. Returns its id, or nothing when it was stored before."""
    if session.scalar(select(Message.id).where(Message.sid == inbound.sid)) is not None:
        return None
    address = _address(session, vault, inbound, city, now)
    contact = address.contact
    # On PostgreSQL the row lock makes one contact's messages commit in the order of their ids.
    session.execute(select(Lease.number).where(Lease.contact_id == contact.id, Lease.kind == "turn").with_for_update())
    contact.seen_at, contact.city = now, city
    row = {
        "contact_id": contact.id,
        "address_id": address.id,
        "city": city,
        "channel": address.channel,
        "direction": "in",
        "state": "received",
        "sender": inbound.sender,
        "sid": inbound.sid,
        "text": inbound.text,
        "details": inbound.details,
        "attempts": 0,
        "created_at": now,
    }
    message_id: int | None = session.scalar(
        _insert(session)(Message).values(row).on_conflict_do_nothing(index_elements=["sid"]).returning(Message.id)
    )
    if message_id is None:
        return None
    for position, (url, content_type) in enumerate(inbound.media):
        session.add(
            Media(message_id=message_id, position=position, url=url, content_type=content_type, state="waiting", created_at=now)
        )
    return message_id


def _address(session: Session, vault: Vault, inbound: Inbound, city: str, now: datetime) -> Address:
    """The row of the address that wrote, made when it is new; the contact is found by any spelling and any channel."""
    channel = addresses.channel(inbound.address)
    spellings = (inbound.address, *inbound.also)
    prints = [vault.fingerprint(addresses.identity(spelling)) for spelling in spellings]
    known = session.scalars(select(Address).where(Address.fingerprint.in_(prints)).order_by(Address.created_at)).all()
    known = sorted(known, key=lambda row: prints.index(row.fingerprint))
    contact_id = known[0].contact_id if known else _new_contact(session, city, now)
    for spelling, fingerprint in zip(spellings, prints, strict=True):
        if any(row.fingerprint == fingerprint and row.channel == channel for row in known):
            continue
        values = {
            "contact_id": contact_id,
            "channel": channel,
            "fingerprint": fingerprint,
            "sealed": vault.seal(spelling),
            "created_at": now,
        }
        session.execute(
            _insert(session)(Address).values(values).on_conflict_do_nothing(index_elements=["channel", "fingerprint"])
        )
    address = session.scalars(select(Address).where(Address.channel == channel, Address.fingerprint == prints[0])).one()
    if address.contact_id != contact_id and not known:
        # Two first messages at once: the other transaction made the contact, ours is not needed.
        session.execute(update(Address).where(Address.contact_id == contact_id).values(contact_id=address.contact_id))
        session.execute(delete(Lease).where(Lease.contact_id == contact_id))
        session.execute(delete(Contact).where(Contact.id == contact_id))
    if vault.open(address.sealed) != inbound.address:
        address.sealed = vault.seal(inbound.address)
    address.unreachable_code = None
    return address


def _new_contact(session: Session, city: str, now: datetime) -> str:
    contact = Contact(city=city, created_at=now, seen_at=now)
    session.add(contact)
    session.flush()
    session.add_all(Lease(contact_id=contact.id, kind=kind, free_at=now) for kind in ("turn", "send"))
    session.flush()
    return contact.id


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
