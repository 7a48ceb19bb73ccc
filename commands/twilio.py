"""``flask twilio``: is what stands at Twilio what this system needs?"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup

import cities
from messaging import gateway, templates
from messaging.twilio_check import problems
from models import Template

group = AppGroup("twilio", help="The Twilio account.")


@group.command()
def check() -> None:
    """Tell what is wrong with credentials, webhook addresses and senders. Exit code 1 when something is."""
    settings = current_app.extensions["settings"]
    board = current_app.extensions["switchboard"]
    if settings.simulator:
        click.echo("There are no Twilio credentials: the simulator is used. Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
        return
    senders = [sender for city in cities.load().values() for sender in city.senders]
    found = problems(board.gateway.client, settings.account_sid, settings.webhook_url, senders)
    for problem in found:
        click.echo(f"- {problem}")
    if found:
        sys.exit(1)
    click.echo("Credentials, webhook addresses and senders are in order.")


@group.group("templates")
def templates_group() -> None:
    """WhatsApp's message templates, which may begin a conversation. Their words stand in bot/templates/."""


@templates_group.command()
def submit() -> None:
    """Make at Twilio what does not stand there as it is written now, and ask WhatsApp to approve it. Safe to repeat."""
    try:
        asked = templates.submit(current_app.extensions["switchboard"], datetime.now(UTC))
    except gateway.SendError as error:
        raise click.ClickException(f"Twilio did not take it ({error}); what it took before is kept") from None
    _show(asked)
    click.echo(f"{len(asked)} templates were submitted.")


@templates_group.command()
def status() -> None:
    """Ask what WhatsApp says to each, and show it."""
    board = current_app.extensions["switchboard"]
    try:
        templates.refresh(board, datetime.now(UTC))
    except gateway.SendError as error:
        click.echo(f"Twilio does not answer ({error}); this is what was known before.", err=True)
    standing = templates.rows(board)
    _show(standing)
    missing = sum(len(each.body) for each in templates.load().values()) - len(standing)
    if missing:
        click.echo(f"{missing} are not at Twilio as they are written now: flask twilio templates submit")


def _show(rows: Iterable[Template]) -> None:
    for row in rows:
        click.echo(f"{row.name} {row.language}: {row.status}" + (f" ({row.reason})" if row.reason else ""))
