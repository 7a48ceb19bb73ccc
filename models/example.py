from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Id


class Example(Base):
    """A labelled text, masked, from which models are trained. It leads back to no message and no contact."""

    __tablename__ = "example"
    __table_args__ = (UniqueConstraint("language", "text"),)

    id: Mapped[Id]
    language: Mapped[str]
    text: Mapped[str]
    intent: Mapped[str]
    labelled_by: Mapped[str]
    labelled_at: Mapped[datetime]
