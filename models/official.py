from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.body import Body


class Official(Base):
    """A person who works on reports. Their telephone stands in enrolments, their mailbox is a contact of its own."""

    __tablename__ = "official"
    __table_args__ = (UniqueConstraint("city", "handle"),)

    id: Mapped[Id]
    city: Mapped[str]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"), index=True)
    handle: Mapped[str]
    """What colleagues type for them: ``ASSIGN R7K3 botha``. Lower-case letters, digits and _; one in a city."""

    name: Mapped[str]
    """As colleagues read it."""

    role: Mapped[str]
    """A name of officials/roles.yml."""

    language: Mapped[str]
    time_zone: Mapped[str | None]
    """IANA's name; nothing for their city's."""

    alerts_by: Mapped[str]
    """sms, whatsapp or email: where alerts go first."""

    mailbox_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"))
    """The contact that holds nothing but their e-mail address."""

    left_at: Mapped[datetime | None]
    """When they stopped working on reports: nothing is sent to them and nothing is taken from them any more."""

    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    body: Mapped[Body] = relationship()
