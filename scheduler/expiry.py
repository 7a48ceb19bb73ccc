"""Runs that fell silent end by themselves; their answers are kept as they are."""

from datetime import UTC, datetime

from sqlalchemy import select

from flows import run as runs
from messaging.switchboard import Switchboard
from models import Run


def end_silent_runs(board: Switchboard) -> int:
    """End what has been silent for longer than its flow allows. Returns how many were ended."""
    now = datetime.now(UTC)
    with board.sessions.writing() as session:
        begun = session.scalars(select(Run).where(Run.state.in_(("active", "parked"))))
        return sum(runs.expire(session, run, now) for run in begun)
