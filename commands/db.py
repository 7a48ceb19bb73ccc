"""``flask db``: the tables, and the keys that addresses are encrypted with."""

from datetime import UTC, datetime
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from flows import versions
from models import Address, backup, migrate

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


@group.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(target: Path) -> None:
    """Copy the database and the residents' files into the tar file TARGET, while everything runs. The keys are not in it."""
    settings = current_app.extensions["settings"]
    try:
        manifest = backup.backup(settings.sqlalchemy_url, settings.media_dir, target, datetime.now(UTC))
    except backup.BackupError as error:
        raise click.ClickException(f"{error}.") from None
    click.echo(f"{len(manifest['sha256'])} files at revision {manifest['revision']} are in {target}.")


@group.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(source: Path) -> None:
    """Put the copy SOURCE into an empty database and an empty media folder; nothing that exists is replaced."""
    settings = current_app.extensions["settings"]
    try:
        manifest = backup.restore(source, settings.sqlalchemy_url, settings.media_dir)
    except backup.BackupError as error:
        raise click.ClickException(f"{error}.") from None
    click.echo(f"The state of {manifest['made_at']} is back. Now run `flask db upgrade`.")


def _configuration() -> Config:
    return migrate.configuration(current_app.extensions["settings"].sqlalchemy_url)
