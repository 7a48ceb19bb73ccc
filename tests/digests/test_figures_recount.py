"""The figures equal a slow, obvious recount over the same rows, in both cities' zones and over every change of clocks."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cities
from cities import City
from digests import counting
from digests.figures import Figures
from digests.period import DAILY, MONTHLY, WEEKLY, Period
from models import Contact
from reports.scope import Scope
from tests.digests.recount import Recount
from tests.digests.town import Town, town
from tests.line import Line

KINDS = ("robbery", "gunshots", "threats", "domestic_violence", "street_light", "other")
AREAS = {"juarez": (None, "anapra", "centro"), "durban": (None, "umlazi", "phoenix")}
DAYS = (date(2026, 3, 8), date(2026, 3, 9), date(2026, 4, 1), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 23))
"""On which a summary is due: around both changes of Ciudad Juárez's clocks, and far from any."""

LENGTH = {DAILY: 1, WEEKLY: 7, MONTHLY: 31}
MOVES = ("acknowledged", "in_progress", "resolved", "closed", "received")
PLACES = ("corner of the shop", "Corner of the shop!", "the school", "")

people = st.sampled_from(("thandi", "sipho", "lupita", "nomvula", "chuy"))
minutes = st.integers(-30, 90 * 24 * 60)
later = st.none() | st.integers(0, 3000)


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    """One report, so many minutes before the cut-off, and what became of it, so many minutes later; near others if it can be."""
    return {
        "minutes": draw(st.one_of(minutes, st.integers(0, 3 * 60), st.integers(0, 9 * 24 * 60))),
        "category": draw(st.sampled_from(KINDS)),
        "area": draw(st.integers(0, 2)),
        "who": draw(people),
        "dangerous": draw(st.sampled_from((None, "yes", "no"))),
        "place": draw(st.sampled_from(PLACES)),
        "pin": draw(st.none() | st.tuples(st.integers(-3, 3), st.integers(-3, 3))),
        "moves": draw(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 5 * 24 * 60)), max_size=3)),
        "incident": draw(st.none() | st.tuples(st.integers(0, 600), later, later)),
    }


def period(city: City, kind: str, day: date, hour: int) -> Period:
    ends = datetime.combine(day, time(hour), city.time_zone)
    begins = datetime.combine(day - LENGTH[kind] * timedelta(days=1), time(hour), city.time_zone)
    return Period(kind, "", begins.astimezone(UTC), ends.astimezone(UTC))


def write(here: Town, span: Period, reports: list[dict[str, Any]]) -> None:
    for given_ in reports:
        at = span.ends - timedelta(minutes=given_["minutes"])
        pin = given_["pin"]
        point = (here.city.center[0] + pin[0] / 1000, here.city.center[1] + pin[1] / 1000) if pin else None
        area = AREAS[here.city.key][given_["area"]]
        report = here.told(
            given_["category"], at, area, given_["who"], dangerous=given_["dangerous"], place=given_["place"], pin=point
        )
        for state, later in given_["moves"]:
            at += timedelta(minutes=later)
            here.becomes(report, state, at)
        if given_["incident"]:
            opened, acknowledged, ended = given_["incident"]
            incident = here.incident(report, report.filed_at + timedelta(minutes=opened))
            incident.acknowledged_at = incident.opened_at + timedelta(minutes=acknowledged) if acknowledged is not None else None
            incident.ended_at = incident.opened_at + timedelta(minutes=ended) if ended is not None else None
    here.session.flush()


def agree(found: Figures, again: Recount) -> None:
    assert asdict(found.total) == again.total()
    plain = {each.name: asdict(each) for each in found.categories if each.name not in found.apart}
    assert plain == again.categories()
    assert {each.name: asdict(each) for each in found.dimensions} == again.dimensions()
    assert {each.name: asdict(each) for each in found.areas} == again.areas()
    assert list(found.days) == again.days()
    waiting = again.unanswered()
    assert found.unanswered == len(waiting)
    assert [each.report_id for each in found.waiting] == [each.id for each in waiting[:10]]
    assert found.oldest_days == (again.age(waiting[0]) if waiting else 0)
    assert found.overdue == len(again.overdue())
    urgent = again.urgent()
    assert found.urgent_in_all == len(urgent)
    assert [each.report_id for each in found.urgent] == [each.id for each in urgent[:10]]
    overdue = {each.id for each in again.overdue()}
    assert all(each.overdue == (each.report_id in overdue) for each in (*found.urgent, *found.waiting))
    assert [(each.kind, each.report_ids) for each in found.groups] == again.groups()
    assert asdict(found.quality) == again.quality()


