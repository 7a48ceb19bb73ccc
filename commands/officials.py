"""``flask officials``: who works on reports, for which body, what goes to whom, and who is on duty."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from cities import LANGUAGES, City
from digests import subscriptions
from digests.subscriptions import SubscriptionError, Wish
from messaging.mailbox import MailboxError
from messaging.switchboard import Switchboard
from models import Body, Duty, Enrolment, Official, Route
from officials import bodies, enrolling, roles, seeding, staffing
from officials.bodies import BodyError
from officials.staffing import StaffError

group = AppGroup("officials", help="Those who work on reports.")
body_group = AppGroup("body", help="Authorities, and parts of them.")
route_group = AppGroup("route", help="Which body a report belongs to.")
duty_group = AppGroup("duty", help="Who is called, when, and in which order.")
for part in (body_group, route_group, duty_group):
    group.add_command(part)

SHORT = 8
"""Characters of an id that are enough to name it."""

ENROLS = {"es": "INSCRIBIR", "en": "ENROL", "zu": "BHALISA"}
"""The official text by which a code comes back, in each language."""

city_option = click.option("--city", required=True, type=click.Choice(sorted(cities.load())), help="Whose.")
by_option = click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")


@group.command("add")
@click.argument("handle")
@city_option
@click.option("--body", required=True, help="The body they work for.")
@click.option("--name", required=True, help="As colleagues read it.")
@click.option("--role", required=True, type=click.Choice(sorted(roles.load())))
@click.option("--language", required=True, type=click.Choice(LANGUAGES))
@click.option(
    "--alerts-by", type=click.Choice(staffing.CHANNELS), default="sms", show_default=True, help="Where alerts go first."
)
@click.option("--time-zone", help="IANA's name; the city's without it.")
@click.option("--email", help="Their e-mail address.")
@by_option
def add_command(handle: str, city: str, body: str, email: str | None, by: str, **about: Any) -> None:
    """Add an official, whom colleagues call HANDLE: small letters, digits and _."""
    board, now = _board(), datetime.now(UTC)
    with _refusing(), board.sessions.writing() as session:
        official = staffing.add(session, bodies.named(session, _city(city), body), handle.lower(), by=by, now=now, **about)
        if email:
            staffing.give_mailbox(session, board.vault, official, email, by, now)
    click.echo(f"Added: {handle.lower()}. To enrol their telephone: flask officials enrol {handle.lower()} --city {city}")


@group.command("list")
@city_option
def list_command(city: str) -> None:
    """Every official with body, role, language and whether a telephone and a mailbox are theirs. No number, no address."""
    with _board().sessions.reading() as session:
        enrolled = set(
            session.scalars(
                select(Enrolment.official_id).where(Enrolment.confirmed_at.is_not(None), Enrolment.ended_at.is_(None))
            )
        )
        found = select(Official).where(Official.city == city, Official.left_at.is_(None)).order_by(Official.handle)
        for each in session.scalars(found):
            has = [name for name, true in (("phone", each.id in enrolled), ("e-mail", each.mailbox_id is not None)) if true]
            marks = ", ".join([*(has or ["not reachable"]), *(["example"] if each.is_example else [])])
            click.echo(f"{each.handle:20}  {each.body.name}  {each.role}  {each.language}  {each.alerts_by} first  ({marks})")


@group.command("enrol")
@click.argument("handle")
@city_option
@click.option("--instead", is_flag=True, help="The telephones enrolled so far are theirs no more, from now on.")
@by_option
def enrol_command(handle: str, city: str, instead: bool, by: str) -> None:
    """Make a confirmation code for HANDLE. It is shown this once: hand it over in person, or read it out on a call."""
    board, now = _board(), datetime.now(UTC)
    with _refusing(), board.sessions.writing() as session:
        official = staffing.named(session, city, handle)
        if instead:
            enrolling.end(session, official, by, now)
        code = enrolling.begin(session, board.vault, official, by, now)
        word, until = ENROLS[official.language], (now + enrolling.HOLDS).astimezone(_city(city).time_zone)
    click.echo(f"{word} {code}")
    click.echo(
        f"They send exactly this to {' or '.join(_city(city).senders)}, from their own telephone, by {until:%Y-%m-%d %H:%M}."
    )
    click.echo("It works once. We write to no number that has not written this to us.")


@group.command("email")
@click.argument("handle")
@click.argument("address")
@city_option
@by_option
def email_command(handle: str, address: str, city: str, by: str) -> None:
    """From now on HANDLE's e-mail goes to ADDRESS."""
    board = _board()
    with _refusing(), board.sessions.writing() as session:
        official = staffing.named(session, city, handle)
        staffing.give_mailbox(session, board.vault, official, address, by, datetime.now(UTC))
    click.echo("Changed.")


