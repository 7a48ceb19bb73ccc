from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.official import Official

RUNNING = "ended_at IS NULL"


class Subscription(Base):
    """Which summary an official gets, when and by which channel."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_due", "next_due_at", sqlite_where=text(RUNNING), postgresql_where=text(RUNNING)),)

    id: Mapped[Id]
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    channel: Mapped[str]
    """email, whatsapp or sms."""

    categories: Mapped[list[Any]]
    """Codes of kinds; empty for all that the official may see."""

    areas: Mapped[list[Any]]
    """Codes of areas, with all that lie within them; empty for the whole city."""

    dimensions: Mapped[list[Any]]
    """Of human security; empty for all."""

    period: Mapped[str]
    """daily, weekly or monthly."""

    at: Mapped[str]
    """Local time of the official, HH:MM, at which it is due."""

    day: Mapped[int]
    """weekly: the ISO weekday on which it is due (1 is Monday). monthly: the day of the month, 1 to 28. daily: not used."""

    quiet_days: Mapped[list[Any]]
    """ISO weekdays on which nothing is sent; what they held comes with the next one."""

    on_holidays: Mapped[bool] = mapped_column(default=True)
    """False: nothing on the country's public holidays either."""

    least: Mapped[int]
    """Fewer reports than this are not worth a message."""

    when_less: Mapped[str]
    """What happens then: ``line``, one line that says so; ``nothing``."""

    starts_at: Mapped[datetime]
    """Nothing before this moment is summed up."""

    next_due_at: Mapped[datetime]
    """When the next one is due: the row is the schedule, whoever ticks."""

    ended_at: Mapped[datetime | None]
    is_example: Mapped[bool] = mapped_column(default=False)

    official: Mapped[Official] = relationship()
