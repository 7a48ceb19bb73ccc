from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.answer import Answer
from models.base import Base, ContactId, Id
from models.flow_version import FlowVersion

ONE_ACTIVE = "state = 'active'"


class Run(Base):
    """One contact's way through one flow version. At most one is active; others wait their turn."""

    __tablename__ = "run"
    __table_args__ = (
        Index("uq_run_active", "contact_id", unique=True, sqlite_where=text(ONE_ACTIVE), postgresql_where=text(ONE_ACTIVE)),
    )

    id: Mapped[Id]
    contact_id: Mapped[ContactId]
    flow_version_id: Mapped[str] = mapped_column(ForeignKey("flow_version.id"))
    city: Mapped[str]
    channel: Mapped[str]
    state: Mapped[str]
    """offered, waiting, active, completed, cancelled, expired."""

    question: Mapped[str | None]
    """Name of the question that was asked last."""

    path: Mapped[list[Any]]
    """Names of the questions asked so far, oldest first: what `back` walks along."""

    unclear: Mapped[int] = mapped_column(default=0)
    """How often in a row the current question got an answer that could not be read."""

    page: Mapped[int] = mapped_column(default=0)
    """Which page of a long list of choices was shown last, from 0."""

    origin_message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), unique=True)
    """The message that began it; unique, so that a turn that runs again begins nothing twice."""

    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    version: Mapped[FlowVersion] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="run", cascade="all, delete-orphan")
