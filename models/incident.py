from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.body import Body

WAITING = "state = 'open'"


class Incident(Base):
    """Something that cannot wait: one thread of alerts, however many reports tell of it."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_waiting", "next_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),)

    id: Mapped[Id]
    city: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    """Name of the rule that opened it."""

    body_id: Mapped[str | None] = mapped_column(ForeignKey("body.id"))
    category: Mapped[str]
    area: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    """Of its first report that was pinned."""

    state: Mapped[str]
    """open: nobody has acknowledged it. acknowledged. ended: all its reports are done."""

    opened_at: Mapped[datetime]
    last_report_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    """When the next person is told, unless somebody acknowledges before. Nothing where nobody is left to tell."""

    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("official.id"))
    acknowledged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    body: Mapped[Body | None] = relationship()
