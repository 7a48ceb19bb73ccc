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
        Index("ix_run_ended", "flow_version_id", "city", "ended_at"),
    )

    id: Mapped[Id]
    contact_id: Mapped[ContactId]
    flow_version_id: Mapped[str] = mapped_column(ForeignKey("flow_version.id"))
    city: Mapped[str]
    channel: Mapped[str]
    state: Mapped[str]
    """invited, offered, waiting, parked, active, completed, cancelled, withdrawn, expired.

    invited, offered, waiting: not begun yet. parked: begun, and set aside for another; it is offered again afterwards.
    """

    about: Mapped[str | None]
    """Reference of the report that the run is about, if it is about one."""

    language: Mapped[str | None]
    """Language of the last answer."""

    question: Mapped[str | None]
    """Key of the question that was asked last: its path, with the number of each repeat."""

    path: Mapped[list[Any]]
    """Keys of the questions asked and the notes told so far, oldest first: what `back` walks along."""

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
