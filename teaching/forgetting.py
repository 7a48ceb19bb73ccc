"""Nothing waits for a label for ever."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from messaging.switchboard import Switchboard
from models import Message, Misunderstanding


def forget_unlabelled(board: Switchboard) -> int:
    """Drop what has waited for longer than TEACH_DAYS, and what was erased. Returns how many."""
    with board.sessions.writing() as session:
        return forget(session, datetime.now(UTC) - timedelta(days=board.teach_days))


def forget(session: Session, before: datetime) -> int:
    """Drop what was said before this moment, and what has no words any more. (A message that is deleted takes it along.)"""
    erased = select(Message.id).where(Message.id == Misunderstanding.message_id, Message.text == "").exists()
    gone: ColumnElement[bool] = or_(Misunderstanding.at < before, erased)
    numbers = session.scalars(select(Misunderstanding.message_id).where(gone)).all()
    session.execute(delete(Misunderstanding).where(Misunderstanding.message_id.in_(numbers)))
    return len(numbers)
