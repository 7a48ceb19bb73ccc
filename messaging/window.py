"""Where a contact can be reached, and whether WhatsApp's window is open there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Address, Message

OPEN_FOR = timedelta(hours=24)
"""After the resident's last message to the sender WhatsApp takes other messages than templates for so long."""

TO_SPARE = timedelta(hours=1)
"""What is queued is not sent at once: a window that is about to close counts as closed."""

AT_ONCE = 500
"""Contacts that are looked up with one query."""


@dataclass(frozen=True)
class Reach:
    """How to write to a contact first: to the address they wrote from last, from the sender they wrote to."""

    contact_id: str
    address_id: str
    channel: str
    sender: str
    city: str
    heard_at: datetime
    """When they last wrote to this sender from this address."""

    def is_open(self, now: datetime) -> bool:
        """True where an ordinary message may be sent: always on SMS, within the window on WhatsApp."""
        return self.channel != "whatsapp" or now < self.heard_at + OPEN_FOR - TO_SPARE


def reach(session: Session, contact_ids: Iterable[str], channel: str | None = None, city: str | None = None) -> dict[str, Reach]:
    """How each of these contacts is reached, on this channel and from this city's line if they are named.

    Who cannot be reached is not in it.
    """
    wanted = list(contact_ids)
    found: dict[str, Reach] = {}
    for start in range(0, len(wanted), AT_ONCE):
        # Of one contact's messages the one with the highest id came last.
        latest = (
            select(func.max(Message.id))
            .join(Address, Address.id == Message.address_id)
            .where(
                Message.contact_id.in_(wanted[start : start + AT_ONCE]),
                Message.direction == "in",
                Address.unreachable_code.is_(None),
                *([Message.channel == channel] if channel else []),
                # Hidden from SQLite's planner: a contact's messages are few, a city's are all of them.
                *([func.coalesce(Message.city, "") == city] if city else []),
            )
            .group_by(Message.contact_id)
        )
        for last in session.scalars(select(Message).where(Message.id.in_(latest))):
            found[last.contact_id] = Reach(
                last.contact_id, last.address_id, last.channel, last.sender, last.city, last.created_at
            )
    return found
