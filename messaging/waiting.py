"""How long messages wait, in both directions."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.lease import OPEN, Kind
from models import Message


def ages(session: Session, now: datetime) -> dict[Kind, float]:
    """Seconds that the oldest open message of each line has waited: ``turn`` for an answer, ``send`` and ``mail`` to be sent.

    0 when none waits.
    """
    oldest = {line: session.scalar(select(func.min(Message.created_at)).where(open_)) for line, open_ in OPEN.items()}
    return {line: (now - since).total_seconds() if since else 0.0 for line, since in oldest.items()}