@pytest.mark.parametrize("key", ["juarez", "durban"])
def test_the_figures_equal_a_slow_recount(line: Line, key: str) -> None:
    city = cities.load()[key]
    scopes = (
        Scope(key),
        Scope(key, hidden=frozenset({"domestic_violence", "sexual_violence", "harassment"})),
        Scope(key, categories=frozenset({"robbery", "threats"})),
        Scope(key, areas=frozenset({AREAS[key][1] or ""})),
    )

    @settings(
        max_examples=30,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        reports=st.lists(told(), min_size=1, max_size=25),
        kind=st.sampled_from((DAILY, WEEKLY, MONTHLY)),
        day=st.sampled_from(DAYS),
        hour=st.sampled_from((0, 7, 18)),
        scope=st.sampled_from(scopes),
    )
    def holds(reports: list[dict[str, Any]], kind: str, day: date, hour: int, scope: Scope) -> None:
        span = period(city, kind, day, hour)
        with town(line, key) as here:
            write(here, span, reports)
            agree(counting.count(here.session, city, scope, span), Recount(here.session, city, scope, span))

    holds()


@pytest.mark.parametrize(
    ("key", "day", "kind"),
    [
        ("juarez", DAYS[0], DAILY),
        ("juarez", DAYS[1], DAILY),
        ("juarez", DAYS[2], MONTHLY),
        ("juarez", DAYS[3], WEEKLY),
        ("juarez", DAYS[4], WEEKLY),
        ("durban", DAYS[3], MONTHLY),
        ("durban", DAYS[5], WEEKLY),
    ],
)
def test_a_long_history_over_a_change_of_clocks_equals_the_recount(line: Line, key: str, day: date, kind: str) -> None:
    """A report every four hours for a hundred days, more of them on some weekdays: every line has a history."""
    city = cities.load()[key]
    span = period(city, kind, day, 7)
    with town(line, key) as here:
        for number in range(100 * 6):
            at = span.ends - timedelta(minutes=240 * number + 1)
            if (number * 7919) % 11 > at.weekday():
                here.told(KINDS[number % 5], at, AREAS[key][number % 3], who=f"neighbour {number % 40}")
        here.session.flush()
        found = counting.count(here.session, city, Scope(key), span)
        again = Recount(here.session, city, Scope(key), span)
        agree(found, again)
        assert again.weeks() == 8
        assert found.total.verdict == ("few" if kind == DAILY else "usual")


def test_messages_are_counted_by_what_became_of_them(line: Line) -> None:
    city = cities.load()["juarez"]
    span = period(city, WEEKLY, date(2026, 11, 2), 7)
    with town(line, "juarez") as here:
        for number in range(60):
            at = span.ends - timedelta(hours=4 * number - 9)
            heard = here.message("in", ("answered", "answered", "failed")[number % 3], at, ("es", "en", "zu")[number % 4 % 3])
            if number % 5 == 0:
                here.not_understood(heard)
            here.message("out", ("delivered", "read", "undelivered", "failed", "dropped", "sent")[number % 6], at)
            here.message("out", "sent", at, channel="email")
            contact = here.session.get_one(Contact, here.resident(f"neighbour {number}"))
            contact.stopped_at, contact.notices_stopped_at = (at, None) if number % 2 else (None, at)
        here.session.flush()
        found = counting.count(here.session, city, Scope("juarez"), span).quality
        assert asdict(found) == Recount(here.session, city, Scope("juarez"), span).quality()
        assert found.sent > 30
        assert found.undelivered > 10
        assert found.stopped > 10
        assert 0 < found.understood["es"][0] < found.understood["es"][1]
