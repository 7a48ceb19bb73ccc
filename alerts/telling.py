"""Who is told of an incident next, and how they are reached: once each, in the order of the rota."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from alerts import duty, rules, saying
from alerts.saying import About, Desk
from cities import City
from messaging import outbox
from models import Alert, AuditEntry, Incident, Message, Official, Report
from officials import people, roles
from reports import states, tags

log = logging.getLogger(__name__)

NOT_ARRIVED = ("failed", "undelivered", "dropped")
"""States of messages that told nobody anything."""


def tell_next(session: Session, incident: Incident, city: City, desk: Desk, now: datetime) -> bool:
    """Tell the next person on duty; after the last one all coordinators together. Who cannot be reached is passed over.

    The caller holds the incident, and commits. False when nobody is left: the incident stays open, and this is logged.
    """
    first = first_report(session, incident)
    told = set(session.scalars(select(Alert.official_id).where(Alert.incident_id == incident.id)))
    for step in _steps(session, incident, city, now):
        able = [each for each in step if each.id not in told and roles.sight(each, city).holds(first)]
        reached = [_tell(session, incident, first, each, city, desk, now) for each in able]
        if any(reached):
            rule = rules.named(rules.of(city), incident.rule)
            incident.next_at = now + timedelta(minutes=rule.minutes if rule is not None else rules.NEXT_AFTER)
            return True
    incident.next_at = None
    log.error("incident=%s city=%s nobody has acknowledged it and nobody is left to tell", incident.id, incident.city)
    entry = {"action": "incident.unanswered", "thing": f"incident {incident.id}", "details": {}, "at": now}
    session.add(AuditEntry(actor=states.SYSTEM, **entry))
    return False


def tell_of_another(session: Session, incident: Incident, report: Report, city: City, desk: Desk, now: datetime) -> bool:
    """One line about a further report to whoever acknowledged; to somebody on duty where they cannot be reached.

    True when it went to somebody who is on duty now.
    """
    mine = [session.get_one(Official, incident.acknowledged_by)] if incident.acknowledged_by else []
    there = duty.on_duty(session, incident.body_id, city, now)
    first = tags.give(session, first_report(session, incident))
    tags.give(session, report)
    about = About(report, city, count_of(session, incident), first)
    for each in dict.fromkeys((*mine, *there)):
        seen = roles.sight(each, city).holds(report)
        if seen and _send(session, about, each, desk, f"{report.id}.{each.id}", now) is not None:
            return each in there
    log.error("incident=%s city=%s nobody could be told of a further report", incident.id, incident.city)
    return False


def duty_is_told(session: Session, incident: Incident, city: City, now: datetime) -> bool:
    """True when somebody who is on duty for it now has been told, or is being told, as far as anybody knows."""
    arriving = exists().where(Message.id == Alert.sent_as, Message.state.not_in(NOT_ARRIVED))
    told = set(session.scalars(select(Alert.official_id).where(Alert.incident_id == incident.id, arriving)))
    return any(each.id in told for each in duty.on_duty(session, incident.body_id, city, now))


def first_report(session: Session, incident: Incident) -> Report:
    """The report whose tag is the thread's: the oldest that officials know by its tag, else the oldest."""
    of_it = select(Report).where(Report.incident_id == incident.id)
    return session.scalars(of_it.order_by(Report.tag.is_(None), Report.filed_at, Report.id).limit(1)).one()


def count_of(session: Session, incident: Incident) -> int:
    """Reports of the incident."""
    return session.scalar(select(func.count()).select_from(Report).where(Report.incident_id == incident.id)) or 0


def _steps(session: Session, incident: Incident, city: City, now: datetime) -> Iterator[list[Official]]:
    yield from ([each] for each in duty.on_duty(session, incident.body_id, city, now))
    yield duty.coordinators(session, city)


def _tell(
    session: Session, incident: Incident, report: Report, official: Official, city: City, desk: Desk, now: datetime
) -> bool:
    """Queue their alert and write it down, also where they cannot be reached. True when they can."""
    tags.give(session, report)
    about = About(report, city, count_of(session, incident))
    message = _send(session, about, official, desk, f"{incident.id}.{official.id}", now)
    position = 1 + (session.scalar(select(func.max(Alert.position)).where(Alert.incident_id == incident.id)) or 0)
    session.add(
        Alert(
            incident_id=incident.id,
            official_id=official.id,
            position=position,
            channel=message.channel if message is not None else None,
            sent_as=message.id if message is not None else None,
            at=now,
        )
    )
    session.flush()
    return message is not None


def _send(session: Session, about: About, official: Official, desk: Desk, key: str, now: datetime) -> Message | None:
    """Queue it on the first channel that reaches them. Nothing where none does."""
    for channel in dict.fromkeys((official.alerts_by, *people.CHANNELS)):
        to = people.reach(session, official, channel, desk.mail_from, now)
        outgoing = saying.compose(session, desk, about, to, official.language, key, now) if to is not None else None
        if to is not None and outgoing is not None:
            return outbox.queue_unasked(session, to, outgoing, official.language, now, by_day=False)
    return None
