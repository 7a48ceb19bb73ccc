"""Which version of a flow is live: drafts, publishing, rolling back, withdrawing. The caller commits.

Publishing moves a pointer, so the next run gets the version and no process has to know. Runs under way keep theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows import definition as definitions
from flows import sheets
from flows.finding import Finding
from models import AuditEntry, Flow, FlowVersion, Run

RELEASE = "release"
"""Who publishes what came with the software."""

OPEN = ("invited", "offered", "waiting", "parked", "active")
"""States of runs that have not ended."""

PUBLISHED, ROLLED_BACK, WITHDRAWN = "published", "rolled back", "withdrawn"
MOVES = (PUBLISHED, ROLLED_BACK, WITHDRAWN)


class VersionError(Exception):
    """A move that cannot be made. The message is for the admin who asked for it."""


def save_draft(session: Session, source: Mapping[str, Any], by: str, now: datetime) -> FlowVersion:
    """Keep a form as its flow's next version. A form that is kept already is that version. Raises FlowError."""
    definition = definitions.parse(source)
    _locked(session, definition.name, by, now)
    same = (FlowVersion.flow == definition.name, FlowVersion.digest == definition.digest)
    known = session.scalars(select(FlowVersion).where(*same)).first()
    if known is not None:
        return known
    highest = session.scalar(select(func.max(FlowVersion.number)).where(FlowVersion.flow == definition.name))
    version = FlowVersion(
        flow=definition.name,
        digest=definition.digest,
        number=(highest or 0) + 1,
        definition=dict(source),
        created_by=by,
        created_at=now,
    )
    session.add(version)
    session.flush()
    return version


def published(session: Session, name: str) -> FlowVersion | None:
    """The version that the next run gets."""
    return session.scalars(select(FlowVersion).join(Flow, Flow.published_id == FlowVersion.id).where(Flow.name == name)).first()


def version(session: Session, name: str, number: int | None = None) -> FlowVersion:
    """A flow's version by its number; the newest without one. Raises VersionError."""
    wanted = select(FlowVersion).where(FlowVersion.flow == name)
    if number is not None:
        wanted = wanted.where(FlowVersion.number == number)
    found = session.scalars(wanted.order_by(FlowVersion.number.desc()).limit(1)).first()
    if found is None:
        raise VersionError(f"there is no flow {name!r}" if number is None else f"{name} has no version {number}")
    return found


def publish(
    session: Session,
    version: FlowVersion,
    findings: Sequence[Finding],
    by: str,
    now: datetime,
    *,
    instead_of: FlowVersion | None,
) -> None:
    """Make the version live. ``findings`` are its checks'; ``instead_of`` is what its publisher saw published when they decided.

    Raises VersionError when a check found an error, and when somebody else has moved the pointer meanwhile.
    """
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise VersionError(f"{version.flow} version {version.number} has {errors} errors")
    flow = _locked(session, version.flow, by, now)
    if flow.published_id != (instead_of.id if instead_of else None):
        raise VersionError(f"{_as_it_is(flow)}; look at it, then decide again")
    _move(session, flow, version, PUBLISHED, by, now)


def roll_back(session: Session, name: str, by: str, now: datetime, to: int | None = None) -> FlowVersion:
    """Make an earlier version live again: ``to``, or the one before. A withdrawn flow gets back what it had.

    Only what was live before can be rolled back to: it went through the checks. Raises VersionError.
    """
    version(session, name)
    flow = _locked(session, name, by, now)
    number = to if to is not None else _before(history(session, name), flow)
    was_live = {entry.details["to"] for entry in history(session, name)} - {None}
    if number is None or number not in was_live:
        raise VersionError(f"{name} version {number} was never published" if number else f"{name} has no earlier version")
    target = version(session, name, number)
    if flow.published_id == target.id:
        raise VersionError(_as_it_is(flow))
    definitions.of_version(target.digest, target.definition)  # what an older release took, this one may not
    _move(session, flow, target, ROLLED_BACK, by, now)
    return target


