from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Template(Base):
    """A WhatsApp message template as it stands at Twilio, in one language, and what WhatsApp says to it."""

    __tablename__ = "template"

    account: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of its words and buttons: changed words are another template, which WhatsApp has to approve again."""

    sid: Mapped[str]
    """Twilio's ContentSid."""

    status: Mapped[str]
    """unsubmitted, then WhatsApp's: received, pending, approved, rejected, paused, disabled; missing: no longer at Twilio."""

    reason: Mapped[str | None]
    """Why it was rejected, in WhatsApp's words."""

    created_at: Mapped[datetime]
    checked_at: Mapped[datetime]
