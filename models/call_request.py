from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, ContactId, Id


class CallRequest(Base):
    """A resident who was not understood and asked for a person."""

    __tablename__ = "call_request"

    id: Mapped[Id]
    contact_id: Mapped[ContactId]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    city: Mapped[str]
    language: Mapped[str]
    question: Mapped[str]
    """The question that they could not answer here."""

    at: Mapped[datetime]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
