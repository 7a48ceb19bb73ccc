from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class FlowVersion(Base):
    """One saved form of a flow. A run keeps the version it began with, whatever is published later."""

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("flow", "digest"), UniqueConstraint("flow", "number"))

    id: Mapped[Id]
    flow: Mapped[str]
    """XLSForm's form_id."""

    digest: Mapped[str]
    """SHA-256 of the definition: the same form is stored once."""

    number: Mapped[int]
    """Counts a flow's versions from 1."""

    definition: Mapped[dict[str, Any]] = mapped_column(JSON(none_as_null=True))
    """The rows of the form as flows/definition.py reads them, with its attached tables. As text on PostgreSQL too: JSONB would
    lose the order of languages and lists."""

    created_by: Mapped[str]
    created_at: Mapped[datetime]
