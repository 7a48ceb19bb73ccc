from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Content(Base):
    """A shape of interactive WhatsApp message that exists at Twilio: so many buttons or list rows, all its words variables."""

    __tablename__ = "content"

    account: Mapped[str] = mapped_column(primary_key=True)
    shape: Mapped[str] = mapped_column(primary_key=True)
    """``buttons-2``, ``list-7``; with the joints of a body in several lines ``buttons-2-lp`` (messaging/twilio_content.py)."""

    sid: Mapped[str]
    """Twilio's ContentSid."""

    created_at: Mapped[datetime]
