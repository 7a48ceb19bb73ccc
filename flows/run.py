"""The life of a run: begun, found, expired, ended. The caller commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.context import Context
from models import FlowVersion, Run

EXPIRES_AFTER_DAYS = 7
"""Silence after which a run ends by itself, unless the flow's settings say otherwise."""


NOT_BEGUN = ("invited", "offered", "waiting")
"""States of runs in which nothing was asked yet."""


def active(session: Session, contact_id: str) -> Run | None:
    """The contact's run under way, if any."""
    return session.scalars(select(Run).where(Run.contact_id == contact_id, Run.state == "active")).first()


def oldest(session: Session, contact_id: str, state: str) -> Run | None:
    """The contact's oldest run in this state."""
    return next(iter(of_state(session, contact_id, state)), None)


def of_state(session: Session, contact_id: str, state: str) -> Sequence[Run]:
    """The contact's runs in this state, the oldest first."""
    return session.scalars(select(Run).where(Run.contact_id == contact_id, Run.state == state).order_by(Run.started_at)).all()


def activate(session: Session, run: Run, now: datetime) -> None:
    """A run that was kept is the one under way from now on; no other may be."""
    session.flush()  # the run that ended first: the index refuses two
    run.state, run.updated_at = "active", now
    session.flush()


def begin(
    session: Session,
    contact_id: str,
    version: FlowVersion,
    context: Context,
    origin_message_id: int | None,
    state: str = "active",
    about: str | None = None,
) -> Run:
    """A new run of this version. Only one is active: the index refuses a second."""
    run = Run(
        contact_id=contact_id,
        version=version,
        city=context.city.key,
        channel=context.channel,
        state=state,
        about=about,
        language=context.language,
        path=[],
        origin_message_id=origin_message_id,
        started_at=context.now,
        updated_at=context.now,
        unclear=0,
        page=0,
    )
    session.add(run)
    session.flush()
    return run


def last_saved(session: Session, run: Run) -> dict[str, str]:
    """Values of the contact's last completed run of the same flow, by the names of its questions."""
    last = session.scalars(
        select(Run)
        .join(FlowVersion)
        .where(Run.contact_id == run.contact_id, Run.state == "completed", FlowVersion.flow == run.version.flow, Run.id != run.id)
        .order_by(Run.ended_at.desc())
        .limit(1)
    ).first()
    return {each.question.rpartition("/")[2]: str(each.value.get("code", "")) for each in last.answers} if last else {}


def expire(session: Session, run: Run, now: datetime) -> bool:
    """End a run after long silence; its answers are kept as they are. True if it was ended."""
    days = int(run.version.definition.get("settings", {}).get("expires_after_days", EXPIRES_AFTER_DAYS))
    if now - run.updated_at < timedelta(days=days):
        return False
    end(run, "expired", now)
    return True


def end(run: Run, state: str, now: datetime) -> None:
    """Close the run; its answers stay."""
    run.state, run.ended_at, run.question = state, now, None
