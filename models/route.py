from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.body import Body


class Route(Base):
    """Which body a report belongs to, by its kind and its area. The one that says more wins; the kind before the area."""

    __tablename__ = "route"
    __table_args__ = (UniqueConstraint("city", "category", "area"),)

    id: Mapped[Id]
    city: Mapped[str]
    category: Mapped[str]
    """A code of the city's categories; empty for every kind."""

    area: Mapped[str]
    """A code of the city's areas, with all that lie within it; empty for every place."""

    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"), index=True)

    body: Mapped[Body] = relationship()
