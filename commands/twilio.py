"""``flask twilio``: is what stands at Twilio what this system needs?"""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

import cities
from messaging.twilio_check import problems

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
