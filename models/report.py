from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, ContactId, Id
from models.body import Body
from models.run import Run
from models.update import Update

NOT_DONE = "state IN ('received', 'acknowledged', 'in_progress')"
RESOLVED = "resolved_at IS NOT NULL"

OPEN = ("city", "filed_at", "category", "area", "body_id", "acknowledged_at", "dangerous", "incident_id", "id")
"""What a digest asks of the reports that are not done: in the index, so that it need not look at each."""


class Report(Base):
    """What a resident told the city, as a structured record."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("city", "tag"),
        Index("ix_report_filed", "city", "filed_at", "category", "area", "body_id"),
        Index("ix_report_not_done", *OPEN, sqlite_where=text(NOT_DONE), postgresql_where=text(NOT_DONE)),
        Index("ix_report_resolved", "resolved_at", sqlite_where=text(RESOLVED), postgresql_where=text(RESOLVED)),
    )

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
    """When the resident first told us."""

    filed_at: Mapped[datetime]
    """When it became a report: the moment by which digests count it, once."""

    acknowledged_at: Mapped[datetime | None]
    """When an official first took it up since it was filed or opened again."""

    resolved_at: Mapped[datetime | None]
    """When an official last said that it is done; cleared when it is opened again."""

    tag: Mapped[str | None]
    """What officials call it in a text, ``R7K3``: given when one is first told of it, one in a city."""

    body_id: Mapped[str | None] = mapped_column(ForeignKey("body.id"), index=True)
    """The body that it was routed to."""

    assigned_to: Mapped[str | None] = mapped_column(ForeignKey("official.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incident.id"), index=True)
    fixed_asked_at: Mapped[datetime | None]
    """When its author was asked whether it is fixed."""

    body: Mapped[Body | None] = relationship()
    run: Mapped[Run] = relationship()
    updates: Mapped[list[Update]] = relationship(order_by=Update.at)
