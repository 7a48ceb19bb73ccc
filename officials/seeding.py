"""The invented authorities that a pilot begins with: bodies, officials, routes, rota. Marked as examples, and easily replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from messaging.vault import Vault
from models import Body, Duty, Official, Route, Subscription
from officials import bodies, staffing

FOLDER = Path(__file__).with_name("examples")

Subscribe = Callable[[Session, Official, City, Mapping[str, Any]], object]
"""Begins a subscription with the values of the file. Summaries are above officials: whoever seeds hands this in."""


@dataclass(frozen=True)
class Seeded:
    """How many rows were made."""

    bodies: int
    officials: int
    routes: int
    duties: int
    subscriptions: int
    given: int
    """Reports that nobody had, and that a body has now."""


def examples(city: City) -> dict[str, Any]:
    """What stands in the city's file. Raises BodyError where it has none."""
    file = FOLDER / f"{city.key}.yml"
    if not file.exists():
        raise bodies.BodyError(f"{city.key} has no examples")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def seed(session: Session, vault: Vault, city: City, subscribe: Subscribe, by: str, now: datetime) -> Seeded:
    """Make what the city's examples name and is not there yet. What is there stays as it is. The caller commits."""
    source = examples(city)
    made_bodies = [_body(session, city, name, labels, by, now) for name, labels in source["bodies"].items()]
    made_officials = [_official(session, vault, city, entry, by, now) for entry in source["officials"]]
    given = [_route(session, city, entry, by, now) for entry in source["routes"]]
    duties = sum(_duty(session, city, entry, by, now) for entry in source["duty"])
    subscriptions = sum(_subscription(session, city, entry, subscribe) for entry in source["subscriptions"])
    routes = [each for each in given if each is not None]
    return Seeded(sum(made_bodies), sum(made_officials), len(routes), duties, subscriptions, sum(routes))


def _body(session: Session, city: City, name: str, labels: Mapping[str, str], by: str, now: datetime) -> bool:
    if session.scalars(select(Body).where(Body.city == city.key, Body.name == name)).first() is not None:
        return False
    bodies.add(session, city, name, labels, by, now, is_example=True)
    return True


def _official(session: Session, vault: Vault, city: City, entry: Mapping[str, Any], by: str, now: datetime) -> bool:
    if _by_handle(session, city, entry["handle"]) is not None:
        return False
    values = {**entry, "body": bodies.named(session, city, entry["body"])}
    email = values.pop("email", None)
    official = staffing.add(session, **values, by=by, now=now, is_example=True)
    if email:
        staffing.give_mailbox(session, vault, official, email, by, now)
    return True


def _route(session: Session, city: City, entry: Mapping[str, str], by: str, now: datetime) -> int | None:
    category, area = entry.get("category", ""), entry.get("area", "")
    known = select(Route).where(Route.city == city.key, Route.category == category, Route.area == area)
    if session.scalars(known).first() is not None:
        return None
    return bodies.route(session, city, category, area, bodies.named(session, city, entry["body"]), by, now)


def _duty(session: Session, city: City, entry: Mapping[str, Any], by: str, now: datetime) -> bool:
    official, body = _by_handle(session, city, entry["official"]), bodies.named(session, city, entry["body"])
    if official is None or not official.is_example or official.left_at is not None:
        return False
    same = select(Duty).where(Duty.official_id == official.id, Duty.body_id == body.id, Duty.position == entry["position"])
    if any(duty.begins == entry["begins"] for duty in session.scalars(same)):
        return False
    bodies.put_on_duty(session, body, official, entry["position"], entry["days"], entry["begins"], entry["ends"], by, now)
    return True


def _subscription(session: Session, city: City, entry: Mapping[str, Any], subscribe: Subscribe) -> bool:
    official = _by_handle(session, city, entry["official"])
    if official is None or not official.is_example or official.left_at is not None:
        return False
    wish = {name: value for name, value in entry.items() if name != "official"}
    same = select(Subscription).where(Subscription.official_id == official.id, Subscription.period == wish["period"])
    if session.scalars(same).first() is not None:
        return False
    subscribe(session, official, city, wish)
    return True


def _by_handle(session: Session, city: City, handle: str) -> Official | None:
    """Also one who has left: a seed brings nobody back."""
    return session.scalars(select(Official).where(Official.city == city.key, Official.handle == handle)).first()
