"""``flask subscriptions``: which summaries an official gets, when and by which channel."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

import cities
from digests import period, subscriptions
from digests.subscriptions import CHANNELS, WHEN_LESS, SubscriptionError, Wish
from messaging.switchboard import Switchboard
from models import Official, Subscription
from officials import people

group = AppGroup("subscriptions", help="Summaries that officials get.")

SHORT = 8
"""Characters of an id that are enough to name it."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

by_option = click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")


def _wish_options(command: Callable[..., None]) -> Callable[..., None]:
    """What can be wished for; whatever is not given is not in the command's values."""
    options = (
        click.option("--channel", type=click.Choice(CHANNELS), help="Where it goes first. email without it."),
        click.option("--period", type=click.Choice(period.KINDS), help="daily without it."),
        click.option("--at", help="Local time of the official. 07:00 without it."),
        click.option("--day", type=int, help="weekly: 1 is Monday; monthly: 1 to 28. 1 without it."),
        click.option("--category", "categories", multiple=True, help="Only this kind; may be repeated; 'all' for every kind."),
        click.option("--area", "areas", multiple=True, help="Only this area, with all in it; may be repeated; or 'all'."),
        click.option("--dimension", "dimensions", multiple=True, help="Only this dimension of human security; or 'all'."),
        click.option("--quiet-days", help="Weekdays without one: 6,7 is the weekend; 'none'. What they held comes next."),
        click.option("--on-holidays/--not-on-holidays", "on_holidays", default=None, help="Whether public holidays count."),
        click.option("--least", type=click.IntRange(min=0), help="Fewer reports are not worth a summary. 1 without it."),
        click.option("--when-less", type=click.Choice(WHEN_LESS), help="What is sent then. line without it."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@group.command()
@click.argument("handle")
@click.option("--city", required=True, type=click.Choice(sorted(cities.load())), help="Whose official.")
@_wish_options
@by_option
def add(handle: str, city: str, by: str, **wished: Any) -> None:
    """Subscribe the official whom colleagues call HANDLE."""
    with _refusing(), _board().sessions.writing() as session:
        official = people.by_handle(session, city, handle)
        if official is None:
            raise SubscriptionError(f"{city} has no official {handle!r}; see: flask officials list")
        made = subscriptions.create(session, official, cities.load()[city], Wish(**_given(wished)), by, datetime.now(UTC))
        click.echo(f"Subscribed: {_told(made)}")


@group.command("list")
@click.option("--city", type=click.Choice(sorted(cities.load())), help="Only this city's.")
@click.option("--ended", is_flag=True, help="Those that have ended too.")
def list_command(city: str | None, ended: bool) -> None:
    """Every subscription, by official."""
    wanted = select(Subscription).join(Official).order_by(Official.city, Official.handle, Subscription.id)
    if city is not None:
        wanted = wanted.where(Official.city == city)
    if not ended:
        wanted = wanted.where(Subscription.ended_at.is_(None))
    with _board().sessions.reading() as session:
        found = session.scalars(wanted).all()
        for each in found:
            click.echo(_told(each))
    if not found:
        click.echo("There are no subscriptions.")


@group.command()
@click.argument("subscription")
@_wish_options
@by_option
def change(subscription: str, by: str, **wished: Any) -> None:
    """Give SUBSCRIPTION (the beginning of its id) other values; what is not named stays as it is."""
    with _refusing(), _board().sessions.writing() as session:
        found = subscriptions.named(session, subscription)
        city = cities.load()[found.official.city]
        subscriptions.change(session, found, city, by, datetime.now(UTC), **_given(wished))
        click.echo(f"Changed: {_told(found)}")


@group.command()
@click.argument("subscription")
@by_option
def end(subscription: str, by: str) -> None:
    """Send nothing more for SUBSCRIPTION (the beginning of its id)."""
    with _refusing(), _board().sessions.writing() as session:
        found = subscriptions.named(session, subscription)
        subscriptions.end(session, found, by, datetime.now(UTC))
        click.echo(f"Ended: {_told(found)}")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns our errors into one sentence for whoever typed the command."""
    try:
        yield
    except SubscriptionError as error:
        raise click.ClickException(str(error)) from None


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _given(wished: dict[str, Any]) -> dict[str, Any]:
    """The options that were typed, as the values of a wish."""
    values: dict[str, Any] = {name: value for name, value in wished.items() if value not in (None, ())}
    for name in ("categories", "areas", "dimensions"):
        if values.get(name) == ("all",):
            values[name] = ()
    if "quiet_days" in values:
        values["quiet_days"] = _days(values["quiet_days"])
    return values


def _days(text: str) -> tuple[int, ...]:
    if text == "none":
        return ()
    try:
        return tuple(int(day) for day in text.split(","))
    except ValueError:
        raise SubscriptionError(f"{text!r} are no weekdays; they are written 6,7, or none") from None


def _told(each: Subscription) -> str:
    city = cities.load()[each.official.city]
    local = each.next_due_at.astimezone(subscriptions.zone(each.official, city))
    state = f"ended {each.ended_at:%Y-%m-%d}" if each.ended_at else f"next {local:%a %Y-%m-%d %H:%M}"
    about = [
        f"{each.period} at {each.at}",
        *([f"{city.key} only {', '.join(scope)}"] if (scope := [*each.categories, *each.areas, *each.dimensions]) else []),
        *([f"not on {', '.join(WEEKDAYS[day - 1] for day in each.quiet_days)}"] if each.quiet_days else []),
        *([] if each.on_holidays else ["not on holidays"]),
        f"least {each.least}, else {each.when_less}",
        *(["example"] if each.is_example else []),
    ]
    return f"{each.id[:SHORT]}  {city.key}  {each.official.handle}  {each.channel}  {state}  ({'; '.join(about)})"
