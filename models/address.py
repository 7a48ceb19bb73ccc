from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, ContactId, Id

if TYPE_CHECKING:
    from models.contact import Contact


class Address(Base):
    """One way to reach a contact on one channel. The number itself stands here only encrypted."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "fingerprint"),)

    id: Mapped[Id]
    contact_id: Mapped[ContactId]
    channel: Mapped[str]
    """sms, whatsapp or email."""

    fingerprint: Mapped[str]
    """Keyed hash of the normalised address: equal for two spellings of one number, useless without the key."""

    sealed: Mapped[str]
    """The address exactly as Twilio spelled it last, encrypted: replies go to this spelling."""

    unreachable_code: Mapped[int | None]
    """Twilio's error code, once it said that nothing can be delivered here."""

    created_at: Mapped[datetime]

    contact: Mapped["Contact"] = relationship(back_populates="addresses")
