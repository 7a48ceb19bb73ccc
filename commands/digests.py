"""``flask digests``: summaries are looked at before they are sent, sent by hand, and listed."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

import cities
from digests import about, composing, counting, sending, subscriptions
from digests.period import Period
from digests.subscriptions import SubscriptionError
from messaging.switchboard import Switchboard
from models import Digest, Message, Official, Subscription

group = AppGroup("digests", help="Summaries for officials.")

SHORT = 8
"""Characters of an id that are enough to name it."""


@group.command()
@click.argument("subscription")
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="A folder for the files.")
@click.option("--ends", help="When it would have been due: 2026-11-24T07:00+02:00. The last time it was without it.")
def preview(subscription: str, output: Path, ends: str | None) -> None:
    """Write what SUBSCRIPTION (the beginning of its id) would say, for every channel, as files. Nothing is sent or kept."""
    board, now = _board(), datetime.now(UTC)
    until = _moment(ends) if ends else None
    with board.sessions.reading() as session:
        try:
            found = subscriptions.named(session, subscription, lock=False)
        except SubscriptionError as error:
            raise click.ClickException(str(error)) from None
        city = cities.load()[found.official.city]
        calendar = subscriptions.calendar(found, city)
        due = until or calendar.before(now)
        period = Period(found.period, calendar.key(due), calendar.before(due), due)
        figures = counting.count(session, city, subscriptions.scope(found, city), period)
        frame = about.of(found, city, period, sending.digest_id(found.id, period.key), board.public_url)
        mail = composing.mail(session, figures, frame)
    html = mail.html
    files: dict[str, bytes] = {}
    for image in mail.images:
        name = f"{image['cid'].partition('@')[0]}.png"
        files[name] = base64.b64decode(image["png"])
        html = html.replace(f"cid:{image['cid']}", name)
    files["mail.html"] = html.encode()
    files["mail.txt"] = f"{mail.subject}\n\n{mail.text}".encode()
    for channel in ("whatsapp", "sms"):
        files[f"{channel}.txt"] = composing.short(figures, frame, channel).encode()
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
    click.echo(f"Period {period.key}: {', '.join(sorted(files))} written to {output}.")


@group.command()
def send() -> None:
    """Send what is due now, as the scheduler does every minute."""
    click.echo(f"{sending.send_due(_board())} summaries queued.")


@group.command("list")
@click.option("--city", type=click.Choice(sorted(cities.load())), help="Only this city's.")
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help="Only so many.")
def list_command(city: str | None, most: int) -> None:
    """The latest summaries: official, period, what became of it and of its message."""
    wanted = (
        select(Digest, Subscription, Official, Message.channel, Message.state)
        .join(Subscription, Subscription.id == Digest.subscription_id)
        .join(Official, Official.id == Subscription.official_id)
        .outerjoin(Message, Message.id == Digest.sent_as)
        .order_by(Digest.covers_until.desc(), Official.handle, Digest.id)
    )
    if city is not None:
        wanted = wanted.where(Official.city == city)
    with _board().sessions.reading() as session:
        found = session.execute(wanted.limit(most)).all()
    for digest, subscription, official, channel, state in found:
        carried = f"  {channel} {state}" if channel else ""
        click.echo(
            f"{digest.covers_until:%Y-%m-%d %H:%M} UTC  {digest.period_key:10}  {official.city}  {official.handle}"
            f"  {subscription.id[:SHORT]}  {digest.state}{carried}"
        )
    if not found:
        click.echo("There are no summaries.")


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused below, as one without a zone is
    if moment.tzinfo is None:
        raise click.BadParameter(f"{text!r} is no moment; one is written 2026-11-24T07:00+02:00", param_hint="--ends")
    return moment.astimezone(UTC)
