from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.address import Address
from models.base import Base, Id

WAITING = "forgetting_at IS NOT NULL"
STOPPED = "stopped_at IS NOT NULL"
NO_NOTICES = "notices_stopped_at IS NOT NULL"


class Contact(Base):
    """A resident as we know them. The id is what Rasa, logs and officials see; it tells nothing about the person."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_forgetting", "forgetting_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
        Index("ix_contact_stopped", "city", "stopped_at", sqlite_where=text(STOPPED), postgresql_where=text(STOPPED)),
        Index(
            "ix_contact_no_notices",
            "city",
            "notices_stopped_at",
            sqlite_where=text(NO_NOTICES),
            postgresql_where=text(NO_NOTICES),
        ),
    )

    id: Mapped[Id]
    city: Mapped[str]
    """Key of the city whose sender they wrote to last."""

    language: Mapped[str | None]
    """es, en or zu; nothing until their first words were read."""

    language_chosen: Mapped[bool] = mapped_column(default=False)
    """True when they named the language themselves: then no guess changes it."""

    stopped_at: Mapped[datetime | None]
    """When they asked for no more messages; cleared when they start again."""

    notices_stopped_at: Mapped[datetime | None]
    """When they asked not to be told any more what becomes of their reports; everything else goes on."""

    noticed_at: Mapped[datetime | None]
    """When they were first told who reads this and how to stop."""

    forgetting_at: Mapped[datetime | None]
    """When they confirmed that everything of theirs be erased; it is, once our answer has left."""

    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When they last wrote."""

    addresses: Mapped[list[Address]] = relationship(back_populates="contact", order_by=Address.id)
