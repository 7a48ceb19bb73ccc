"""Incidents: opened by a report that fulfils a rule, joined by those that tell of the same, ended by officials.

Everything here happens in the transaction of whoever files or acts: an incident without its first alert, or an alert
without its incident, cannot be left behind by a process that dies.
"""

import logging
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts import matching, rules, telling
from alerts.rules import Rule
from alerts.saying import Desk
from cities import City, CityError
from models import AuditEntry, Body, Incident, Official, Report
from reports import states

log = logging.getLogger(__name__)

OPEN, ACKNOWLEDGED, ENDED = "open", "acknowledged", "ended"


def consider(session: Session, report: Report, city: City, now: datetime, desk: Desk) -> bool:
    """Tell somebody at once of a report that was just filed, where a rule says so. The caller commits.

    Returns True when an official who is on duty now is being told of it: only then may the resident be told so.
    Doing it again changes nothing. A city's rules that cannot be read keep no report from being filed.
    """
    if report.incident_id is not None:
        return telling.duty_is_told(session, session.get_one(Incident, report.incident_id), city, now)
    try:
        every = rules.of(city)
    except CityError as error:
        log.error("city=%s has no alerts: %s", city.key, error)
        return False
    fitting = [rule for rule in every if matching.fits(rule, report)]
    if fitting:
        _one_at_a_time(session, city)
    for rule in fitting:
        body_id = _told(session, rule, report)
        if (incident := _joined(session, report, body_id, city, every, rule)) is not None:
            return _tell_of_it(session, incident, report, city, desk, now)
        together = matching.together(session, city, every, rule, report)
        if together is not None:
            incident = _open(session, rule, together, report, body_id, city, now)
            telling.tell_next(session, incident, city, desk, now)
            return telling.duty_is_told(session, incident, city, now)
    return False


def acknowledged(session: Session, report: Report, official: Official, now: datetime) -> bool:
    """An official took this report up: nobody else is told of its incident. The caller commits.

    True when this ended the escalation; False when there is none, or somebody was quicker.
    """
    incident = _held(session, report.incident_id)
    if incident is None or incident.city != official.city or incident.state != OPEN:
        return False
    incident.state, incident.next_at = ACKNOWLEDGED, None
    incident.acknowledged_by, incident.acknowledged_at = official.id, now
    _write(session, incident, official.id, "acknowledged", now, report=report.id)
    return True


def ended(session: Session, report: Report, official: Official, now: datetime) -> bool:
    """An official called this report done: its incident has ended when that was the last one. The caller commits.

    Whoever calls one of several reports done has taken the incident up. True when it has ended with this.
    """
    acknowledged(session, report, official, now)
    incident = _held(session, report.incident_id)
    if incident is None or incident.city != official.city or incident.state == ENDED or _is_going_on(session, incident):
        return False
    incident.state, incident.next_at, incident.ended_at = ENDED, None, now
    _write(session, incident, official.id, "ended", now, report=report.id)
    return True


def taken_up_otherwise(session: Session, incident: Incident, now: datetime) -> bool:
    """True when somebody has taken up all its reports without saying so here: then nobody else is woken.

    The caller holds the incident, and commits.
    """
    waiting = select(Report.id).where(Report.incident_id == incident.id, Report.acknowledged_at.is_(None)).limit(1)
    if session.scalar(waiting) is not None:
        return False
    incident.state, incident.next_at, incident.acknowledged_at = ACKNOWLEDGED, None, now
    _write(session, incident, states.SYSTEM, "acknowledged", now)
    return True


def _one_at_a_time(session: Session, city: City) -> None:
    """Two reports of one thing, filed at the same moment, must find each other: the second one waits here for the first.

    SQLite has one writer anyway; PostgreSQL gets a lock with the city's name, which goes with the transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"alerts {city.key}", 0))))


def _told(session: Session, rule: Rule, report: Report) -> str | None:
    """The body that the rule's incidents belong to."""
    if not rule.tell:
        return report.body_id
    body_id = session.scalar(select(Body.id).where(Body.city == report.city, Body.name == rule.tell))
    if body_id is None:
        log.error("city=%s rule=%s names a body that does not exist", report.city, rule.name)
    return body_id or report.body_id


def _joined(
    session: Session, report: Report, body_id: str | None, city: City, every: tuple[Rule, ...], rule: Rule
) -> Incident | None:
    """The incident that this report is now part of; nothing when there is none near enough."""
    for found in matching.going_on(session, city, every, rule, report, body_id):
        incident = _held(session, found.id)
        if incident is not None and incident.state in matching.GOING_ON:
            _put_into(incident, report, body_id)
            incident.last_report_at = max(incident.last_report_at, report.filed_at)
            here = matching.spot(city, report)
            if incident.lat is None:
                incident.lat, incident.lon = here.lat, here.lon
            incident.area = incident.area or report.area
            session.flush()
            return incident
    return None


def _open(
    session: Session, rule: Rule, together: list[Report], report: Report, body_id: str | None, city: City, now: datetime
) -> Incident:
    spots = [matching.spot(city, each) for each in together]
    pin = next((each for each in spots if each.point is not None), spots[0])
    incident = Incident(
        city=city.key,
        rule=rule.name,
        body_id=body_id,
        category=report.category,
        area=report.area or next((each.area for each in together if each.area), None),
        lat=pin.lat,
        lon=pin.lon,
        state=OPEN,
        opened_at=now,
        last_report_at=max(each.filed_at for each in together),
        next_at=now,
    )
    session.add(incident)
    session.flush()
    for each in together:
        # The others stay where they are if they belong to another incident, or to a body that is not told of this one.
        if each is report or (each.incident_id is None and each.body_id == body_id):
            _put_into(incident, each, body_id)
    session.flush()
    _write(session, incident, states.SYSTEM, "opened", now, rule=rule.name, report=report.id)
    return incident


def _put_into(incident: Incident, report: Report, body_id: str | None) -> None:
    """Whoever is told of it must be able to see it and act on it: it belongs to the body that is told."""
    report.incident_id, report.body_id = incident.id, body_id


def _tell_of_it(session: Session, incident: Incident, report: Report, city: City, desk: Desk, now: datetime) -> bool:
    """A report joined: who has acknowledged gets a line; where nobody has, the thread that is under way is enough."""
    if incident.state == ACKNOWLEDGED:
        return telling.tell_of_another(session, incident, report, city, desk, now)
    if incident.next_at is None:
        telling.tell_next(session, incident, city, desk, now)  # it was given up: perhaps there is somebody by now
    return telling.duty_is_told(session, incident, city, now)


def _held(session: Session, incident_id: str | None) -> Incident | None:
    """The incident as it stands now, kept from everybody else until the commit. Rows may point to it meanwhile."""
    if incident_id is None:
        return None
    return session.get(Incident, incident_id, with_for_update={"key_share": True}, populate_existing=True)


def _is_going_on(session: Session, incident: Incident) -> bool:
    undone = select(Report.id).where(Report.incident_id == incident.id, Report.state.in_(states.NOT_DONE)).limit(1)
    return session.scalar(undone) is not None


def _write(session: Session, incident: Incident, actor: str, what: str, now: datetime, **details: str) -> None:
    entry = {"action": f"incident.{what}", "thing": f"incident {incident.id}", "details": details, "at": now}
    session.add(AuditEntry(actor=actor, **entry))
