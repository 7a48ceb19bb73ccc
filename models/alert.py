from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Number
from models.incident import Incident
from models.official import Official


class Alert(Base):
    """One official told of one incident: once, however many reports it gathers."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("incident_id", "official_id"),)

    id: Mapped[Id]
    incident_id: Mapped[str] = mapped_column(ForeignKey("incident.id"), index=True)
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    position: Mapped[int]
    """1 was told first."""

    channel: Mapped[str | None]
    """Nothing where they could not be reached: then the next one was told at once."""

    sent_as: Mapped[int | None] = mapped_column(Number)
    """The message that told them. No foreign key: it goes when its contact is forgotten."""

    at: Mapped[datetime]

    incident: Mapped[Incident] = relationship()
    official: Mapped[Official] = relationship()
