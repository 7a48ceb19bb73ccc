"""Officials begin, change and leave: the rows behind ``flask officials``."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messaging import mailbox
from messaging.vault import Vault
from models import AuditEntry, Body, Duty, Official, Report, Subscription
from officials import commands, enrolling, people, roles
from reports.states import NOT_DONE

CHANNELS = ("sms", "whatsapp", "email")

_HANDLE = re.compile(r"[a-z][a-z0-9_]{1,19}")


class StaffError(ValueError):
    """That cannot be done; the message says why, and names no number and no address."""


def add(
    session: Session,
    body: Body,
    handle: str,
    name: str,
    role: str,
    language: str,
    by: str,
    now: datetime,
    *,
    alerts_by: str = "sms",
    time_zone: str | None = None,
    is_example: bool = False,
) -> Official:
    """An official who works for this body. The caller commits. Raises StaffError."""
    if not _HANDLE.fullmatch(handle):
        raise StaffError("a handle is 2 to 20 small letters, digits and _, and begins with a letter")
    if commands.means_me(handle):
        raise StaffError(f"{handle} means whoever writes, in one of our languages")
    if session.scalars(select(Official).where(Official.city == body.city, Official.handle == handle)).first() is not None:
        raise StaffError(f"{body.city} has or had a {handle} already")
    _check_role(role)
    _check_zone(time_zone)
    official = Official(
        city=body.city,
        body_id=body.id,
        handle=handle,
        name=name.strip() or handle,
        role=role,
        language=language,
        time_zone=time_zone,
        alerts_by=alerts_by,
        is_example=is_example,
        created_at=now,
    )
    session.add(official)
    session.flush()
    _note(session, by, "staff.added", official, now, body=body.name, role=role)
    return official


def give_mailbox(session: Session, vault: Vault, official: Official, address: str, by: str, now: datetime) -> None:
    """Their e-mail goes to this address from now on. The caller commits. Raises mailbox.MailboxError."""
    official.mailbox_id = mailbox.open_box(session, vault, address, official.city, now).id
    _note(session, by, "staff.mailbox", official, now)


def change_role(session: Session, official: Official, role: str, by: str, now: datetime) -> None:
    """What they may see and do from now on. Who may no longer be on duty is taken off the rota. Raises StaffError."""
    _check_role(role)
    before, official.role = official.role, role
    if not roles.of(official).duty:
        session.execute(delete(Duty).where(Duty.official_id == official.id))
    _note(session, by, "staff.role", official, now, before=before, role=role)


def leave(session: Session, official: Official, by: str, now: datetime) -> None:
    """They work on reports no more: no telephone, no duty, no summaries, and what they had waits for somebody else."""
    if official.left_at is not None:
        return
    official.left_at = now
    enrolling.end(session, official, by, now)
    session.execute(delete(Duty).where(Duty.official_id == official.id))
    running = update(Subscription).where(Subscription.official_id == official.id, Subscription.ended_at.is_(None))
    session.execute(running.values(ended_at=now))
    theirs = update(Report).where(Report.assigned_to == official.id, Report.state.in_(NOT_DONE))
    session.execute(theirs.values(assigned_to=None))
    _note(session, by, "staff.left", official, now)


def named(session: Session, city: str, handle: str) -> Official:
    """The official of that handle. Raises StaffError."""
    official = people.by_handle(session, city, handle)
    if official is None:
        raise StaffError(f"there is no {handle} in {city}")
    return official


def _check_role(role: str) -> None:
    if role not in roles.load():
        raise StaffError(f"the role is one of {', '.join(roles.load())}")


def _check_zone(name: str | None) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        raise StaffError(f"the time zone {name!r} is unknown") from None


def _note(session: Session, by: str, action: str, official: Official, now: datetime, **details: object) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"official {official.id}", details=details, at=now))
