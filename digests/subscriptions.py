"""Who gets which summary: begun, changed and ended by an operator. The caller commits; every step is an audit entry."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import DIMENSIONS, City
from digests import period
from digests.period import LAST_DAY_OF_EVERY_MONTH, MONTHLY, WEEKLY, Calendar
from models import AuditEntry, Digest, Official, Subscription
from officials import roles
from reports.scope import Scope

CHANNELS = ("email", "whatsapp", "sms")
LINE, NOTHING = WHEN_LESS = ("line", "nothing")

SHORTEST_ID = 4
"""Characters of a subscription's id that are enough to name it, where they name one alone."""

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class SubscriptionError(Exception):
    """A subscription that cannot be. The message is for the operator who asked for it."""


@dataclass(frozen=True)
class Wish:
    """What an official is to get. Every field means what it means in ``models.Subscription``."""

    channel: str = "email"
    period: str = "daily"
    at: str = "07:00"
    day: int = 1
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    quiet_days: tuple[int, ...] = ()
    on_holidays: bool = True
    least: int = 1
    when_less: str = LINE


def create(
    session: Session, official: Official, city: City, wish: Wish, by: str, now: datetime, *, is_example: bool = False
) -> Subscription:
    """Subscribe an official. The first summary reaches back to the due time before, as if it had always been there.

    Raises SubscriptionError.
    """
    _check(official, city, wish)
    subscription = Subscription(official=official, is_example=is_example, starts_at=now, next_due_at=now, **_columns(wish))
    due = calendar(subscription, city)
    subscription.next_due_at = due.after(now)
    subscription.starts_at = due.before(subscription.next_due_at)
    session.add(subscription)
    session.flush()
    _write_down(session, subscription, "subscription.begun", by, now, asdict(wish))
    return subscription


def change(session: Session, subscription: Subscription, city: City, by: str, now: datetime, **changes: Any) -> Subscription:
    """Give it other values of ``Wish``'s fields. What was summed up stays so: the next one begins where the last ended.

    Raises SubscriptionError.
    """
    _must_run(subscription)
    before = _wish(subscription)
    wish = Wish(**(asdict(before) | changes))
    _check(subscription.official, city, wish)
    for name, value in _columns(wish).items():
        setattr(subscription, name, value)
    due = calendar(subscription, city)
    subscription.next_due_at = due.after(now)
    while _is_made(session, subscription, due.key(subscription.next_due_at)):
        subscription.next_due_at = due.after(subscription.next_due_at)
    told = {name: value for name, value in asdict(wish).items() if value != getattr(before, name)}
    _write_down(session, subscription, "subscription.changed", by, now, told)
    return subscription


def end(session: Session, subscription: Subscription, by: str, now: datetime) -> None:
    """Send nothing more. What was sent stays on record. Raises SubscriptionError."""
    _must_run(subscription)
    subscription.ended_at = now
    _write_down(session, subscription, "subscription.ended", by, now, {})


def named(session: Session, start: str, *, lock: bool = True) -> Subscription:
    """The subscription whose id begins so; locked where it is about to be changed. Raises SubscriptionError."""
    wanted = select(Subscription).where(Subscription.id.startswith(start, autoescape=True)).limit(2)
    found = session.scalars(wanted.with_for_update() if lock else wanted).all() if len(start) >= SHORTEST_ID else []
    if len(found) != 1:
        what = "several subscriptions" if found else "no subscription"
        raise SubscriptionError(f"{start!r} names {what}; see: flask subscriptions list")
    return found[0]


def calendar(subscription: Subscription, city: City) -> Calendar:
    """When it is due, in its official's zone."""
    return period.calendar(subscription, zone(subscription.official, city), city.country)


def scope(subscription: Subscription, city: City) -> Scope:
    """The reports that it counts: of what its official may see, the part that it names."""
    sight = roles.sight(subscription.official, city)
    return sight.narrowed(city, subscription.categories, subscription.areas, subscription.dimensions)


def zone(official: Official, city: City) -> ZoneInfo:
    """The time zone that an official lives by."""
    return ZoneInfo(official.time_zone) if official.time_zone else city.time_zone


def _check(official: Official, city: City, wish: Wish) -> None:
    if official.left_at is not None:
        raise SubscriptionError(f"{official.handle} has left")
    _check_times(city, wish)
    _one_of("channel", wish.channel, CHANNELS)
    _one_of("what happens with fewer", wish.when_less, WHEN_LESS)
    if wish.least < 0:
        raise SubscriptionError("the least number of reports is 0 or more")
    _known("dimension", wish.dimensions, DIMENSIONS, "human security")
    _known("area", wish.areas, [each.name for each in city.areas], city.name)
    _known("category", wish.categories, [each.name for each in city.categories], city.name)
    if unseen := sorted(set(wish.categories) & roles.sight(official, city).hidden):
        raise SubscriptionError(f"the role {official.role} of {official.handle} must not know of {', '.join(unseen)}")


def _check_times(city: City, wish: Wish) -> None:
    _one_of("period", wish.period, period.KINDS)
    if not _TIME.fullmatch(wish.at):
        raise SubscriptionError(f"{wish.at!r} is no time of day; one is written 07:00")
    if wish.period == WEEKLY and not 1 <= wish.day <= 7:
        raise SubscriptionError("the day of a weekly one is 1 (Monday) to 7 (Sunday)")
    if wish.period == MONTHLY and not 1 <= wish.day <= LAST_DAY_OF_EVERY_MONTH:
        raise SubscriptionError(f"the day of a monthly one is 1 to {LAST_DAY_OF_EVERY_MONTH}: every month has it")
    if not set(wish.quiet_days) < set(range(1, 8)):
        raise SubscriptionError("quiet days are 1 (Monday) to 7 (Sunday), and not all of them")
    if not wish.on_holidays and not period.knows_holidays_of(city.country):
        raise SubscriptionError(f"the public holidays of {city.country or city.name} are not known here")


def _one_of(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise SubscriptionError(f"{what} is one of {', '.join(known)}, not {value!r}")


def _known(what: str, values: Iterable[str], known: Iterable[str], where: str) -> None:
    if strange := sorted(set(values) - set(known)):
        raise SubscriptionError(f"{where} has no {what} {', '.join(strange)}")


def _columns(wish: Wish) -> dict[str, Any]:
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wish).items()}
    return values | {"quiet_days": sorted(set(wish.quiet_days))}


def _wish(subscription: Subscription) -> Wish:
    values: dict[str, Any] = {name: getattr(subscription, name) for name in Wish.__dataclass_fields__}
    return Wish(**values | {name: tuple(value) for name, value in values.items() if isinstance(value, list)})


def _must_run(subscription: Subscription) -> None:
    if subscription.ended_at is not None:
        raise SubscriptionError("it has ended")


def _is_made(session: Session, subscription: Subscription, key: str) -> bool:
    made = select(Digest.id).where(Digest.subscription_id == subscription.id, Digest.period_key == key)
    return session.scalar(made) is not None


def _write_down(
    session: Session, subscription: Subscription, action: str, by: str, now: datetime, details: Mapping[str, Any]
) -> None:
    details = {"official": subscription.official_id, **details}
    session.add(AuditEntry(actor=by, action=action, thing=f"subscription {subscription.id}", details=details, at=now))
    session.flush()