@group.command("role")
@click.argument("handle")
@click.argument("role", type=click.Choice(sorted(roles.load())))
@city_option
@by_option
def role_command(handle: str, role: str, city: str, by: str) -> None:
    """What HANDLE may see and do from now on. Who may no longer be on duty leaves the rota."""
    with _refusing(), _board().sessions.writing() as session:
        staffing.change_role(session, staffing.named(session, city, handle), role, by, datetime.now(UTC))
    click.echo("Changed.")


@group.command("leave")
@click.argument("handle")
@city_option
@by_option
def leave_command(handle: str, city: str, by: str) -> None:
    """HANDLE works on reports no more: nothing is sent to them and nothing is taken from them."""
    with _refusing(), _board().sessions.writing() as session:
        staffing.leave(session, staffing.named(session, city, handle), by, datetime.now(UTC))
    click.echo("Gone: telephones, duties and summaries of theirs have ended.")


@group.command("seed")
@city_option
@by_option
def seed_command(city: str, by: str) -> None:
    """Make the invented bodies, officials, routes, rota and summaries of a pilot. What is there already stays as it is."""
    board, now = _board(), datetime.now(UTC)

    def subscribe(session: Session, official: Official, where: City, values: Mapping[str, Any]) -> None:
        given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        subscriptions.create(session, official, where, Wish(**given), by, now, is_example=True)

    with _refusing(), board.sessions.writing() as session:
        made = seeding.seed(session, board.vault, _city(city), subscribe, by, now)
    click.echo(
        f"{made.bodies} bodies, {made.officials} officials, {made.routes} routes, {made.duties} duties, "
        f"{made.subscriptions} summaries: all invented. {made.given} reports have a body now."
    )


@body_group.command("add")
@click.argument("name")
@city_option
@click.option("--label", "labels", multiple=True, required=True, help="es=Obras públicas; once for each language.")
@by_option
def body_add(name: str, city: str, labels: tuple[str, ...], by: str) -> None:
    """Add a body under NAME: small letters, digits and _."""
    with _refusing(), _board().sessions.writing() as session:
        bodies.add(session, _city(city), name, _labels(labels), by, datetime.now(UTC))
    click.echo(f"Added: {name}.")


@body_group.command("rename")
@click.argument("name")
@city_option
@click.option("--label", "labels", multiple=True, required=True, help="en=Public works; those that change.")
@by_option
def body_rename(name: str, city: str, labels: tuple[str, ...], by: str) -> None:
    """Change what NAME is called."""
    with _refusing(), _board().sessions.writing() as session:
        bodies.rename(session, bodies.named(session, _city(city), name), _labels(labels), by, datetime.now(UTC))
    click.echo("Changed.")


@body_group.command("end")
@click.argument("name")
@city_option
@by_option
def body_end(name: str, city: str, by: str) -> None:
    """Take NAME away, if nobody works for it and nothing refers to it."""
    with _refusing(), _board().sessions.writing() as session:
        bodies.end(session, bodies.named(session, _city(city), name), by, datetime.now(UTC))
    click.echo("Gone.")


@body_group.command("list")
@city_option
def body_list(city: str) -> None:
    """Every body of the city with its labels."""
    with _board().sessions.reading() as session:
        for body in session.scalars(select(Body).where(Body.city == city).order_by(Body.name)):
            click.echo(f"{body.name:20}  " + " / ".join(str(body.labels[language]) for language in _city(city).languages))


@route_group.command("set")
@click.argument("body")
@city_option
@click.option("--category", default="", help="A kind of problem; every kind without it.")
@click.option("--area", default="", help="An area, with all that lie in it; every place without it.")
@by_option
def route_set(body: str, city: str, category: str, area: str, by: str) -> None:
    """Give what is filed of a kind, in an area, to BODY. Reports that another body has stay with it."""
    with _refusing(), _board().sessions.writing() as session:
        to = bodies.named(session, _city(city), body)
        given = bodies.route(session, _city(city), category, area, to, by, datetime.now(UTC))
    click.echo(f"Set. {given} reports that nobody had were given to a body.")


