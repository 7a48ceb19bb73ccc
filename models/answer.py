from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id

if TYPE_CHECKING:
    from models.run import Run


class Answer(Base):
    """What a contact said to one question of a run; a correction replaces it."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("run_id", "question"),)

    id: Mapped[Id]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    question: Mapped[str]
    """Its key: the path through groups, with the number of each repeat: ``household/member[2]/age``."""

    label: Mapped[str | None]
    """What the chosen code is called, in the language it was chosen in."""

    value: Mapped[dict[str, Any]]
    """What it was read as: always ``code`` (what expressions see), and what its type adds (area, lat, lon, start, end)."""

    said: Mapped[str]
    """The contact's own words."""

    how: Mapped[str]
    """typed, chosen, pin, media, prefilled, remembered, skipped; default, calculated for what nobody was asked."""

    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    answered_at: Mapped[datetime]

    run: Mapped["Run"] = relationship(back_populates="answers")
