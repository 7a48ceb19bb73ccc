from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Number
from models.message import Message


class Misunderstanding(Base):
    """A message that was not understood, or whose guessed meaning was taken back: it waits to be labelled.

    It holds no word of the message. What is shown is derived from the message, masked, for as long as that exists.
    """

    __tablename__ = "misunderstanding"

    message_id: Mapped[int] = mapped_column(Number, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str]
    """not_understood; undone: the guess was taken back in the next message; meant: the resident said what they meant."""

    thought: Mapped[str]
    """The intent that was guessed."""

    confidence: Mapped[float]
    meant: Mapped[str | None]
    """The intent that the resident chose themselves, or that the conversation took."""

    language: Mapped[str]
    at: Mapped[datetime]

    message: Mapped[Message] = relationship()
