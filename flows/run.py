"""The life of a run: begun, found, expired, ended. The caller commits."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.context import Context
from flows.definition import Definition
from models import FlowVersion, Run

EXPIRES_AFTER_DAYS = 7
"""Silence after which a run ends by itself, unless the flow's settings say otherwise."""


def active(session: Session, contact_id: str) -> Run | None:
    """The contact's run under way, if any."""
    return session.scalars(select(Run).where(Run.contact_id == contact_id, Run.state == "active")).first()


def oldest(session: Session, contact_id: str, state: str) -> Run | None:
    """The contact's oldest run in this state."""
    return session.scalars(
        select(Run).where(Run.contact_id == contact_id, Run.state == state).order_by(Run.started_at).limit(1)
    ).first()


def begin(
    session: Session, contact_id: str, flow: Definition, context: Context, origin_message_id: int | None, state: str = "active"
) -> Run:
    """A new run of the flow as it is published now. Only one is active: the index refuses a second."""
    run = Run(
        contact_id=contact_id,
        version=_version(session, flow, context.now),
        city=context.city.key,
        channel=context.channel,
        state=state,
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


def _version(session: Session, flow: Definition, now: datetime) -> FlowVersion:
    known = session.scalars(select(FlowVersion).where(FlowVersion.flow == flow.name, FlowVersion.digest == flow.digest)).first()
    if known is None:
        known = FlowVersion(flow=flow.name, digest=flow.digest, definition=dict(flow.source), created_at=now)
        session.add(known)
    return known
