"""``flask flows``: conversations are written, checked, published, taken back, played, and their answers leave the system."""

import getpass
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

import cities
import words
from flows import checks, preview, prices, results, sheets, versions
from flows import definition as definitions
from flows.checks.costs import costs
from flows.context import Context
from flows.finding import Finding
from flows.sheets import Refused
from flows.versions import VersionError
from messaging import replies
from models import Flow, FlowVersion
from models.engine import Sessions

group = AppGroup("flows", help="Conversations as data: surveys, and the safety report.")

FILE = click.Path(dir_okay=False, path_type=Path)
ATTACH = click.option("--attach", "attachments", multiple=True, type=FILE, help="A table that the form looks things up in.")
VERSION = click.option("--version", "number", type=int, help="Its number; the newest without it.")
BY = click.option("--by", required=True, help="Who decides this: a name or initials, for the record.")
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@group.command("import")
@click.argument("file", type=FILE)
@ATTACH
@click.option("--by", default=getpass.getuser, help="Who brings it; the user of this machine without it.")
def import_command(file: Path, attachments: Sequence[Path], by: str) -> None:
    """Keep FILE (.xlsx, .csv, .md, .yml) as a draft, unless a check finds an error. Nothing that is live changes."""
    form, findings = _read(file, attachments)
    _tell(findings)
    with _sessions().writing() as session:
        version = versions.save_draft(session, form.source, by, _now())
        click.echo(f"{version.flow} version {version.number} is kept. Live: {_live(versions.published(session, version.flow))}.")


@group.command()
@click.argument("what")
@ATTACH
@VERSION
def check(what: str, attachments: Sequence[Path], number: int | None) -> None:
    """Say what is wrong with a file, or with a flow that is kept. Exit code 1 when there is an error."""
    if Path(what).is_file():
        form, findings = _read(Path(what), attachments)
        source: dict[str, Any] = form.source
    else:
        version, findings = _checked(what, number)
        source = dict(version.definition)
    _tell(findings)
    for cost in costs(definitions.parse(source), prices.load()):
        click.echo(str(cost))
    click.echo("No errors.")


@group.command()
@click.argument("name")
@VERSION
@BY
def publish(name: str, number: int | None, by: str) -> None:
    """Make a version live for the next run. Runs under way keep theirs."""
    with _sessions().reading() as session:
        seen = versions.published(session, name)
    version, findings = _checked(name, number)
    _tell(findings)
    with _sessions().writing() as session:
        _or_refuse(versions.publish, session, session.merge(version), findings, by, _now(), instead_of=seen)
    click.echo(f"{name} version {version.number} is live.")


@group.command()
@click.argument("name")
@click.option("--version", "number", type=int, help="Its number; the one that was live before without it.")
@BY
def rollback(name: str, number: int | None, by: str) -> None:
    """Make a version live again that was live before."""
    with _sessions().writing() as session:
        version = _or_refuse(versions.roll_back, session, name, by, _now(), number)
    click.echo(f"{name} version {version.number} is live again.")


@group.command()
@click.argument("name")
@BY
def withdraw(name: str, by: str) -> None:
    """Take a flow away. Runs under way end, their answers are kept, and residents are told when they write next."""
    with _sessions().writing() as session:
        ended = _or_refuse(versions.withdraw, session, name, by, _now())
    click.echo(f"{name} is withdrawn; {ended} runs under way have ended.")


@group.command("list")
def list_command() -> None:
    """Every flow: what is live, since when and by whom, and its newest draft."""
    with _sessions().reading() as session:
        for flow in session.scalars(select(Flow).order_by(Flow.name)):
            newest = versions.version(session, flow.name)
            state = "withdrawn" if flow.withdrawn_at else _live(flow.published)
            draft = f"; version {newest.number} is a draft" if newest is not flow.published else ""
            click.echo(f"{flow.name}: {state}, {flow.changed_by}, {flow.changed_at:%Y-%m-%d %H:%M} UTC{draft}")


@group.command()
@click.argument("name")
def history(name: str) -> None:
    """What happened to a flow: versions kept, and every move of what is live."""
    with _sessions().reading() as session:
        _or_refuse(versions.version, session, name)
        kept = session.scalars(select(FlowVersion).where(FlowVersion.flow == name))
        lines = [(each.created_at, 0, f"version {each.number} kept by {each.created_by}") for each in kept]
        for move in versions.history(session, name):
            was, now = (move.details[key] or "nothing" for key in ("from", "to"))
            lines.append((move.at, 1, f"{move.action} by {move.actor}: {was} → {now}"))
        for at, _, line in sorted(lines):
            click.echo(f"{at:%Y-%m-%d %H:%M} UTC  {line}")


@group.command()
@click.argument("name")
@click.option("--format", "kind", type=click.Choice(["xlsx", "yml", "csv"]), default="yml", show_default=True)
@VERSION
@click.option("--output", type=FILE, help="A file; without it the flow's name in this folder.")
def export(name: str, kind: str, number: int | None, output: Path | None) -> None:
    """Write a flow as a form: what is imported again from it is the same version."""
    with _sessions().reading() as session:
        version = _or_refuse(versions.version, session, name, number)
    target = output or Path(f"{name}.{kind}")
    if target.suffix != f".{kind}":
        raise click.BadParameter(f"the name ends in .{kind}", param_hint="--output")
    _or_refuse(sheets.write, version.definition, target)
    click.echo(f"{name} version {version.number} is written to {target}.", err=True)


