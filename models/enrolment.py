from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.official import Official


class Enrolment(Base):
    """An official's telephone: a code handed to them, and the contact that sent it back.

    It goes with the contact: an official who is a resident too, and asks to be forgotten, is enrolled no more.
    """

    __tablename__ = "enrolment"

    id: Mapped[Id]
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    """Keyed hash of the confirmation code: the code itself is shown once, and kept nowhere."""

    expires_at: Mapped[datetime]
    """Until when the code may be sent back."""

    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"), index=True)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    official: Mapped[Official] = relationship()
