from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Id


class FlowVersion(Base):
    """One saved form of a flow. A run keeps the version it began with, whatever is published later."""

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("flow", "digest"),)

    id: Mapped[Id]
    flow: Mapped[str]
    """XLSForm's form_id."""

    digest: Mapped[str]
    """SHA-256 of the definition: the same form is stored once."""

    definition: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
