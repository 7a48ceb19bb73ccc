from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Id, MessageId


class Media(Base):
    """A photo, voice note, video or file that came with a message."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("message_id", "position"),)

    id: Mapped[Id]
    message_id: Mapped[MessageId]
    position: Mapped[int]
    url: Mapped[str]
    """Where Twilio keeps it; fetched only from allowed hosts."""

    content_type: Mapped[str]
    state: Mapped[str]
    """waiting, stored, refused."""

    reason: Mapped[str | None]
    """Why it was refused: too_big, unreadable, kind, gone, host; or later, when it could not be had yet."""

    path: Mapped[str | None]
    """Name of the file in the media folder: re-encoded, without EXIF."""

    size: Mapped[int | None]
    created_at: Mapped[datetime]