def withdraw(session: Session, name: str, by: str, now: datetime) -> int:
    """Take the flow away: no new runs, and those under way end, with their answers kept. Returns how many ended.

    Raises VersionError when it is not published, and for the report: a line that takes no reports is none.
    """
    version(session, name)
    if name == definitions.REPORT:
        raise VersionError("residents could report no longer: publish another version, or roll back")
    flow = _locked(session, name, by, now)
    if flow.published_id is None:
        raise VersionError(f"{name} is not published")
    versions = select(FlowVersion.id).where(FlowVersion.flow == name)
    under_way = session.scalars(select(Run).where(Run.flow_version_id.in_(versions), Run.state.in_(OPEN)).with_for_update()).all()
    for run in under_way:
        run.state, run.ended_at, run.question = "withdrawn", now, None
    _move(session, flow, None, WITHDRAWN, by, now)
    return len(under_way)


def history(session: Session, name: str) -> list[AuditEntry]:
    """Every move of the pointer, oldest first; ``details`` holds the numbers ``from`` and ``to``."""
    entries = select(AuditEntry).where(AuditEntry.thing == _thing(name), AuditEntry.action.in_(MOVES))
    return list(session.scalars(entries.order_by(AuditEntry.id)))


def offered(session: Session) -> list[FlowVersion]:
    """Published versions that residents may choose themselves, by name."""
    live = select(FlowVersion).join(Flow, Flow.published_id == FlowVersion.id).order_by(Flow.name)
    return [each for each in session.scalars(live) if (each.definition.get("settings") or {}).get("offer") == "yes"]


def ship(session: Session, now: datetime, folder: Path = definitions.FOLDER) -> list[FlowVersion]:
    """Publish what came with the software, unless a person has decided otherwise. Returns what became live by it."""
    return [version for source in _shipped(folder) if (version := _ship(session, source, now)) is not None]


def _ship(session: Session, source: Mapping[str, Any], now: datetime) -> FlowVersion | None:
    new = save_draft(session, source, RELEASE, now)
    flow = _locked(session, new.flow, RELEASE, now)
    decided = not flow.shipped and (flow.published_id is not None or flow.withdrawn_at is not None)
    if decided or flow.published_id == new.id:
        return None
    _move(session, flow, new, PUBLISHED, RELEASE, now)
    return new


def _shipped(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        yield sheets.read(path)


def _locked(session: Session, name: str, by: str, now: datetime) -> Flow:
    """The flow's row, held until the transaction ends, so that moves of one flow follow each other."""
    held = select(Flow).where(Flow.name == name).with_for_update().execution_options(populate_existing=True)
    flow = session.scalars(held).first()
    if flow is None:
        session.add(Flow(name=name, shipped=False, changed_by=by, changed_at=now))
        session.flush()
        flow = session.scalars(held).one()
    return flow


def _move(session: Session, flow: Flow, to: FlowVersion | None, action: str, by: str, now: datetime) -> None:
    numbers = {"from": flow.published.number if flow.published else None, "to": to.number if to else None}
    flow.published, flow.shipped = to, by == RELEASE
    flow.withdrawn_at = None if to else now
    flow.changed_by, flow.changed_at = by, now
    session.add(AuditEntry(actor=by, action=action, thing=_thing(flow.name), details=numbers, at=now))
    session.flush()


def _before(moves: Sequence[AuditEntry], flow: Flow) -> int | None:
    """What was live before. Rolling back takes moves back, so that doing it twice goes back twice, not there and back."""
    live: list[int] = []
    for move in moves:
        to = move.details["to"]
        if move.action == ROLLED_BACK:
            while live and live[-1] != to:
                live.pop()
        if to is not None and live[-1:] != [to]:
            live.append(to)
    back = 1 if flow.published is None else 2
    return live[-back] if len(live) >= back else None


def _as_it_is(flow: Flow) -> str:
    what = f"version {flow.published.number} is published" if flow.published else "nothing is published"
    return f"{flow.name}: {what}, by {flow.changed_by} at {flow.changed_at:%Y-%m-%d %H:%M} UTC"


def _thing(name: str) -> str:
    return f"flow {name}"
