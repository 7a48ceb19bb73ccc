from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.flow_version import FlowVersion


class Flow(Base):
    """A conversation by its name, and which of its versions is published. Every move of the pointer is an audit entry."""

    __tablename__ = "flow"

    name: Mapped[str] = mapped_column(primary_key=True)
    """XLSForm's form_id."""

    published_id: Mapped[str | None] = mapped_column(ForeignKey("flow_version.id"))
    """The version that the next run gets; nothing while only drafts exist, or when the flow was withdrawn."""

    withdrawn_at: Mapped[datetime | None]

    shipped: Mapped[bool] = mapped_column(default=False)
    """True while the published version is the one that came with the software: a new release then brings its own."""

    changed_by: Mapped[str]
    changed_at: Mapped[datetime]

    published: Mapped[FlowVersion | None] = relationship()
