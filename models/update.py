from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Update(Base):
    """Something that happened to a report: a change of state, and by whom."""

    __tablename__ = "update"

    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    state: Mapped[str]
    actor: Mapped[str]
    """resident, system, or an official's id."""

    note: Mapped[str | None]
    at: Mapped[datetime]
