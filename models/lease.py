from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Lease(Base):
    """Who may work on one side of a contact's line right now: ``turn`` (answering), ``send`` (sending)
    or ``mail`` (e-mail to an official: a slow mail server keeps no resident waiting).

    ``free_at`` is both the end of a lease and the end of a back-off. ``number`` fences: it grows with every claim, and
    whoever writes must still hold the number they claimed.
    """

    __tablename__ = "lease"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
    number: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    """Failures in a row at the head of the line; an outage of Rasa or Twilio does not count."""
