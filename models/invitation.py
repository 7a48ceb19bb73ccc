from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, ContactId, Id, Number
from models.campaign import Campaign
from models.message import Message
from models.run import Run

OPEN = "released_at IS NULL"


class Invitation(Base):
    """One contact's place in a campaign: at most one invitation, one reminder and one result are ever written for it."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("campaign_id", "contact_id"),
        Index("uq_invitation_open", "contact_id", unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[Id]
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    contact_id: Mapped[ContactId]
    position: Mapped[int]
    """Place in the drawn order, from 0: who is invited first."""

    channel: Mapped[str]
    """Where the contact was to be reached when the campaign was planned."""

    state: Mapped[str]
    """planned, invited, reminded, left_out."""

    reason: Mapped[str | None]
    """Why it was left out, or was not reminded.

    stopped, withdrew, unreachable, no_template, no_report, taken, closed, cancelled.
    """

    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"), unique=True)
    message_id: Mapped[int | None] = mapped_column(Number, ForeignKey("message.id"), unique=True)
    """The invitation as it went out."""

    reminder_id: Mapped[int | None] = mapped_column(Number, ForeignKey("message.id"), unique=True)
    result_id: Mapped[int | None] = mapped_column(Number, ForeignKey("message.id"), unique=True)
    result: Mapped[str | None]
    """Of what is given back: due, sent, left_out; nothing for who gets none."""

    invited_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """When its campaign ended. A contact is in one open campaign at most: the index refuses a second."""

    campaign: Mapped[Campaign] = relationship()
    run: Mapped[Run | None] = relationship()
    message: Mapped[Message | None] = relationship(foreign_keys=message_id)
    reminder: Mapped[Message | None] = relationship(foreign_keys=reminder_id)
    result_message: Mapped[Message | None] = relationship(foreign_keys=result_id)
