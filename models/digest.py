from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Number
from models.subscription import Subscription


class Digest(Base):
    """One summary of one subscription's period: made once, whoever ticks and however often."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("subscription_id", "period_key"),)

    id: Mapped[Id]
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscription.id"), index=True)
    period_key: Mapped[str]
    """A local date, an ISO week or a month: ``2026-11-23``, ``2026-W47``, ``2026-11``. Never an instant: clocks change."""

    covers_from: Mapped[datetime]
    covers_until: Mapped[datetime]
    """The moment it was due: what was filed at or after it belongs to the next one, however late this one is made."""

    state: Mapped[str]
    """queued, or why nothing was sent: few and quiet (an outage ended on a quiet day), which the next one covers too;
    unreachable and skipped (it was due too long ago), which the next one names."""

    figures: Mapped[dict[str, Any] | None]
    """What it said, so that ``more`` and the page say the same later."""

    sent_as: Mapped[int | None] = mapped_column(Number)
    """The message that carried it. No foreign key: the message goes when its contact is forgotten, the digest stays."""

    made_at: Mapped[datetime]

    subscription: Mapped[Subscription] = relationship()
