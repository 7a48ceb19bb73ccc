from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Number

TOLD = "notice IS NOT NULL"
RECEIVED = "state = 'received'"


class Update(Base):
    """Something that happened to a report: a change of state, and by whom."""

    __tablename__ = "update"
    __table_args__ = (
        Index("ix_update_notice", "notice", sqlite_where=text(TOLD), postgresql_where=text(TOLD)),
        Index("ix_update_received", "at", sqlite_where=text(RECEIVED), postgresql_where=text(RECEIVED)),
    )

    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    state: Mapped[str]
    actor: Mapped[str]
    """resident, system, or an official's id."""

    note: Mapped[str | None]
    at: Mapped[datetime]
    notice: Mapped[str | None]
    """Whether its report's author is told: due, queued, sent, left_out; nothing where they are not to be told."""

    sent_as: Mapped[int | None] = mapped_column(Number)
    """The notice. No foreign key: the message goes when its contact is forgotten, the update stays."""
