"""``flask db``: the tables, and the keys that addresses are encrypted with."""

from datetime import UTC, datetime

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from flows import versions
from models import Address, migrate

group = AppGroup("db", help="The database: its tables and its keys.")


@group.command()
def upgrade() -> None:
    """Bring the tables to this version, and the flows that came with it. Safe to repeat."""
    migrate.upgrade(current_app.extensions["settings"].sqlalchemy_url)
    click.echo("The database is up to date.")
    with current_app.extensions["switchboard"].sessions.writing() as session:
        for version in versions.ship(session, datetime.now(UTC)):
            click.echo(f"{version.flow} version {version.number} is live.", err=True)


@group.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take migrations back to REVISION."""
    command.downgrade(_configuration(), revision)


@group.command()
def current() -> None:
    """Say which migration the database is at."""
    command.current(_configuration())


@group.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt every address with the first of ENCRYPTION_KEYS; afterwards the older keys may be taken out."""
    board = current_app.extensions["switchboard"]
    with board.sessions.writing() as session:
        addresses = session.scalars(select(Address)).all()
        for address in addresses:
            address.sealed = board.vault.reseal(address.sealed)
    click.echo(f"{len(addresses)} addresses are under the newest key.")


def _configuration() -> Config:
    return migrate.configuration(current_app.extensions["settings"].sqlalchemy_url)