@group.command("preview")
@click.argument("what")
@click.option("--language", type=click.Choice(words.LANGUAGES), default="en", show_default=True)
@click.option("--channel", type=click.Choice(["sms", "whatsapp"]), default="sms", show_default=True)
@click.option("--city", help="Key of a city; the first one without it.")
@VERSION
@ATTACH
def preview_command(
    what: str, language: str, channel: str, city: str | None, number: int | None, attachments: Sequence[Path]
) -> None:
    """Play a file, or a flow that is kept, in the terminal. Nothing is sent, and nothing is stored."""
    if city is not None and city not in cities.load():
        raise click.BadParameter(f"there is no city {city}; there are {', '.join(cities.load())}", param_hint="--city")
    if Path(what).is_file():
        form, findings = _read(Path(what), attachments)
        source: dict[str, Any] = form.source
        _stop_at_errors(findings)
    else:
        with _sessions().reading() as session:
            source = dict(_or_refuse(versions.version, session, what, number).definition)
    place = cities.load()[city] if city else next(iter(cities.load().values()))
    context = Context(city=place, language=language, channel=channel, now=_now())
    answers = (line for line in sys.stdin if line.strip())
    for turn in preview.play(source, context, answers):
        if isinstance(turn, str):
            click.echo(f"({turn}: only in a real conversation)\n")
        else:
            for message in replies.compose(turn, channel):
                click.echo(f"{replies.as_text(message.text, message.details)}\n")


@group.command("results")
@click.argument("name")
@click.option("--format", "kind", type=click.Choice(results.KINDS), default="xlsx", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="A file, or a folder for csv; the flow's name without it.")
@click.option("--labels", is_flag=True, help="Labels of choices and questions instead of codes and names.")
@click.option("--language", default="", help="Language of the labels; each form's default without it.")
@click.option("--no-groups", is_flag=True, help="Headings without the names of groups.")
@click.option("--without-text", is_flag=True, help="Leave out what residents typed in their own words.")
@click.option("--bom", is_flag=True, help="Mark CSV files as UTF-8, for Excel.")
@click.option("--respondents", is_flag=True, help="A column that joins the runs of one contact, with a key of this export.")
@click.option("--since", type=MOMENT, help="Runs that began then or later (UTC).")
@click.option("--until", type=MOMENT, help="Runs that began before (UTC).")
@click.option("--city", help="Only this city's runs.")
@click.option("--version", help="Only this version: its settings' version, or its digest.")
def results_command(
    name: str,
    kind: str,
    output: Path | None,
    labels: bool,
    language: str,
    no_groups: bool,
    without_text: bool,
    bom: bool,
    respondents: bool,
    since: datetime | None,
    until: datetime | None,
    city: str | None,
    version: str | None,
) -> None:
    """Write the answers of a flow, one row a run. No number and no name of a resident is in it."""
    target = output or Path(name + _ENDINGS[kind])
    with _sessions().reading() as session:
        files = _or_refuse(
            results.write,
            session,
            name,
            kind,
            target,
            labels=labels,
            language=language,
            groups=not no_groups,
            texts=not without_text,
            bom=bom,
            key=secrets.token_bytes(32) if respondents else None,
            since=since.replace(tzinfo=UTC) if since else None,
            until=until.replace(tzinfo=UTC) if until else None,
            city=city,
            version=version,
        )
    for file in files:
        click.echo(f"{file} is written.", err=True)


_ENDINGS = {"csv": "-csv", "xlsx": ".xlsx", "json": ".json", "spss": "-spss.zip"}


def _read(file: Path, attachments: Sequence[Path]) -> tuple[sheets.Form, list[Finding]]:
    """The form and everything that is found in it, compared with what is live."""
    try:
        form = sheets.load(file, attachments=attachments)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    name = str(form.source["settings"]["form_id"])
    with _sessions().reading() as session:
        live = versions.published(session, name)
    earlier = live.definition if live else None
    return form, [*form.findings, *checks.check(form.source, places=form.places, earlier=earlier)]


def _checked(name: str, number: int | None) -> tuple[FlowVersion, list[Finding]]:
    """A version that is kept, with its findings, compared with what is live."""
    with _sessions().reading() as session:
        version = _or_refuse(versions.version, session, name, number)
        live = versions.published(session, name)
    earlier = live.definition if live and live.id != version.id else None
    return version, checks.check(version.definition, earlier=earlier)


def _tell(findings: Sequence[Finding]) -> None:
    """Print the findings; stop with exit code 1 where one is an error."""
    for finding in findings:
        if finding.level == "warning":
            click.echo(str(finding))
    _stop_at_errors(findings)


def _stop_at_errors(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.level == "error"]
    for finding in errors:
        click.echo(str(finding), err=True)
    if errors:
        sys.exit(1)


def _or_refuse(do: Any, *arguments: Any, **options: Any) -> Any:
    """What it returns; its refusal becomes the operator's message and exit code 1."""
    try:
        return do(*arguments, **options)
    except (VersionError, Refused, definitions.FlowError, results.NoResults) as error:
        raise click.ClickException(str(error)) from error


def _live(version: FlowVersion | None) -> str:
    return f"version {version.number}" if version else "nothing"


def _sessions() -> Sessions:
    sessions: Sessions = current_app.extensions["switchboard"].sessions
    return sessions


def _now() -> datetime:
    return datetime.now(UTC)
