"""``flask surveys``: surveys are taken to people. What is printed are counts, never who."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from flows import prices
from messaging.switchboard import Switchboard
from models import Campaign, Invitation
from surveys import campaigns, segment
from surveys.campaigns import CampaignError, Wish
from surveys.forecast import Forecast
from surveys.segment import SegmentError

group = AppGroup("surveys", help="Invitations to surveys.")

_DAYS = re.compile(r"(\d{1,3})d")


@group.command()
@click.argument("flow")
@click.option("--segment", "segments", multiple=True, required=True, help="city=durban,area=umlazi,language=zu; or: everyone.")
@click.option("--at", help="When the first ones leave: 2026-11-24T10:00+02:00. Now without it.")
@click.option("--closes", default="14d", show_default=True, help="When it is over: a moment, or days after --at.")
@click.option("--cap", type=click.IntRange(min=1), help="At most so many contacts, drawn by --seed.")
@click.option("--seed", help="The same seed draws the same contacts.")
@click.option("--rate", type=click.IntRange(1, 600), default=60, show_default=True, help="Messages a minute.")
@click.option(
    "--remind-after", type=click.IntRange(0, 720), default=48, show_default=True, help="Hours to the one reminder; 0: none."
)
@click.option("--days-apart", type=click.IntRange(1), default=30, show_default=True, help="Days between a contact's invitations.")
@click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")
@click.option("--forecast", is_flag=True, help="Only tell what would come of it.")
@click.option("--yes", is_flag=True, help="Plan it.")
def invite(flow: str, segments: tuple[str, ...], forecast: bool, yes: bool, by: str, **how: Any) -> None:
    """Invite the contacts of a segment to FLOW: those who agreed to be asked, by day, one reminder, never a third message."""
    now = datetime.now(UTC)
    board = _board()
    with _refusing(), board.sessions.reading() as session:
        wish = _wish(flow, segments, now, **how)
        foretold, chosen = campaigns.forecast(session, wish, board.account, board.cities, prices.load(), now)
    for line in _told(wish, foretold):
        click.echo(line)
    if forecast or not yes:
        click.echo(f"Nothing is planned. To plan it, repeat this with --seed {wish.seed} --yes.")
        return
    with _refusing(), board.sessions.writing() as session:
        campaign = campaigns.plan(session, wish, foretold, chosen, by, now)
        click.echo(f"Planned: campaign {campaign.id}.")


@group.command("list")
def list_command() -> None:
    """Every campaign, the newest first."""
    with _board().sessions.reading() as session:
        found = session.scalars(select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id)).all()
        for campaign in found:
            people = sum(_states(session, campaign).values())
            click.echo(
                f"{campaign.id[:8]}  {campaign.state:9}  {campaign.flow}  {campaign.starts_at:%Y-%m-%d}  {people} contacts"
            )
    if not found:
        click.echo("There are no campaigns.")


@group.command()
@click.argument("campaign")
def show(campaign: str) -> None:
    """How far CAMPAIGN (the beginning of its id) has come."""
    with _refusing(), _board().sessions.writing() as session:
        found = campaigns.named(session, campaign)
        version = f", version {found.version.number}" if found.version else ""
        click.echo(f"campaign {found.id}: {found.state}, {found.flow}{version}, by {found.created_by}")
        click.echo(f"segment {segment.written(found.segment)}, seed {found.seed}, {found.per_minute} a minute")
        click.echo(f"from {_moment(found.starts_at)} to {_moment(found.ended_at or found.closes_at)}")
        for title, counts in _progress(session, found):
            click.echo(f"{title}: " + (", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "none"))


@group.command()
@click.argument("campaign")
@click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")
def cancel(campaign: str, by: str) -> None:
    """Send nothing more of CAMPAIGN. Who has begun may finish."""
    with _refusing(), _board().sessions.writing() as session:
        found = campaigns.named(session, campaign)
        left = campaigns.cancel(session, found, by, datetime.now(UTC))
        click.echo(f"Cancelled: campaign {found.id}. {left} were not invited any more.")


@group.command()
@click.argument("campaign")
@click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")
def close(campaign: str, by: str) -> None:
    """End CAMPAIGN, count its results, and give them back to those who wanted them."""
    with _refusing(), _board().sessions.writing() as session:
        found = campaigns.named(session, campaign)
        due = campaigns.close(session, found, _board().cities, by, datetime.now(UTC))
        click.echo(f"Closed: campaign {found.id}. The result goes to {due} of its participants.")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns our errors into one sentence for whoever typed the command."""
    try:
        yield
    except (CampaignError, SegmentError) as error:
        raise click.ClickException(str(error)) from None


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _wish(flow: str, texts: tuple[str, ...], now: datetime, **how: Any) -> Wish:
    meant = segment.read(texts)
    starts_at = _read(how["at"], meant) if how["at"] else now
    days = _DAYS.fullmatch(how["closes"])
    closes_at = starts_at + timedelta(days=int(days[1])) if days else _read(how["closes"], meant)
    seed = {"seed": how["seed"]} if how["seed"] else {}
    return Wish(
        flow=flow,
        segment=meant,
        starts_at=starts_at,
        closes_at=closes_at,
        cap=how["cap"],
        per_minute=how["rate"],
        remind_after_hours=how["remind_after"],
        days_apart=how["days_apart"],
        **seed,
    )


