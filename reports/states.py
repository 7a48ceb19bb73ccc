"""What becomes of a report: its states, and the one place that changes them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import AuditEntry, Report, Update

RECEIVED, ACKNOWLEDGED, IN_PROGRESS, RESOLVED, CLOSED = STATES = (
    "received",
    "acknowledged",
    "in_progress",
    "resolved",
    "closed",
)
"""In their order. Open311 knows open and closed only: the first three are open."""

NOT_DONE = (RECEIVED, ACKNOWLEDGED, IN_PROGRESS)
DONE = (RESOLVED, CLOSED)

SYSTEM, RESIDENT = "system", "resident"
"""Who acts when it is no official; an official's id stands in their place."""


def move(
    session: Session, report: Report, state: str, actor: str, now: datetime, note: str | None = None, **details: Any
) -> Update | None:
    """Give the report another state, with an update and an audit entry. The caller commits.

    Nothing happens, and nothing is returned, where the report is in that state already or beyond it; only an official
    may add a note to the state it has. Its author is told of it later where they agreed to be (``Update.notice``).
    ``details`` go to the audit entry: never a number, a name or a resident's words.
    """
    step = STATES.index(state) - STATES.index(report.state)
    if step < 0 or (step == 0 and not note):
        return None
    before, report.state = report.state, state
    if state != RECEIVED:
        report.acknowledged_at = report.acknowledged_at or now
    if state in DONE:
        report.resolved_at = report.resolved_at or now
    return _write(session, report, actor, now, note, before=before, **details)


def reopen(session: Session, report: Report, actor: str, now: datetime, **details: Any) -> Update | None:
    """Open a report again that was called done: it counts as unanswered from now on. Nothing for one that is open."""
    if report.state not in DONE:
        return None
    before, report.state = report.state, RECEIVED
    report.acknowledged_at = report.resolved_at = report.fixed_asked_at = None
    return _write(session, report, actor, now, None, before=before, **details)


def _write(session: Session, report: Report, actor: str, now: datetime, note: str | None, **details: Any) -> Update:
    told = report.follow_up and actor != RESIDENT
    update = Update(state=report.state, actor=actor, note=note, at=now, notice="due" if told else None)
    report.updates.append(update)
    session.add(AuditEntry(actor=actor, action=f"report.{report.state}", thing=f"report {report.id}", details=details, at=now))
    return update
