"""What an official does with a report: acknowledges it, calls it done, gives it to a colleague, asks who has it.

Phones, ``flask`` and pages come here: what a role may do and of which city is decided in one place. All reports of one
incident move together, as far as the official may act on each. What alerts are told of it is the caller's to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from models import AuditEntry, Official, Report, Update
from officials import roles
from reports import states, tags

What = Literal["acknowledged", "in_progress", "done", "noted", "assigned", "already", "may_not", "may_not_take"]
"""noted: a note was added to what they had done before. already: somebody did it before, ``by`` and ``at`` tell who and when.
may_not: their role only reads. may_not_take: the colleague's role does not allow it."""


DOES: dict[str, What] = {states.ACKNOWLEDGED: "acknowledged", states.IN_PROGRESS: "in_progress", states.RESOLVED: "done"}


@dataclass(frozen=True)
class Outcome:
    """What came of it. Everything is written already; the caller commits."""

    what: What
    report: Report
    others: tuple[Report, ...] = ()
    """Further reports of the same incident that moved with it."""

    by: str | None = None
    """Handle of who had done it before; nothing where it was no official."""

    at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Who has a report, and since when it stands as it does."""

    state: str
    since: datetime
    holder: Official | None
    """To whom it was given, else who acknowledged it or did it."""


def seen(session: Session, official: Official, tag: str, city: City) -> Report | None:
    """The report with this tag, if it is of their city and within their sight; the same nothing for every other tag."""
    report = tags.find(session, city.key, tag) if official.city == city.key else None
    return report if report is not None and roles.sight(official, city).holds(report) else None


def acknowledge(
    session: Session, official: Official, report: Report, city: City, now: datetime, note: str | None = None
) -> Outcome:
    """They have read it. Whoever it was given to says by it that they work on it."""

    def step(each: Report) -> str | None:
        if each.state == states.RECEIVED or (each.state == states.ACKNOWLEDGED and each.assigned_to == official.id):
            return states.IN_PROGRESS if each.assigned_to == official.id else states.ACKNOWLEDGED
        return None

    return _move(session, official, report, city, now, note, step)


def done(session: Session, official: Official, report: Report, city: City, now: datetime, note: str | None = None) -> Outcome:
    """It is resolved, as far as they know: weeks later its author is asked."""
    return _move(
        session, official, report, city, now, note, lambda each: states.RESOLVED if each.state in states.NOT_DONE else None
    )


def assign(session: Session, official: Official, report: Report, to: Official, city: City, now: datetime) -> Outcome:
    """Give it to a colleague of the same city, whose body has it from then on. Telling them is the caller's to do."""
    if not roles.may_act(official, report, city):
        return Outcome("may_not", report)
    together = _together(session, official, report, city)
    if report.state in states.DONE:
        return _already(session, report)
    if not all(_may_take(to, each, city) for each in together):
        return Outcome("may_not_take", report)
    given = [each for each in together if each.state in states.NOT_DONE]
    for each in given:
        each.assigned_to, each.body_id = to.id, to.body_id
        states.move(session, each, states.IN_PROGRESS if to.id == official.id else states.ACKNOWLEDGED, official.id, now)
        session.add(
            AuditEntry(
                actor=official.id,
                action="assigned",
                thing=f"report {each.id}",
                details={"to": to.id, "body": to.body_id},
                at=now,
            )
        )
    return Outcome("assigned", report, tuple(each for each in given if each.id != report.id))


def standing(session: Session, report: Report) -> Standing:
    """Who has it, and since when it is what it is. Nothing is written."""
    update = _came_to(report, report.state)
    actor = session.get(Official, update.actor) if update else None
    holder = session.get(Official, report.assigned_to) if report.assigned_to else actor
    return Standing(report.state, update.at if update else report.filed_at, holder)


def _move(
    session: Session,
    official: Official,
    report: Report,
    city: City,
    now: datetime,
    note: str | None,
    step: Callable[[Report], str | None],
) -> Outcome:
    if not roles.may_act(official, report, city):
        return Outcome("may_not", report)
    steps = [(each, state) for each in _together(session, official, report, city) if (state := step(each)) is not None]
    if not steps:
        return _add_note(session, official, report, now, note) or _already(session, report)
    before = _already(session, report)
    for each, state in steps:
        aside = {} if each.id == report.id else {"with": report.id}
        states.move(session, each, state, official.id, now, note, **aside)
    others = tuple(each for each, _ in steps if each.id != report.id)
    if len(others) == len(steps):
        return replace(before, others=others)  # only the rest of the incident was left to do
    return Outcome(DOES[report.state], report, others)


def _together(session: Session, official: Official, report: Report, city: City) -> list[Report]:
    """The report and the others of its incident on which they may act, as they stand now and locked until the commit:
    of two officials who answer at once, one is told that the other did it."""
    same = Report.id == report.id
    if report.incident_id is not None:
        same |= (Report.incident_id == report.incident_id) & (Report.city == city.key)
    locked = select(Report).where(same).order_by(Report.id).with_for_update().execution_options(populate_existing=True)
    return [each for each in session.scalars(locked) if each.id == report.id or roles.may_act(official, each, city)]


def _may_take(to: Official, report: Report, city: City) -> bool:
    """True when they might act on it once it is their body's."""
    hidden = roles.sight(to, city).hidden
    return to.left_at is None and to.city == city.key and roles.of(to).acts != "none" and report.category not in hidden


def _add_note(session: Session, official: Official, report: Report, now: datetime, note: str | None) -> Outcome | None:
    """A note to what they did themselves; nobody writes into what somebody else did."""
    update = _came_to(report, report.state)
    if not note or update is None or update.actor != official.id:
        return None
    states.move(session, report, report.state, official.id, now, note)
    return Outcome("noted", report)


def _already(session: Session, report: Report) -> Outcome:
    update = _came_to(report, report.state)
    actor = session.get(Official, update.actor) if update else None
    return Outcome("already", report, by=actor.handle if actor else None, at=update.at if update else None)


def _came_to(report: Report, state: str) -> Update | None:
    """The update by which it came to the state that it has now; later ones only added notes."""
    found = None
    for update in reversed(report.updates):
        if update.state != state:
            break
        found = update
    return found
