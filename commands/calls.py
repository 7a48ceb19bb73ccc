"""``flask calls``: residents who were not understood and asked for a person. Somebody has to work this list."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from messaging import addresses
from messaging.switchboard import Switchboard
from models import AuditEntry, CallRequest, Contact

group = AppGroup("calls", help="Residents who asked to be called.")

SHORT = 8
"""Characters of an id that are enough to name it."""


@group.command("list")
@click.option("--city", type=click.Choice(sorted(cities.load())), help="Only this city's.")
def list_command(city: str | None) -> None:
    """Who waits for a call, the longest first: when they asked, in which language, at which question. No numbers."""
    with _board().sessions.reading() as session:
        waiting = select(CallRequest).where(CallRequest.done_at.is_(None)).order_by(CallRequest.at)
        for each in session.scalars(waiting):
            if city in (None, each.city):
                click.echo(f"{each.id[:SHORT]}  {each.at:%Y-%m-%d %H:%M} UTC  {each.city}  {each.language}  {each.question}")


@group.command()
@click.argument("call")
@click.option("--by", required=True, help="Who looks: a role or initials, for the record.")
def number(call: str, by: str) -> None:
    """Show the number to call for CALL. That it was looked at is written down."""
    board = _board()
    with board.sessions.writing() as session:
        request = _named(session, call)
        contact = session.get_one(Contact, request.contact_id)
        for address in contact.addresses:
            click.echo(addresses.dialling(board.vault.open(address.sealed)))
        _note(session, by, "number looked at", request)


@group.command()
@click.argument("call")
@click.option("--by", required=True, help="Who called.")
def done(call: str, by: str) -> None:
    """Take CALL off the list."""
    with _board().sessions.writing() as session:
        request = _named(session, call)
        request.done_by, request.done_at = by, datetime.now(UTC)
        _note(session, by, "called", request)


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _named(session: Session, call: str) -> CallRequest:
    found = [each for each in session.scalars(select(CallRequest)) if each.id.startswith(call)]
    if len(found) != 1:
        raise click.ClickException(f"there is no call {call}" if not found else f"{call} is the beginning of several calls")
    return found[0]


def _note(session: Session, by: str, action: str, request: CallRequest) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"call {request.id}", details={}, at=datetime.now(UTC)))
