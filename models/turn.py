from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Number


class Turn(Base):
    """What an action decided for one inbound message, committed together with what it wrote.

    Rasa may die after an action committed and ask again: the same message then gets the same replies and nothing is
    written twice.
    """

    __tablename__ = "turn"

    message_id: Mapped[int] = mapped_column(Number, ForeignKey("message.id"), primary_key=True)
    action: Mapped[str]
    intent: Mapped[str]
    confidence: Mapped[float]
    run_id: Mapped[str | None]
    """The run under way after it: the one whose question the replies ask."""

    replies: Mapped[list[Any]]
    at: Mapped[datetime]
