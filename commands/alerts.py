"""``flask alerts``: what is told at once, to whom, and what has become of it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from alerts import checking, rules
from alerts.rules import Rule
from alerts.saying import Desk
from alerts.telling import count_of
from cities import City, CityError
from messaging.switchboard import Switchboard
from models import Alert, Incident

group = AppGroup("alerts", help="What officials on duty are told at once.")

SHORT = 8
"""Characters of an id that are enough to name it."""

CITY = click.option("--city", type=click.Choice(sorted(cities.load())), help="Only this city's.")


@group.command("list")
@CITY
@click.option("--all", "with_ended", is_flag=True, help="Those that have ended too.")
def list_command(city: str | None, with_ended: bool) -> None:
    """Incidents, the newest first: when they began, their state, rule, kind, area, reports, and who was told. No words."""
    with _board().sessions.reading() as session:
        found = select(Incident).order_by(Incident.opened_at.desc(), Incident.id)
        if city is not None:
            found = found.where(Incident.city == city)
        if not with_ended:
            found = found.where(Incident.state != "ended")
        for incident in session.scalars(found):
            click.echo(_line(session, incident))


@group.command("rules")
@CITY
def rules_command(city: str | None) -> None:
    """The rules in their order, as they are read from cities/<city>/alerts.yml."""
    for each in _cities(city):
        for rule in _rules(each):
            click.echo(f"{each.key}  {rule.name}  {_conditions(rule)}  next after {rule.minutes} min  tells {_tells(rule)}")


@group.command()
@CITY
def check(city: str | None) -> None:
    """Look for what would keep an alert from anybody: rules, bodies, the rota of the next week, channels, the template.

    Ends with 1 when there is something to put right.
    """
    board, found = _board(), list[str]()
    for each in _cities(city):
        _rules(each)
        with board.sessions.reading() as session:
            found += checking.problems(session, each, Desk(board.account, board.mail_from), datetime.now(UTC))
    for problem in dict.fromkeys(found):
        click.echo(problem)
    if found:
        raise SystemExit(1)
    click.echo("Somebody is told at any hour of the next week.")


def _line(session: Session, incident: Incident) -> str:
    zone = cities.load()[incident.city].time_zone
    told = session.scalars(select(Alert).where(Alert.incident_id == incident.id).order_by(Alert.position))
    names = [f"{each.official.handle}:{each.channel or 'unreachable'}" for each in told]
    return "  ".join(
        [
            incident.id[:SHORT],
            f"{incident.opened_at.astimezone(zone):%Y-%m-%d %H:%M}",
            incident.city,
            incident.state if incident.state != "open" or incident.next_at else "unanswered",
            incident.rule,
            incident.category,
            incident.area or "-",
            f"{count_of(session, incident)} reports",
            " ".join(names) or "nobody",
        ]
    )


def _conditions(rule: Rule) -> str:
    parts = [" ".join(sorted(rule.categories)), " ".join(sorted(rule.dimensions))]
    parts += [f"{len(rule.words)} words"] if rule.words else []
    parts += ["dangerous"] if rule.dangerous else []
    if rule.several is not None:
        within = rule.several.within
        parts.append(f"{rule.several.reports} within {within.minutes} min and {within.metres} m")
    return ", ".join(part for part in parts if part)


def _tells(rule: Rule) -> str:
    return rule.tell or "the body it is routed to"


def _cities(city: str | None) -> Iterable[City]:
    return [each for key, each in sorted(cities.load().items()) if city in (None, key)]


def _rules(city: City) -> tuple[Rule, ...]:
    try:
        return rules.of(city)
    except CityError as error:
        raise click.ClickException(str(error)) from None


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board
