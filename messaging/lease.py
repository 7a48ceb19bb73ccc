"""One fenced lease per contact and side of the line: strict order for one contact, many contacts at once.

There is no derived "due" flag that could be lost: work is due when an open message stands in the table and the lease
is free. Every write under a lease carries its number; whoever was overtaken fails there instead of writing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models import Lease, Message
from models.engine import Sessions

Kind = Literal["turn", "send", "mail"]

_UNSENT = (Message.direction == "out") & Message.state.in_(("queued", "sending"))

OPEN: dict[Kind, ColumnElement[bool]] = {
    "turn": (Message.direction == "in") & (Message.state == "received"),
    "send": _UNSENT & (Message.channel != "email"),
    "mail": _UNSENT & (Message.channel == "email"),
}
"""E-mail is a line of its own: a mail server that is slow or down keeps no text waiting."""

FIRST: dict[Kind, tuple[ColumnElement[Any], ...]] = {
    "turn": (Message.id.asc(),),
    "send": (Message.in_reply_to.is_(None), Message.id.asc()),
    "mail": (Message.id.asc(),),
}
"""In the order of arrival; but who wrote is answered before anybody is written to unasked."""


class LeaseLost(Exception):
    """Another worker took this contact over, because we held it for too long."""


class Claim(NamedTuple):
    """The right to work on one side of one contact's line until the lease runs out."""

    contact_id: str
    kind: Kind
    number: int
    attempts: int
    seconds: float


def claim(sessions: Sessions, kind: Kind, seconds: float) -> Claim | None:
    """Take the contact whose open message comes first and whose lease is free."""
    now = datetime.now(UTC)
    due = (
        select(Lease.contact_id)
        .join(Message, Message.contact_id == Lease.contact_id)
        .where(Lease.kind == kind, Lease.free_at <= now, OPEN[kind])
        .order_by(*FIRST[kind])
        .limit(1)
    )
    with sessions.reading() as session:
        if session.scalar(due) is None:
            return None  # an idle worker takes no write lock
    if sessions.engine.dialect.name == "postgresql":
        due = due.with_for_update(of=Lease, skip_locked=True)
    with sessions.writing() as session:
        row = session.execute(
            update(Lease)
            .where(Lease.contact_id == due.scalar_subquery(), Lease.kind == kind, Lease.free_at <= now)
            .values(free_at=now + timedelta(seconds=seconds), number=Lease.number + 1)
            .returning(Lease.contact_id, Lease.number, Lease.attempts)
            .execution_options(synchronize_session=False)
        ).first()
    return None if row is None else Claim(row.contact_id, kind, row.number, row.attempts, seconds)


def head(session: Session, held: Claim, *, lock: bool = False) -> Message | None:
    """The first open message of the claimed line; locked where it is about to be changed."""
    oldest = select(Message).where(Message.contact_id == held.contact_id, OPEN[held.kind]).order_by(*FIRST[held.kind]).limit(1)
    return session.scalars(oldest.with_for_update() if lock else oldest).first()


def renew(session: Session, held: Claim) -> None:
    """Keep the claim after a success. Raises LeaseLost when it is no longer ours; the transaction then writes nothing."""
    _write(session, held, free_at=datetime.now(UTC) + timedelta(seconds=held.seconds), attempts=0)


def check(session: Session, held: Claim) -> None:
    """Raises LeaseLost when the claim is no longer ours."""
    _write(session, held, free_at=datetime.now(UTC) + timedelta(seconds=held.seconds))


def go_on(session: Session, held: Claim) -> bool:
    """After a success: keep the claim while more is open, or let it go in the same transaction. True when more is open."""
    renew(session, held)
    session.flush()
    if head(session, held) is not None:
        return True
    release(session, held)
    return False


def release(session: Session, held: Claim) -> None:
    """Nothing left to do here: the next message may be claimed at once."""
    _write(session, held, free_at=datetime.now(UTC), attempts=0)


def back_off(session: Session, held: Claim, seconds: float, *, counted: bool = True) -> None:
    """Leave the head of the line where it is and try again later; an outage is not counted as an attempt."""
    later = datetime.now(UTC) + timedelta(seconds=seconds)
    _write(session, held, free_at=later, **({"attempts": Lease.attempts + 1} if counted else {}))


def _write(session: Session, held: Claim, **values: object) -> None:
    result = session.execute(
        update(Lease)
        .where(Lease.contact_id == held.contact_id, Lease.kind == held.kind, Lease.number == held.number)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost(f"contact {held.contact_id}, {held.kind}, lease {held.number}")
