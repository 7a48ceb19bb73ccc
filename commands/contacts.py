"""``flask contacts``: a copy of what is kept about a resident, and their erasure, for who asks the city instead of the line."""

import json
import sys
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts import copying, counting, erasing
from messaging.switchboard import Switchboard
from models import Contact, Report
from reports import reference

group = AppGroup("contacts", help="What is kept about one resident: a copy of it, and its erasure.")


@group.command("export")
@click.argument("who")
@click.option("--by", required=True, help="Who hands it out: a role or initials, for the record.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True), default="-", help="A file; standard output without it.")
def export_command(who: str, by: str, output: str) -> None:
    """Write everything that is kept about WHO as JSON, their number and words included. That it was done is written down.

    WHO is the reference of one of their reports, or the id of the contact.
    """
    board = _board()
    with board.sessions.writing() as session:
        found = copying.copy(session, board.vault, _named(session, who), by, datetime.now(UTC))
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if output == "-":
        sys.stdout.write(text)
        return
    with click.open_file(output, "w", encoding="utf-8") as file:
        file.write(text)


@group.command()
@click.argument("who")
@click.option("--by", required=True, help="Who was asked to erase it: a role or initials, for the record.")
@click.confirmation_option(prompt="It cannot be undone. Erase?")
def forget(who: str, by: str) -> None:
    """Erase WHO at once; their reports stay as counts. That it was done is written down.

    WHO is the reference of one of their reports, or the id of the contact.
    """
    board = _board()
    with board.sessions.writing() as session:
        erasing.erase(session, _named(session, who).id, board.media_dir, by, datetime.now(UTC))
    click.echo("Erased.")


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _named(session: Session, who: str) -> Contact:
    by_report = select(Contact).join(Report, Report.contact_id == Contact.id).where(Report.reference == reference.read(who))
    contact = session.get(Contact, who) or session.scalars(by_report).first()
    if contact is None or contact.id.startswith(counting.NOBODY):
        raise click.ClickException("there is no contact with this id or this reference")
    return contact
