"""What would go wrong with a city's alerts: found before the night in which somebody is to be told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import words
from alerts import duty, rules
from alerts.rules import Rule
from alerts.saying import TEMPLATE, Desk
from cities import City
from messaging import templates
from models import Body, Official
from officials import people
from reports import routing

DAYS = 7
"""How far ahead the rota is looked through, hour by hour."""


def problems(session: Session, city: City, desk: Desk, now: datetime) -> list[str]:
    """A sentence for each thing that an operator should put right. Nobody's number is in them."""
    every = rules.of(city)
    if not every:
        return [f"{city.key}: no rules, nobody is ever told at once"]
    found = [*_bodies(session, city, every), *_people(session, city, desk, now)]
    for language in words.LANGUAGES:
        if templates.approved(session, desk.account, templates.load()[TEMPLATE], language) is None:
            found.append(f"WhatsApp's template {TEMPLATE!r} is not approved in {language}: SMS or e-mail is used instead")
    told = {body_id for rule in every for body_id in _told(session, city, rule)}
    for body in session.scalars(select(Body).where(Body.id.in_(told)).order_by(Body.name)):
        found += _hours(session, city, body, now)
    return found


def _bodies(session: Session, city: City, every: tuple[Rule, ...]) -> Iterator[str]:
    names = set(session.scalars(select(Body.name).where(Body.city == city.key)))
    for rule in every:
        if rule.tell and rule.tell not in names:
            yield f"{city.key}, {rule.name}: there is no body {rule.tell!r}; the one that a report is routed to is told"
        elif not any(_told(session, city, rule)):
            yield f"{city.key}, {rule.name}: its reports are routed to no body, only coordinators are told"


def _told(session: Session, city: City, rule: Rule) -> set[str]:
    """Bodies that the rule's reports reach: the named one, or those of the routes of its kinds in any area."""
    named = session.scalar(select(Body.id).where(Body.city == city.key, Body.name == rule.tell)) if rule.tell else None
    if named is not None:
        return {named}
    kinds = rule.categories or {each.name for each in city.categories}
    places = (None, *(area.name for area in city.areas if area.kind == "district"))
    found = {routing.body_for(session, city, kind, place) for kind in kinds for place in places}
    return {body_id for body_id in found if body_id is not None}


def _people(session: Session, city: City, desk: Desk, now: datetime) -> Iterator[str]:
    if not duty.coordinators(session, city):
        yield f"{city.key}: there is no coordinator: after the last one on duty nobody is told"
    here = select(Official).where(Official.city == city.key, Official.left_at.is_(None)).order_by(Official.handle)
    for each in session.scalars(here):
        if not any(people.reach(session, each, channel, desk.mail_from, now) for channel in people.CHANNELS):
            yield f"{city.key}, {each.handle}: cannot be reached on any channel"


def _hours(session: Session, city: City, body: Body, now: datetime) -> Iterator[str]:
    start = now.replace(minute=0, second=0, microsecond=0)
    hours = [start + timedelta(hours=each) for each in range(DAYS * 24)]
    empty = [hour for hour in hours if not duty.on_duty(session, body.id, city, hour)]
    if empty:
        first = empty[0].astimezone(city.time_zone)
        yield f"{city.key}, {body.name}: nobody is on duty in {len(empty)} of the next {len(hours)} hours, first {first:%a %H:%M}"
