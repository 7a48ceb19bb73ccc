from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.address import Address
from models.base import Base, ContactId, Sequence
from models.media import Media

OPEN_IN = "direction = 'in' AND state = 'received'"
OPEN_OUT = "direction = 'out' AND state IN ('queued', 'sending')"
LOST = "state IN ('undelivered', 'failed', 'dropped')"


class Message(Base):
    """A message we received or mean to send: inbox and outbox are one table, in the order of arrival."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("in_reply_to", "position"),
        Index("ix_message_open_in", "contact_id", "id", sqlite_where=text(OPEN_IN), postgresql_where=text(OPEN_IN)),
        Index("ix_message_open_out", "contact_id", "id", sqlite_where=text(OPEN_OUT), postgresql_where=text(OPEN_OUT)),
        Index("ix_message_day", "city", "created_at", "direction", "channel"),
        Index("ix_message_lost", "city", "created_at", sqlite_where=text(LOST), postgresql_where=text(LOST)),
        {"sqlite_autoincrement": True},  # an id is never given twice: Rasa and Twilio's callbacks know messages by it
    )

    id: Mapped[Sequence]
    contact_id: Mapped[ContactId]
    address_id: Mapped[str] = mapped_column(ForeignKey("address.id"))
    city: Mapped[str]
    channel: Mapped[str]
    """sms, whatsapp or, to officials only, email."""

    direction: Mapped[str]
    """in or out."""

    state: Mapped[str]
    """in: received, answered, failed (a person must look). out: queued, sending, sent, delivered, read, undelivered, failed;
    dropped: taken back before the gateway had it, because it was night."""

    sender: Mapped[str]
    """The city's number on this channel, as Twilio spells it: an answer leaves from where the question arrived."""

    sid: Mapped[str | None] = mapped_column(unique=True)
    """Twilio's id. Unique, so a webhook delivered twice is stored once."""

    text: Mapped[str]
    details: Mapped[dict[str, Any]]
    """in: what came beside the text (location, payload, kind). out: the options offered and their kind."""

    in_reply_to: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    position: Mapped[int | None]
    """Which of the replies to ``in_reply_to`` this is, from 0."""

    language: Mapped[str | None]
    segments: Mapped[int | None]
    """out, sms: how many segments it is billed as."""

    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[int | None]
    """Twilio's code of the last refusal."""

    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """in: when it was answered. out: when the gateway took or refused it."""

    address: Mapped[Address] = relationship()
    media: Mapped[list[Media]] = relationship(order_by=Media.position)
