"""``flask reports``: reports leave the system."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

import cities
from reports import export

group = AppGroup("reports", help="Residents' reports.")


@group.command("export")
@click.option("--format", "kind", type=click.Choice(sorted(export.WRITERS)), default="json", show_default=True)
@click.option("--city", help="Only this city's reports.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True), default="-", help="A file; standard output without it.")
def export_command(kind: str, city: str | None, output: str) -> None:
    """Write every report, oldest first. No number and no name of a resident is in it."""
    if city is not None and city not in cities.load():
        raise click.BadParameter(f"there is no city {city}; there are {', '.join(cities.load())}", param_hint="--city")
    with current_app.extensions["switchboard"].sessions.reading() as session:
        rows = export.rows(session, city)
        text = export.WRITERS[kind](rows)
    if output == "-":
        sys.stdout.write(text)
        return
    with click.open_file(output, "w", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"{len(rows)} reports written to {output}.", err=True)
