from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.flow_version import FlowVersion


class Campaign(Base):
    """One flow, offered to a segment of the contacts who agreed to be asked."""

    __tablename__ = "campaign"

    id: Mapped[Id]
    flow: Mapped[str]
    flow_version_id: Mapped[str | None] = mapped_column(ForeignKey("flow_version.id"))
    """What was published when the first invitation left: everyone in a campaign is asked the same."""

    segment: Mapped[dict[str, Any]]
    """Whom it was meant for: keys and values of surveys/segments.py."""

    cap: Mapped[int | None]
    """At most so many contacts."""

    seed: Mapped[str]
    """What the sample was drawn with: the same seed draws the same contacts from the same segment."""

    per_minute: Mapped[int]
    """At most so many messages enter the outbox in a minute."""

    remind_after_hours: Mapped[int]
    """Hours from the invitation to the one reminder; 0: no reminder."""

    days_apart: Mapped[int]
    """Nobody was chosen who had an invitation within so many days."""

    starts_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    next_batch_at: Mapped[datetime]
    """When the next messages may enter the outbox, whoever ticks."""

    state: Mapped[str]
    """planned, sending, closed, cancelled."""

    forecast: Mapped[dict[str, Any]]
    """What was foretold when it was planned, with the prices of that day."""

    results: Mapped[dict[str, Any] | None]
    """Counts of the headline question at closing, by city and area: what is given back."""

    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    version: Mapped[FlowVersion | None] = relationship()
