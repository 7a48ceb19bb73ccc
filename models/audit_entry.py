from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.base import Base, Sequence


class AuditEntry(Base):
    """Who did what to which thing, when. Written once, never changed."""

    __tablename__ = "audit_entry"

    id: Mapped[Sequence]
    actor: Mapped[str]
    action: Mapped[str]
    thing: Mapped[str]
    """Kind and id: ``report 3f…``, ``contact 9a…``. Never a number, a name or a resident's words."""

    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]
