from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.official import Official


class SignIn(Base):
    """An official on their way in to a page: the code that was sent to them; once it was used, how long they are in."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    code_hash: Mapped[str]
    """Keyed hash of the code; once it was used, of the key that their browser shows from then on."""

    tries: Mapped[int] = mapped_column(default=0)
    """Wrong codes so far."""

    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """When the code is too old; once it was used, when they are out again."""

    used_at: Mapped[datetime | None]

    official: Mapped[Official] = relationship()
