"""Bodies, the routes of reports to them, and their duty rota: added, changed, ended, and each written down."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cities import LANGUAGES, City
from models import AuditEntry, Body, Duty, Incident, Official, Report, Route
from officials import roles
from reports import routing

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WEEKDAYS = range(1, 8)


class BodyError(ValueError):
    """That cannot be done; the message says why."""


def add(
    session: Session, city: City, name: str, labels: Mapping[str, str], by: str, now: datetime, *, is_example: bool = False
) -> Body:
    """A body with what it is called in each language. The caller commits. Raises BodyError."""
    if not _NAME.fullmatch(name):
        raise BodyError("a name is 2 to 40 small letters, digits and _, and begins with a letter")
    if _find(session, city, name) is not None:
        raise BodyError(f"{city.key} has a {name} already")
    body = Body(city=city.key, name=name, labels=_labels(labels), is_example=is_example)
    session.add(body)
    session.flush()
    _note(session, by, "body.added", body, now, name=name)
    return body


def rename(session: Session, body: Body, labels: Mapping[str, str], by: str, now: datetime) -> None:
    """What it is called from now on; languages that are not named keep their label. Raises BodyError."""
    body.labels = _labels({**body.labels, **labels})
    _note(session, by, "body.renamed", body, now)


def end(session: Session, body: Body, by: str, now: datetime) -> None:
    """Take away a body that nobody works for and that nothing refers to. Raises BodyError for any other."""
    for kind in (Official, Route, Duty, Report, Incident):
        if used := session.scalar(select(func.count()).select_from(kind).where(kind.body_id == body.id)):
            raise BodyError(f"{body.name} still stands in {used} row(s) of {kind.__tablename__}")
    _note(session, by, "body.ended", body, now, name=body.name)
    session.delete(body)


def named(session: Session, city: City, name: str) -> Body:
    """The body of that name. Raises BodyError."""
    body = _find(session, city, name)
    if body is None:
        raise BodyError(f"{city.key} has no body {name}")
    return body


def route(session: Session, city: City, category: str, area: str, body: Body, by: str, now: datetime) -> int:
    """From now on what is filed of this kind in this area is this body's; empty stands for every kind, every place.

    Reports that nobody had are given to somebody now; those of another body stay with it. The caller commits.
    Returns how many were given. Raises BodyError.
    """
    _check_place(city, category, area)
    found = _route(session, city, category, area)
    if found is None:
        session.add(Route(city=city.key, category=category, area=area, body_id=body.id))
    else:
        found.body_id = body.id
    _note(session, by, "route.set", body, now, category=category, area=area)
    session.flush()
    return routing.route_the_unrouted(session, city)


def end_route(session: Session, city: City, category: str, area: str, by: str, now: datetime) -> None:
    """Take a route away: the next one that fits counts. Raises BodyError."""
    found = _route(session, city, category, area)
    if found is None:
        raise BodyError("there is no such route")
    _note(session, by, "route.ended", found.body, now, category=category, area=area)
    session.delete(found)


def put_on_duty(
    session: Session,
    body: Body,
    official: Official,
    position: int,
    days: Sequence[int],
    begins: str,
    ends: str,
    by: str,
    now: datetime,
) -> Duty:
    """They are on duty for this body on these weekdays. The caller commits. Raises BodyError."""
    if official.city != body.city or official.left_at is not None:
        raise BodyError(f"{official.handle} does not work in {body.city}")
    if not roles.of(official).duty:
        raise BodyError(f"the role {official.role} is never on duty")
    _check_times(days, begins, ends)
    if position < 1:
        raise BodyError("the first position is 1")
    duty = Duty(body_id=body.id, official_id=official.id, position=position, days=sorted(set(days)), begins=begins, ends=ends)
    session.add(duty)
    session.flush()
    _note(session, by, "duty.set", body, now, duty=duty.id, official=official.id, position=position)
    return duty


def change_duty(
    session: Session, body: Body, duty: Duty, position: int, days: Sequence[int], begins: str, ends: str, by: str, now: datetime
) -> None:
    """Other days, hours or another place in the order. Raises BodyError."""
    _check_times(days, begins, ends)
    duty.position, duty.days, duty.begins, duty.ends = position, sorted(set(days)), begins, ends
    _note(session, by, "duty.changed", body, now, duty=duty.id, official=duty.official_id, position=position)


def end_duty(session: Session, body: Body, duty: Duty, by: str, now: datetime) -> None:
    """Take it off the rota."""
    _note(session, by, "duty.ended", body, now, duty=duty.id, official=duty.official_id)
    session.delete(duty)


def duty_of(session: Session, city: City, duty_id: str) -> tuple[Body, Duty]:
    """A duty of this city by the beginning of its id, with its body. Raises BodyError."""
    rows = session.execute(select(Body, Duty).join(Duty, Duty.body_id == Body.id).where(Body.city == city.key)).all()
    found = [(body, duty) for body, duty in rows if duty_id and duty.id.startswith(duty_id)]
    if len(found) != 1:
        raise BodyError(f"there is no duty {duty_id}" if not found else f"{duty_id} is the beginning of several duties")
    return found[0]


def _find(session: Session, city: City, name: str) -> Body | None:
    return session.scalars(select(Body).where(Body.city == city.key, Body.name == name)).first()


def _route(session: Session, city: City, category: str, area: str) -> Route | None:
    wanted = select(Route).where(Route.city == city.key, Route.category == category, Route.area == area)
    return session.scalars(wanted).first()


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    given = {language: label.strip() for language, label in labels.items() if label.strip()}
    if set(given) != set(LANGUAGES):
        raise BodyError(f"a body is called something in each of {', '.join(LANGUAGES)}")
    return given


def _check_place(city: City, category: str, area: str) -> None:
    if category and city.category(category) is None:
        raise BodyError(f"{city.key} has no kind of problem {category}")
    if area and city.area(area) is None:
        raise BodyError(f"{city.key} has no area {area}")


def _check_times(days: Sequence[int], begins: str, ends: str) -> None:
    if not days or not set(days) <= set(WEEKDAYS):
        raise BodyError("days are numbers from 1 (Monday) to 7")
    if not (_TIME.fullmatch(begins) and _TIME.fullmatch(ends)):
        raise BodyError("a time is written HH:MM")


def _note(session: Session, by: str, action: str, body: Body, now: datetime, **details: object) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"body {body.id}", details=details, at=now))
