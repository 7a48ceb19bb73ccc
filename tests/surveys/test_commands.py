"""What an official types: a forecast first, then a campaign; and never who."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import Result
from sqlalchemy import func, select

import cities
from flows.prices import Price
from models import AuditEntry, Campaign, Invitation
from surveys import campaigns
from surveys.campaigns import Wish
from surveys.forecast import Forecast
from tests.line import Line
from tests.surveys.conftest import Clock
from tests.surveys.neighbours import (
    LUPITA,
    SIPHO_WHATSAPP,
    THANDI,
    THANDI_WHATSAPP,
    Approvals,
    agrees,
    answers,
    read,
    tick,
)

PRICES = {
    ("ZA", "sms"): Price("ZA", "sms", "USD", Decimal("0.04"), "segment", "contract", datetime(2026, 11, 1, tzinfo=UTC).date()),
    ("ZA", "whatsapp"): Price(
        "ZA", "whatsapp", "USD", Decimal("0.01"), "message", "contract", datetime(2026, 11, 1, tzinfo=UTC).date()
    ),
}


def run(line: Line, *typed: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["surveys", *typed])


def invite(line: Line, *typed: str) -> Result:
    return run(line, "invite", "night_walk", "--by", "M. K.", *typed)


def foretold(line: Line, clock: Clock, *segment: str, **wish: object) -> Forecast:
    given = {"starts_at": clock.now, "closes_at": clock.now + timedelta(days=1)} | wish
    with line.board.sessions.reading() as session:
        wanted = Wish("night_walk", read(*segment), **given)  # type: ignore[arg-type]
        return campaigns.forecast(session, wanted, line.board.account, cities.load(), PRICES, clock.now)[0]


def test_without_a_yes_there_is_only_a_forecast(town: Line) -> None:
    agrees(town, THANDI)
    agrees(town, SIPHO_WHATSAPP, "zu", hours_ago=40)
    shown = invite(town, "--segment", "city=durban")
    assert shown.exit_code == 0, shown.output
    assert "2 of the segment city=durban may be asked; 1 would be invited" in shown.stdout
    assert "durban sms en: 1, 1 segments an invitation" in shown.stdout
    assert "durban whatsapp zu: 0, 0 by template, 1 left out" in shown.stdout
    assert "Nothing is planned" in shown.stdout
    assert THANDI not in shown.output
    with town.board.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_the_seed_that_the_forecast_names_plans_the_same(town: Line) -> None:
    for number in range(9):
        agrees(town, f"+2760555{2000 + number}")
    shown = invite(town, "--segment", "everyone", "--cap", "4", "--seed", "abc", "--forecast", "--yes")
    assert "9 of the segment everyone may be asked; 4 would be invited (seed abc)" in shown.stdout
    assert "Nothing is planned" in shown.stdout, "--forecast only foretells"
    planned = invite(town, "--segment", "everyone", "--cap", "4", "--seed", "abc", "--yes")
    assert "Planned: campaign" in planned.stdout
    with town.board.sessions.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert (campaign.seed, campaign.cap, campaign.forecast["people"]) == ("abc", 4, 4)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.thing == f"campaign {campaign.id}")).one()
        assert (entry.actor, entry.details) == ("M. K.", {"people": 4, "flow": "night_walk"})


def test_what_it_costs_from_nobody_to_everybody(town: Line, clock: Clock) -> None:
    agrees(town, THANDI)
    agrees(town, SIPHO_WHATSAPP)
    found = foretold(town, clock)
    sms, whatsapp = found.groups
    assert (sms.channel, sms.segments, whatsapp.segments, whatsapp.run_segments) == ("sms", 1, 1, 3)
    assert sms.run_segments == 3, "three short questions, a segment each"
    low = Decimal("0.04") + Decimal("0.01")
    high = Decimal("0.04") * (1 + 1 + 3) + Decimal("0.01") * (1 + 1 + 3)
    assert found.totals == {"USD": (low, high)}
    assert (found.example_prices, found.unpriced) == (False, False)


def test_a_missing_price_is_said_and_not_taken_for_nothing(town: Line, clock: Clock) -> None:
    agrees(town, LUPITA, "es")
    found = foretold(town, clock)
    assert (found.unpriced, found.totals) == (True, {})


def test_example_prices_are_called_examples(town: Line) -> None:
    agrees(town, THANDI)
    assert "The prices are examples" in invite(town, "--segment", "everyone").stdout


def test_a_closed_window_needs_a_template_in_the_same_language(town: Line, clock: Clock) -> None:
    agrees(town, THANDI_WHATSAPP, "zu", hours_ago=40)
    agrees(town, SIPHO_WHATSAPP, "en", hours_ago=40)
    Approvals(town).give("survey_invitation", "zu")
    found = foretold(town, clock)
    assert [(each.language, each.people, each.by_template, each.left_out) for each in found.groups] == [
        ("en", 0, 0, 1),
        ("zu", 1, 1, 0),
    ]
    assert (found.candidates, found.people, found.left_out) == (2, 1, 1)


def test_the_window_is_looked_at_as_it_will_be_when_the_first_leave(town: Line, clock: Clock) -> None:
    agrees(town, THANDI_WHATSAPP)
    assert foretold(town, clock).people == 1
    assert foretold(town, clock, starts_at=clock.now + timedelta(days=1), closes_at=clock.now + timedelta(days=2)).left_out == 1
    evening = clock.now + timedelta(hours=12)
    assert foretold(town, clock, starts_at=evening, closes_at=evening + timedelta(days=1)).left_out == 1, "they leave at nine"


@pytest.mark.parametrize(
    ("start", "people", "rate", "sent_by"),
    [
        ("2026-11-23T10:00", 10, 5, "2026-11-23T10:02"),
        ("2026-11-23T18:59", 10, 1, "2026-11-24T07:09"),
        ("2026-11-23T22:00", 3, 1, "2026-11-24T07:03"),
    ],
)
def test_the_sending_takes_its_minutes_and_no_night(
    town: Line, clock: Clock, start: str, people: int, rate: int, sent_by: str
) -> None:
    for number in range(people):
        agrees(town, f"+2760555{2000 + number}")
    at = datetime.fromisoformat(start).replace(tzinfo=UTC)
    found = foretold(town, clock, starts_at=at, closes_at=at + timedelta(days=3), per_minute=rate)
    assert found.sent_by == datetime.fromisoformat(sent_by).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--segment", "colour=red"], "there is no key 'colour'"),
        (["--segment", "city=atlantis"], "there are durban, juarez"),
        (["--segment", "everyone", "--at", "tomorrow"], "'tomorrow' is no moment"),
        (["--segment", "everyone", "--at", "2026-11-24T10:00"], "in which zone?"),
        (["--segment", "everyone", "--closes", "2026-11-20T10:00+02:00"], "it would close before it begins"),
        (["--segment", "everyone", "--yes"], "there is nobody to invite"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town: Line, typed: list[str], said: str) -> None:
    result = invite(town, *typed)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_flow_that_is_not_published_is_refused(town: Line) -> None:
    result = run(town, "invite", "nothing", "--segment", "everyone", "--by", "M. K.")
    assert "there is no published flow 'nothing'" in result.stderr


def test_a_moment_without_a_zone_is_the_citys(town: Line, clock: Clock) -> None:
    agrees(town, LUPITA, "es")
    assert invite(town, "--segment", "city=juarez", "--at", "2026-11-24T10:00", "--yes").exit_code == 0
    with town.board.sessions.reading() as session:
        assert session.scalars(select(Campaign.starts_at)).one() == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
        assert session.scalars(select(Campaign.closes_at)).one() == datetime(2026, 12, 8, 17, 0, tzinfo=UTC)


def test_a_campaign_from_its_plan_to_its_end(town: Line, clock: Clock) -> None:
    assert run(town, "list").stdout == "There are no campaigns.\n"
    thandi = agrees(town, THANDI)
    agrees(town, SIPHO_WHATSAPP)
    invite(town, "--segment", "everyone", "--yes")
    with town.board.sessions.reading() as session:
        key = session.scalars(select(Campaign.id)).one()
    tick(town)
    answers(town, thandi, area="umlazi", walking__dark="unsafe")
    assert f"{key[:8]}  sending    night_walk  2026-11-23  2 contacts" in run(town, "list").stdout
    shown = run(town, "show", key[:8])
    assert "contacts: invited 2" in shown.stdout
    assert "runs: completed 1, invited 1" in shown.stdout
    assert THANDI not in shown.output and thandi not in shown.output
    closed = run(town, "close", key[:8], "--by", "M. K.")
    assert closed.stdout == f"Closed: campaign {key}. The result goes to 0 of its participants.\n"
    assert "is closed already" in run(town, "cancel", key[:8], "--by", "M. K.").stderr
    assert "runs: cancelled 1, completed 1" in run(town, "show", key).stdout


def test_a_cancelled_campaign_says_how_many_were_spared(town: Line) -> None:
    agrees(town, THANDI)
    invite(town, "--segment", "everyone", "--at", "2026-12-01T10:00+02:00", "--yes")
    with town.board.sessions.reading() as session:
        key = session.scalars(select(Campaign.id)).one()
    assert "1 were not invited any more" in run(town, "cancel", key, "--by", "M. K.").stdout
    with town.board.sessions.reading() as session:
        assert session.scalars(select(Invitation.state)).all() == ["left_out"]


@pytest.mark.parametrize("name", ["abcd1234", "ab", "%%%%"])
def test_a_campaign_that_is_not_there_is_not_found(town: Line, name: str) -> None:
    assert "names no campaign" in run(town, "show", name).stderr
