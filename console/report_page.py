"""What an official sees of one report: never who wrote it, and nothing of what they wrote where that could harm them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from digests import quoting
from models import Official, Report, Update
from officials import acting, roles
from reports import states, tags

ACKNOWLEDGE, DONE, ASSIGN = "acknowledge", "done", "assign"


@dataclass(frozen=True)
class Step:
    """One thing that happened to it."""

    state: str
    by: str
    """official, resident, system, or left: an official who is known no more."""

    who: str
    """The official's name; empty for anybody else."""

    at: datetime
    note: str


@dataclass(frozen=True)
class Shown:
    """One report as a page shows it, in the reader's language. What is empty is not shown."""

    tag: str
    state: str
    kind: str
    filed_at: datetime
    dangerous: str
    area: str
    hidden: bool
    """A sensitive kind: no words, no place, no point."""

    words: tuple[str, ...]
    """Theirs, line by line, without telephone numbers, addresses and letters that cannot be seen."""

    place: str
    point: str
    """Latitude and longitude of the pin that they sent; never the centre of an area."""

    said_when: str
    body: str
    assigned: str
    steps: tuple[Step, ...]
    acts: tuple[str, ...]
    """What this reader may do with it as it stands."""


def find(session: Session, reader: Official, typed: str, city: City) -> Report | None:
    """The report of this tag, if it is within the reader's sight."""
    tag = tags.read(typed)
    return acting.seen(session, reader, tag, city) if tag is not None else None


def of(session: Session, report: Report, reader: Official, city: City) -> Shown:
    kind = city.category(report.category)
    area = city.area(report.area) if report.area else None
    hidden = report.sensitive or kind is None or kind.sensitive or kind.protected
    names = _names(session, report, city)
    pinned = report.located_by == "pin" and report.lat is not None and report.lon is not None
    return Shown(
        tag=report.tag or "",
        state=report.state,
        kind=kind.label(reader.language) if kind else report.category,
        filed_at=report.filed_at,
        dangerous=report.dangerous or "",
        area=area.label if area else "",
        hidden=hidden,
        words=() if hidden else quoting.paragraphs(report.text),
        place="" if hidden else " ".join(quoting.paragraphs(report.place or "")),
        point=f"{report.lat:.5f},{report.lon:.5f}" if pinned and not hidden else "",
        said_when="" if hidden else " ".join(quoting.paragraphs(report.occurred_said or "")),
        body=report.body.label(reader.language) if report.body else "",
        assigned=names.get(report.assigned_to or "", ""),
        steps=tuple(_step(update, names, hidden) for update in report.updates),
        acts=_acts(report, reader, city),
    )


def colleagues(session: Session, report: Report, city: City) -> list[Official]:
    """To whom this report may be given, by name."""
    here = select(Official).where(Official.city == city.key, Official.left_at.is_(None)).order_by(Official.name, Official.handle)
    return [
        each
        for each in session.scalars(here)
        if roles.of(each).acts != "none" and report.category not in roles.sight(each, city).hidden
    ]


def _acts(report: Report, reader: Official, city: City) -> tuple[str, ...]:
    if report.state in states.DONE or not roles.may_act(reader, report, city):
        return ()
    fresh = report.state == states.RECEIVED or (report.state == states.ACKNOWLEDGED and report.assigned_to == reader.id)
    return (ACKNOWLEDGE, DONE, ASSIGN) if fresh else (DONE, ASSIGN)


def _names(session: Session, report: Report, city: City) -> dict[str, str]:
    """Names of the officials who had to do with it, by id."""
    wanted = {update.actor for update in report.updates} | {report.assigned_to or ""}
    found = session.scalars(select(Official).where(Official.id.in_(sorted(wanted)), Official.city == city.key))
    return {each.id: each.name for each in found}


def _step(update: Update, names: dict[str, str], hidden: bool) -> Step:
    by = update.actor if update.actor in (states.RESIDENT, states.SYSTEM) else "official" if update.actor in names else "left"
    theirs = update.actor == states.RESIDENT
    note = "" if hidden and theirs else " ".join(quoting.paragraphs(update.note or ""))
    return Step(update.state, by, names.get(update.actor, ""), update.at, note)
