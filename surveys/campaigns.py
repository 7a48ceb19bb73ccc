"""The life of a campaign: foretold, planned, cancelled, closed. The caller commits; every step is an audit entry."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cities import City
from flows import definition as definitions
from flows import run as runs
from flows import versions
from flows.prices import Price
from models import AuditEntry, Campaign, FlowVersion, Invitation, Run
from surveys import people, results
from surveys import segment as segments
from surveys.forecast import Forecast, foretell
from surveys.people import Person

OPEN = ("planned", "sending")

SHORTEST_ID = 4
"""Characters of a campaign's id that are enough to name it, where they name one alone."""


class CampaignError(Exception):
    """A campaign that cannot be. The message is for the operator who asked for it."""


@dataclass(frozen=True)
class Wish:
    """What an operator asks for."""

    flow: str
    segment: Mapping[str, tuple[str, ...]]
    starts_at: datetime
    closes_at: datetime
    cap: int | None = None
    seed: str = field(default_factory=lambda: secrets.token_hex(4))
    per_minute: int = 60
    remind_after_hours: int = 48
    days_apart: int = 30


def forecast(
    session: Session,
    wish: Wish,
    account: str,
    cities: Mapping[str, City],
    prices: Mapping[tuple[str, str], Price],
    now: datetime,
) -> tuple[Forecast, list[Person]]:
    """What would come of it, and whom it would reach. Raises CampaignError and SegmentError."""
    segments.check(session, wish.segment, cities)
    if wish.closes_at <= max(wish.starts_at, now):
        raise CampaignError("it would close before it begins")
    version = _published(session, wish.flow)
    found = people.candidates(session, wish.flow, wish.segment, cities, wish.days_apart, now)
    definition = definitions.of_version(version.digest, version.definition)
    chosen = people.sample(found, wish.seed, wish.cap)
    return foretell(session, account, definition, chosen, len(found), cities, prices, wish.per_minute, wish.starts_at, now)


def plan(session: Session, wish: Wish, foretold: Forecast, chosen: Sequence[Person], by: str, now: datetime) -> Campaign:
    """Write down what was foretold, and whom to invite; nothing is sent by it. Raises CampaignError."""
    if not chosen:
        raise CampaignError("there is nobody to invite")
    campaign = Campaign(
        flow=wish.flow,
        segment={key: list(values) for key, values in wish.segment.items()},
        cap=wish.cap,
        seed=wish.seed,
        per_minute=wish.per_minute,
        remind_after_hours=wish.remind_after_hours,
        days_apart=wish.days_apart,
        starts_at=wish.starts_at,
        closes_at=wish.closes_at,
        next_batch_at=wish.starts_at,
        state="planned",
        forecast=foretold.to_json(),
        created_by=by,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    session.add_all(
        Invitation(
            campaign_id=campaign.id,
            contact_id=person.contact_id,
            position=position,
            channel=person.reach.channel,
            state="planned",
        )
        for position, person in enumerate(chosen)
    )
    try:
        session.flush()
    except IntegrityError:
        raise CampaignError("another campaign has just taken some of these contacts; look at the forecast again") from None
    write_down(session, campaign, "campaign.planned", by, now, people=len(chosen), flow=wish.flow)
    return campaign


def cancel(session: Session, campaign: Campaign, by: str, now: datetime) -> int:
    """Nothing more is sent. Who has begun may finish. Returns how many were not invited any more. Raises CampaignError."""
    _must_be_open(campaign)
    return _end(session, campaign, "cancelled", by, now)


def close(session: Session, campaign: Campaign, cities: Mapping[str, City], by: str, now: datetime) -> int:
    """The survey is over: its results are counted, and given back to whoever wanted to know them. Returns to how many.

    Who has begun may finish; what they say from now on is not counted in what is given back. Raises CampaignError.
    """
    _must_be_open(campaign)
    due = results.count(session, campaign, cities)
    _end(session, campaign, "closed", by, now, results_due=due)
    return due


def named(session: Session, start: str) -> Campaign:
    """The campaign whose id begins so, locked. Raises CampaignError."""
    wanted = select(Campaign).where(Campaign.id.startswith(start, autoescape=True)).limit(2).with_for_update()
    found = session.scalars(wanted).all() if len(start) >= SHORTEST_ID else []
    if len(found) != 1:
        raise CampaignError(f"{start!r} names {'several campaigns' if found else 'no campaign'}; see: flask surveys list")
    return found[0]


def write_down(session: Session, campaign: Campaign, action: str, by: str, now: datetime, **details: Any) -> None:
    session.add(AuditEntry(actor=by, action=action, thing=f"campaign {campaign.id}", details=details, at=now))
    session.flush()


def _end(session: Session, campaign: Campaign, state: str, by: str, now: datetime, **details: Any) -> int:
    ours = Invitation.campaign_id == campaign.id
    planned = update(Invitation).where(ours, Invitation.state == "planned").values(state="left_out", reason=state)
    left_out: int = session.execute(planned).rowcount  # type: ignore[attr-defined]
    session.execute(update(Invitation).where(ours, Invitation.released_at.is_(None)).values(released_at=now))
    not_begun = (
        select(Run).join(Invitation, Invitation.run_id == Run.id).where(ours, Run.state == "invited").with_for_update(of=Run)
    )
    for run in session.scalars(not_begun):
        runs.end(run, "cancelled", now)
    campaign.state, campaign.ended_at = state, now
    write_down(session, campaign, f"campaign.{state}", by, now, not_invited=left_out, **details)
    return left_out


def _published(session: Session, flow: str) -> FlowVersion:
    version = versions.published(session, flow)
    if version is None:
        raise CampaignError(f"there is no published flow {flow!r}")
    return version


def _must_be_open(campaign: Campaign) -> None:
    if campaign.state not in OPEN:
        raise CampaignError(f"campaign {campaign.id} is {campaign.state} already")
