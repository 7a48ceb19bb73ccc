from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.official import Official


class Duty(Base):
    """When an official is on duty for a body, and in which place they are called."""

    __tablename__ = "duty"

    id: Mapped[Id]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"), index=True)
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    position: Mapped[int]
    """1 is told first, 2 when 1 does not acknowledge, and so on."""

    days: Mapped[list[Any]]
    """ISO weekdays on which the duty begins: 1 is Monday."""

    begins: Mapped[str]
    """Local time of the city, HH:MM."""

    ends: Mapped[str]
    """Local time, HH:MM; not after ``begins`` means on the next day, the same means a whole day."""

    official: Mapped[Official] = relationship()