def _read(text: str, meant: segment.Segment) -> datetime:
    """A moment; without an offset it is the time of the segment's city, if there is one city."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CampaignError(f"{text!r} is no moment; one is written 2026-11-24T10:00+02:00") from None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    named = [cities.load()[key] for key in meant.get("city", ()) if key in cities.load()]
    if len({city.time_zone for city in named}) != 1:
        raise CampaignError(f"{text!r}: in which zone? Write it with an offset, 2026-11-24T10:00+02:00, or name one city")
    return moment.replace(tzinfo=named[0].time_zone).astimezone(UTC)


def _told(wish: Wish, foretold: Forecast) -> list[str]:
    lines = [
        f"{foretold.candidates} of the segment {segment.written(wish.segment)} may be asked; "
        f"{foretold.people} would be invited (seed {wish.seed})."
    ]
    for each in foretold.groups:
        where = f"{each.city} {each.channel} {each.language}"
        size = f", {each.segments} segments an invitation, {each.run_segments} a completed run" if each.channel == "sms" else ""
        window = f", {each.by_template} by template" if each.channel == "whatsapp" else ""
        missed = f", {each.left_out} left out: their window is closed and no template is approved" if each.left_out else ""
        lines.append(f"  {where}: {each.people}{window}{size}{missed}")
    for currency, (low, high) in foretold.totals.items():
        lines.append(f"Cost: {low:.2f} {currency} if nobody answers, to {high:.2f} {currency} if all are reminded and complete.")
    if foretold.example_prices:
        lines.append("The prices are examples: put your contract's into flows/prices.csv.")
    if foretold.unpriced:
        lines.append("A price is missing in flows/prices.csv: the cost is higher than this.")
    if foretold.sent_by:
        lines.append(f"Sent from {_moment(foretold.starts_at)}, the last by {_moment(foretold.sent_by)}, by day only.")
    return lines


def _progress(session: Session, campaign: Campaign) -> list[tuple[str, Counter[str]]]:
    invitations = session.scalars(select(Invitation).where(Invitation.campaign_id == campaign.id)).all()
    return [
        ("contacts", _states(session, campaign)),
        ("left out or not reminded", Counter(each.reason for each in invitations if each.reason)),
        ("invitations", Counter(each.message.state for each in invitations if each.message)),
        ("reminders", Counter(each.reminder.state for each in invitations if each.reminder)),
        ("runs", Counter(each.run.state for each in invitations if each.run)),
        ("results", Counter(each.result for each in invitations if each.result)),
    ]


def _states(session: Session, campaign: Campaign) -> Counter[str]:
    return Counter(session.scalars(select(Invitation.state).where(Invitation.campaign_id == campaign.id)))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