@route_group.command("end")
@city_option
@click.option("--category", default="")
@click.option("--area", default="")
@by_option
def route_end(city: str, category: str, area: str, by: str) -> None:
    """Take a route away: the next one that fits counts."""
    with _refusing(), _board().sessions.writing() as session:
        bodies.end_route(session, _city(city), category, area, by, datetime.now(UTC))
    click.echo("Gone.")


@route_group.command("list")
@city_option
def route_list(city: str) -> None:
    """Every route: kind, area, body."""
    with _board().sessions.reading() as session:
        routes = session.scalars(select(Route).where(Route.city == city).order_by(Route.category, Route.area))
        for each in routes:
            click.echo(f"{each.category or 'every kind':20}  {each.area or 'everywhere':20}  {each.body.name}")


@duty_group.command("add")
@click.argument("handle")
@city_option
@click.option("--body", required=True, help="For which body.")
@click.option("--position", type=click.IntRange(min=1), default=1, show_default=True, help="1 is called first.")
@click.option("--days", default="1,2,3,4,5,6,7", show_default=True, help="Weekdays on which it begins: 1 is Monday.")
@click.option("--begins", default="00:00", show_default=True, help="Local time of the city.")
@click.option("--ends", default="00:00", show_default=True, help="Not after --begins: on the next day.")
@by_option
def duty_add(handle: str, city: str, body: str, position: int, days: str, begins: str, ends: str, by: str) -> None:
    """HANDLE is on duty."""
    with _refusing(), _board().sessions.writing() as session:
        official = staffing.named(session, city, handle)
        where = bodies.named(session, _city(city), body)
        duty = bodies.put_on_duty(session, where, official, position, _days(days), begins, ends, by, datetime.now(UTC))
    click.echo(f"Set: duty {duty.id[:SHORT]}.")


@duty_group.command("change")
@click.argument("duty")
@city_option
@click.option("--position", type=click.IntRange(min=1))
@click.option("--days")
@click.option("--begins")
@click.option("--ends")
@by_option
def duty_change(
    duty: str, city: str, position: int | None, days: str | None, begins: str | None, ends: str | None, by: str
) -> None:
    """Give DUTY (the beginning of its id) another place, other days or hours."""
    with _refusing(), _board().sessions.writing() as session:
        body, found = bodies.duty_of(session, _city(city), duty)
        bodies.change_duty(
            session,
            body,
            found,
            position or found.position,
            _days(days) if days else found.days,
            begins or found.begins,
            ends or found.ends,
            by,
            datetime.now(UTC),
        )
    click.echo("Changed.")


@duty_group.command("end")
@click.argument("duty")
@city_option
@by_option
def duty_end(duty: str, city: str, by: str) -> None:
    """Take DUTY (the beginning of its id) off the rota."""
    with _refusing(), _board().sessions.writing() as session:
        bodies.end_duty(session, *bodies.duty_of(session, _city(city), duty), by, datetime.now(UTC))
    click.echo("Gone.")


@duty_group.command("list")
@city_option
def duty_list(city: str) -> None:
    """The rota: body, place, official, weekdays, hours."""
    wanted = select(Body, Duty).join(Duty, Duty.body_id == Body.id).where(Body.city == city)
    with _board().sessions.reading() as session:
        for body, duty in session.execute(wanted.order_by(Body.name, Duty.begins, Duty.position, Duty.id)):
            days = ",".join(str(day) for day in duty.days)
            hours = f"{duty.begins}-{duty.ends}"
            click.echo(f"{duty.id[:SHORT]}  {body.name:20}  {duty.position}  {duty.official.handle:20}  {days}  {hours}")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns our errors into one sentence for whoever typed the command."""
    try:
        yield
    except (BodyError, StaffError, MailboxError, SubscriptionError) as error:
        raise click.ClickException(str(error)) from None


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _city(key: str) -> City:
    return cities.load()[key]


def _labels(texts: tuple[str, ...]) -> dict[str, str]:
    labels = dict(text.partition("=")[::2] for text in texts)
    if unknown := sorted(set(labels) - set(LANGUAGES)):
        raise BodyError(f"a label is written es=Obras públicas; {', '.join(unknown)} is no language of the line")
    return labels


def _days(text: str) -> list[int]:
    try:
        return [int(day) for day in text.split(",")]
    except ValueError:
        raise BodyError("days are written 1,2,3,4,5") from None
