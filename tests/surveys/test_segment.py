"""Whom a segment means, and who may be asked at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import cities
from models import Contact, Invitation, Report
from surveys import campaigns, people, segment
from surveys.campaigns import Wish
from surveys.segment import SegmentError
from tests.line import Line
from tests.surveys.conftest import Clock
from tests.surveys.neighbours import (
    LUPITA,
    NOMVULA,
    SIPHO,
    SIPHO_WHATSAPP,
    THANDI,
    agrees,
    answers,
    plan,
    read,
    tells,
    tick,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour=red", "there is no key 'colour'"),
        ("city", "city needs a value"),
        ("city=durban/", "city needs a value"),
        ("city=durban,city=juarez", "city stands twice"),
        ("reported_since=2026-01-01", "needs reporters"),
        ("", "there is no key ''"),
    ],
)
def test_a_segment_that_means_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(SegmentError, match=said):
        segment.read([text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("city=atlantis", "there are durban, juarez"),
        ("city=durban,area=anapra", "area: 'anapra' is not known"),
        ("language=fr", "there are es, en, zu"),
        ("channel=fax", "there are sms, whatsapp"),
        ("reporters=dragons", "'dragons' is not known"),
        ("participants=nothing", "night_walk"),
        ("reporters=any,reported_since=yesterday", "a day is written"),
    ],
)
def test_a_value_that_nothing_can_have_is_refused_and_not_an_empty_segment(town: Line, text: str, said: str) -> None:
    with town.board.sessions.reading() as session, pytest.raises(SegmentError, match=said):
        segment.check(session, segment.read([text]), cities.load())


def test_a_segment_is_written_as_it_is_read() -> None:
    text = "city=durban,area=umlazi/inanda,language=zu"
    assert segment.written(segment.read([text])) == text
    assert segment.read(["city=durban", "area=umlazi/inanda,language=zu"]) == segment.read([text])
    assert segment.written(segment.read(["everyone"])) == "everyone"


def report(line: Line, contact_id: str, category: str, area: str, clock: Clock, days_ago: int = 0) -> None:
    """They reported something there."""
    with line.board.sessions.writing() as session:
        run_id = session.scalars(select(people.Run.id).where(people.Run.contact_id == contact_id)).first()
        session.add(
            Report(
                reference=contact_id[:9],
                city="durban",
                contact_id=contact_id,
                run_id=run_id,
                category=category,
                dimensions=[],
                sensitive=False,
                text="",
                area=area,
                follow_up=False,
                language="en",
                channel="sms",
                state="received",
                received_at=clock.now - timedelta(days=days_ago),
                filed_at=clock.now - timedelta(days=days_ago),
            )
        )


@pytest.fixture
def everybody(town: Line, clock: Clock) -> dict[str, str]:
    """Thandi lives in Umlazi. Sipho reported there, and lives in Inanda. Nomvula only reported there. Lupita is in Juárez."""
    who = {
        "thandi": agrees(town, THANDI, "zu", area="umlazi", age_band="age_25_34", gender="woman"),
        "sipho": agrees(town, SIPHO_WHATSAPP, "en", area="inanda", gender="man"),
        "nomvula": agrees(town, NOMVULA, "zu"),
        "lupita": agrees(town, LUPITA, "es"),
    }
    report(town, who["sipho"], "street_light", "umlazi", clock, days_ago=40)
    report(town, who["nomvula"], "street_light", "umlazi", clock)
    report(town, who["thandi"], "robbery", "umlazi", clock)
    return who


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("everyone", "thandi sipho nomvula lupita"),
        ("city=durban", "thandi sipho nomvula"),
        ("city=durban/juarez", "thandi sipho nomvula lupita"),
        ("area=umlazi", "thandi nomvula"),
        ("area=umlazi/inanda", "thandi sipho nomvula"),
        ("language=zu", "thandi nomvula"),
        ("channel=whatsapp", "sipho"),
        ("channel=sms,city=durban", "thandi nomvula"),
        ("reporters=any", "thandi sipho nomvula"),
        ("reporters=street_light", "sipho nomvula"),
        ("reporters=street_light,reported_since=2026-11-01", "nomvula"),
        ("age_band=age_25_34", "thandi"),
        ("gender=woman/man,area=inanda", "sipho"),
        ("participants=night_walk", ""),
        ("not_participants=night_walk", "thandi sipho nomvula lupita"),
    ],
)
def test_whom_a_segment_means(town: Line, everybody: dict[str, str], clock: Clock, text: str, meant: str) -> None:
    assert sorted(found(town, clock, text)) == sorted(everybody[name] for name in meant.split())


def found(line: Line, clock: Clock, *text: str, days_apart: int = 30, flow: str = "night_walk") -> list[str]:
    with line.board.sessions.reading() as session:
        wanted = segment.read(text or ("everyone",))
        return [each.contact_id for each in people.candidates(session, flow, wanted, cities.load(), days_apart, clock.now)]


def test_who_took_part_is_a_segment_of_its_own(town: Line, everybody: dict[str, str], clock: Clock) -> None:
    plan(town, "city=durban")
    tick(town)
    answers(town, everybody["thandi"], area="umlazi", walking__dark="unsafe")
    with town.board.sessions.writing() as session:
        campaigns.cancel(session, session.scalars(select(campaigns.Campaign)).one(), "M. K.", clock.now)
    clock.passes(days=40)
    assert found(town, clock, "participants=night_walk") == [everybody["thandi"]]
    others = {everybody[name] for name in ("sipho", "nomvula", "lupita")}
    assert set(found(town, clock, "not_participants=night_walk")) == others
    since = (clock.now - timedelta(days=10)).date().isoformat()
    assert len(found(town, clock, f"not_participants=night_walk,not_participants_since={since}")) == 4


# Who may be asked


def test_nobody_is_in_two_open_campaigns(town: Line, everybody: dict[str, str], clock: Clock) -> None:
    plan(town, "language=zu")
    assert sorted(found(town, clock)) == sorted([everybody["sipho"], everybody["lupita"]])
    with pytest.raises(campaigns.CampaignError, match="nobody to invite"):
        plan(town, "language=zu")


def test_two_plans_at_the_same_moment_never_take_the_same_contact(town: Line, everybody: dict[str, str], clock: Clock) -> None:
    """Both officials have seen the same forecast."""
    wish = Wish("night_walk", read(), clock.now, clock.now + timedelta(days=1))
    with town.board.sessions.reading() as session:
        foretold, chosen = campaigns.forecast(session, wish, town.board.account, cities.load(), {}, clock.now)
    with town.board.sessions.writing() as session:
        campaigns.plan(session, wish, foretold, chosen[:1], "M. K.", clock.now)
    with (
        pytest.raises(campaigns.CampaignError, match="has just taken"),
        town.board.sessions.writing() as session,
    ):
        campaigns.plan(session, wish, foretold, chosen, "N. N.", clock.now)
    with town.board.sessions.reading() as session:
        assert session.scalars(select(Invitation.contact_id)).all() == [chosen[0].contact_id]
        assert session.scalars(select(campaigns.Campaign.created_by)).all() == ["M. K."]


@pytest.mark.parametrize(("days", "again"), [(29, False), (31, True)])
def test_between_two_invitations_a_month_passes(town: Line, clock: Clock, days: int, again: bool) -> None:
    thandi = agrees(town, THANDI)
    key = plan(town)
    tick(town)
    with town.board.sessions.writing() as session:
        campaigns.cancel(session, campaigns.named(session, key), "M. K.", clock.now)
    clock.passes(days=days)
    assert found(town, clock) == [thandi] * again
    assert found(town, clock, days_apart=7) == [thandi]


def test_who_is_in_the_middle_of_this_survey_is_not_invited_to_it(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI)
    key = plan(town)
    tick(town)
    answers(town, thandi, "parked")
    with town.board.sessions.writing() as session:
        campaigns.cancel(session, campaigns.named(session, key), "M. K.", clock.now)
    clock.passes(days=40)
    assert found(town, clock) == []
    assert found(town, clock, flow="another") == [thandi]


@pytest.mark.parametrize("code", ["no", "skip", ""])
def test_only_a_yes_is_a_yes(town: Line, clock: Clock, code: str) -> None:
    tells(town, agrees(town, THANDI), may_ask=code)
    assert found(town, clock) == []


def test_whose_words_are_forgotten_cannot_be_reached(town: Line, clock: Clock) -> None:
    thandi = agrees(town, THANDI)
    with town.board.sessions.writing() as session:
        session.get_one(Contact, thandi).addresses[0].unreachable_code = 21614
    assert found(town, clock) == []


# The sample


def test_the_same_seed_draws_the_same_people_and_another_draws_others(town: Line, clock: Clock) -> None:
    for number in range(30):
        agrees(town, f"+2760555{2000 + number}")

    def drawn(seed: str, cap: int = 10) -> list[str]:
        with town.board.sessions.reading() as session:
            everyone = people.candidates(session, "night_walk", read(), cities.load(), 30, clock.now)
        return [each.contact_id for each in people.sample(everyone, seed, cap)]

    first = drawn("a")
    assert drawn("a") == first
    assert drawn("a", cap=20)[:10] == first, "a larger sample holds the smaller one"
    assert drawn("b") != first
    agrees(town, SIPHO)
    assert len(set(drawn("a")) & set(first)) >= 9, "whoever joins takes one place at most"
