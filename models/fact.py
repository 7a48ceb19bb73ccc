from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, ContactId, Id


class Fact(Base):
    """Something a contact told us about themselves, kept so that no flow asks it again. A later answer replaces it."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("contact_id", "name"),)

    id: Mapped[Id]
    contact_id: Mapped[ContactId]
    name: Mapped[str]
    """What it is, as flows name it: area, age_band, may_ask."""

    value: Mapped[dict[str, Any]]
    """As the answer's: ``code``, and what its type adds."""

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    flow: Mapped[str]
    question: Mapped[str]
    flow_version_id: Mapped[str]
    """Where it was asked, and in which version: the words that a consent was given to."""

    language: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]
