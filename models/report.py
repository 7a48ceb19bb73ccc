from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, ContactId, Id
from models.run import Run
from models.update import Update


class Report(Base):
    """What a resident told the city, as a structured record."""

    __tablename__ = "report"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    """What the resident is given; it cannot be guessed, and not be misheard."""

    city: Mapped[str] = mapped_column(index=True)
    contact_id: Mapped[ContactId]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), unique=True)
    """Unique: a run files one report however often its last turn is repeated."""

    category: Mapped[str]
    dimensions: Mapped[list[Any]]
    """Of human security (UNDP 1994): economic, food, health, environmental, personal, community, political."""

    iccs: Mapped[str | None]
    """International Classification of Crime for Statistical Purposes (UNODC 2015), where one applies."""

    sensitive: Mapped[bool]
    """True where a careless word could harm the person: counted, never quoted."""

    text: Mapped[str]
    area: Mapped[str | None]
    place: Mapped[str | None]
    """Where, in the resident's own words."""

    area_by: Mapped[str | None]
    """How the area was understood: exact, near (their words misspell it), asked (they chose it from several), pin."""

    lat: Mapped[float | None]
    lon: Mapped[float | None]
    located_by: Mapped[str | None]
    """pin: the point they sent. area: the centre of the area they named."""

    occurred_at: Mapped[datetime | None]
    occurred_until: Mapped[datetime | None]
    """The interval that their words meant."""

    occurred_precision: Mapped[str | None]
    occurred_said: Mapped[str | None]
    dangerous: Mapped[str | None]
    """yes, no or unsure: was it still dangerous when they wrote."""

    follow_up: Mapped[bool] = mapped_column(default=False)
    """True when they agreed to be told what becomes of it."""

    language: Mapped[str]
    channel: Mapped[str]
    state: Mapped[str]
    """received, acknowledged, in_progress, resolved, closed."""

    received_at: Mapped[datetime]

    run: Mapped[Run] = relationship()
    updates: Mapped[list[Update]] = relationship(order_by=Update.at)
