from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Body(Base):
    """An authority, or a part of one, that works on reports: municipal police, public works, a working group."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("city", "name"),)

    id: Mapped[Id]
    city: Mapped[str]
    name: Mapped[str]
    """Its code in the city: lower-case letters, digits and _."""

    labels: Mapped[dict[str, Any]]
    """What it is called in each language."""

    is_example: Mapped[bool] = mapped_column(default=False)
    """True for the invented ones that a pilot begins with."""

    def label(self, language: str) -> str:
        """What it is called in that language; in another one where it has no name there."""
        return str(self.labels.get(language) or next(iter(self.labels.values()), self.name))
