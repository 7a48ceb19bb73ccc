"""What an official finds in a summary: named people's reports in Durban and Juárez, counted, grouped and kept apart."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

import cities
from digests import counting
from digests.days import WEEKS, windows
from digests.figures import CLUSTER, DUPLICATES, Figures
from digests.period import DAILY, WEEKLY, Period
from models import Body, Route
from reports.scope import Scope
from tests.digests.town import Town, town
from tests.line import Line

DURBAN, JUAREZ = cities.load()["durban"], cities.load()["juarez"]
ENDS = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Seven o'clock in Durban, a Monday."""

DAY, WEEK = (Period(kind, "", ENDS - timedelta(days=days), ENDS) for kind, days in ((DAILY, 1), (WEEKLY, 7)))
HOUR = timedelta(hours=1)
UMLAZI_STATION = (-29.9670, 30.8830)
PROTECTED = frozenset(each.name for each in DURBAN.categories if each.protected)


def north(point: tuple[float, float], metres: float) -> tuple[float, float]:
    return point[0] + metres / 111_195, point[1]


def ago(**time: float) -> datetime:
    return ENDS - timedelta(**time)


def counted(here: Town, period: Period = WEEK, scope: Scope | None = None) -> Figures:
    here.session.flush()
    return counting.count(here.session, here.city, scope or Scope(here.city.key), period)


def every_week(here: Town, times: int, category: str = "robbery", area: str | None = "umlazi") -> None:
    """As many in each of the eight weeks before this one."""
    for week in range(1, WEEKS + 1):
        here.often(category, times, ago(days=7 * week + 3), area)
    here.told("other", ago(days=70))


def test_a_week_with_twice_the_robberies_is_told_as_more(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 10)
        here.often("robbery", 25, ago(days=2), "umlazi")
        found = counted(here)
        assert (found.total.count, found.total.usual, found.total.verdict) == (25, 10.0, "more")
        assert found.changed == ("area:umlazi", "category:robbery", "dimension:economic", "dimension:personal", "total")


def test_two_robberies_where_none_were_are_no_news(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 10, "street_light")
        here.often("street_light", 9, ago(days=2), "umlazi")
        here.often("robbery", 3, ago(days=2), "phoenix")
        found = counted(here)
        assert found.changed == ()
        assert {line.name: line.verdict for line in found.categories} == {"street_light": "usual", "robbery": "few"}


def test_an_area_from_which_nothing_comes_any_more_is_silent(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 12)
        every_week(here, 2, area="phoenix")
        here.often("robbery", 12, ago(days=2), "chatsworth")
        found = counted(here)
        assert found.silent == ("umlazi",)
        assert [line.name for line in found.areas] == ["chatsworth", "umlazi"]


def test_a_line_that_is_four_weeks_old_knows_what_is_usual_and_a_younger_one_does_not(line: Line) -> None:
    for weeks, verdict in ((4, "more"), (3, "few")):
        with town(line, "durban") as here:
            here.told("other", ago(days=7 * (weeks + 1), minutes=5))
            for week in range(1, weeks + 1):
                here.often("robbery", 10, ago(days=7 * week + 3))
            here.often("robbery", 40, ago(days=2))
            assert counted(here).total.verdict == verdict


def test_danger_comes_first_then_what_nobody_answered_the_oldest_first(line: Line) -> None:
    with town(line, "durban") as here:
        lamp = here.told("street_light", ago(days=30), "umlazi", "sipho")
        water = here.told("water", ago(days=10), "umlazi", "thandi")
        shots = here.told("gunshots", ago(hours=3), "phoenix", "nomvula", dangerous="yes")
        shop = here.told("robbery", ago(hours=5), "phoenix", "lungi", dangerous="yes")
        here.becomes(lamp, "acknowledged", ago(days=2))
        here.becomes(shop, "acknowledged", ago(hours=4))
        found = counted(here)
        assert [each.report_id for each in found.urgent] == [shots.id, shop.id]
        assert [each.report_id for each in found.waiting] == [water.id, shots.id]
        assert (found.unanswered, found.overdue, found.oldest_days) == (2, 2, 10)
        assert found.waiting[0].overdue
        assert found.waiting[0].days == 10
        assert (found.urgent[1].state, found.urgent[0].state) == ("acknowledged", "received")


def test_an_incident_that_nobody_heeded_is_urgent_until_somebody_did(line: Line) -> None:
    with town(line, "durban") as here:
        report = here.told("gunshots", ago(hours=3), "phoenix")
        incident = here.incident(report, ago(hours=3))
        assert [each.report_id for each in counted(here).urgent] == [report.id]
        incident.acknowledged_at = ENDS + HOUR
        assert counted(here).urgent_in_all == 1, "it was acknowledged after the cut-off"
        incident.acknowledged_at = ENDS - HOUR
        assert counted(here).urgent_in_all == 0


def test_a_summary_made_late_says_what_it_would_have_said_in_time(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 6)
        done = here.told("water", ago(days=4), "umlazi", "thandi", dangerous="yes")
        here.becomes(done, "resolved", ago(days=1))
        for number, category in enumerate(("water", "gunshots", "threats")):
            here.told(category, ago(hours=number + 3), "phoenix", "sipho", dangerous="yes")
        answered = here.told("robbery", ago(days=3), "phoenix", "nomvula")
        here.becomes(answered, "acknowledged", ago(days=2))
        waiting = here.told("roads", ago(days=20), "phoenix", "nomvula")
        in_time = counted(here)
        here.becomes(done, "received", ENDS + HOUR)
        here.becomes(answered, "resolved", ENDS + HOUR)
        here.becomes(answered, "received", ENDS + 2 * HOUR)
        here.becomes(waiting, "closed", ENDS + 3 * HOUR)
        here.told("gunshots", ENDS, "phoenix", dangerous="yes")
        assert counted(here) == in_time


def test_who_may_not_know_of_violence_at_home_gets_the_same_as_if_there_were_none(line: Line) -> None:
    """Everything protected is taken out of the table, and nothing in the figures of who does not see it changes."""
    hidden = Scope("durban", hidden=PROTECTED)
    with town(line, "durban") as here:
        every_week(here, 6)
        reports = []
        for number in range(9):
            kind = sorted(PROTECTED)[number % 3]
            report = here.told(kind, ago(hours=5 + number), "umlazi", f"n {number}", dangerous="yes", pin=UMLAZI_STATION)
            here.incident(report, ago(hours=5))
            reports.append(report)
        here.becomes(reports[0], "resolved", ENDS + HOUR)
        here.often("robbery", 7, ago(days=1), "umlazi")
        seen, unseen = counted(here), counted(here, scope=hidden)
        assert seen.protected is not None
        assert seen.protected.count == 9
        assert seen == replace(unseen, protected=seen.protected, changed=seen.changed)
        assert unseen.protected is None
        for report in reports:
            report.incident_id = None
            here.session.flush()
            here.session.delete(report.updates[0])
            for update in report.updates[1:]:
                here.session.delete(update)
            here.session.delete(report)
        here.session.flush()
        assert counted(here, scope=hidden) == unseen


@pytest.mark.parametrize("count", [0, 1, 2])
def test_one_or_two_reports_of_violence_at_home_are_told_as_no_number(line: Line, count: int) -> None:
    with town(line, "durban") as here:
        every_week(here, 6)
        here.often("robbery", 7, ago(days=1), "umlazi")
        without = counted(here)
        here.often("domestic_violence", count, ago(hours=9), "umlazi")
        here.often("sexual_violence", 2, ago(days=16), "umlazi")
        assert counted(here) == without
        assert without.protected is not None
        assert without.protected.count is None


def test_in_one_area_one_or_two_threats_change_no_count(line: Line) -> None:
    """Not the total, no dimension, no day: nothing that the small number could be worked out from."""
    umlazi = Scope("durban", areas=frozenset({"umlazi"}))
    with town(line, "durban") as here:
        every_week(here, 6)
        here.often("robbery", 7, ago(days=1), "umlazi")
        statistics = []
        for _ in range(3):
            found = counted(here, scope=umlazi)
            lines = (found.total, found.categories, found.dimensions, found.areas, found.protected)
            statistics.append((lines, found.changed, found.days, found.groups, found.silent, found.apart))
            here.told("threats", ago(hours=9), "umlazi")
        assert statistics[0] == statistics[1] == statistics[2]
        found = counted(here, scope=umlazi)
        assert "threats" in found.apart
        assert {line.name: line.count for line in found.categories}["threats"] == 3
        assert found.total.count == 7


def test_a_body_that_is_given_one_area_only_counts_as_that_area_does(line: Line) -> None:
    with town(line, "durban") as here:
        body = Body(id="station", city="durban", name="station", labels={"en": "The station"})
        here.session.add(body)
        here.session.flush()
        here.session.add(Route(city="durban", body_id="station", category="", area="umlazi"))
        here.told("threats", ago(hours=9), "umlazi", body_id="station")
        mine = Scope("durban", body_id="station")
        assert {line.name: line.count for line in counted(here, scope=mine).categories}["threats"] is None
        here.session.add(Route(city="durban", body_id="station", category="threats", area=""))
        assert {line.name: line.count for line in counted(here, scope=mine).categories} == {"threats": 1}


def test_threats_count_in_no_area_and_their_place_is_not_told(line: Line) -> None:
    with town(line, "durban") as here:
        here.told("threats", ago(hours=9), "umlazi", dangerous="yes", place="behind the school")
        here.told("robbery", ago(hours=8), "phoenix")
        found = counted(here)
        assert {line.name: line.count for line in found.areas} == {"phoenix": 1}
        assert found.urgent[0].area is None
        assert found.urgent[0].sensitive
        assert "school" not in json.dumps(found.to_json())


def test_of_the_other_city_nothing_is_counted(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 6)
        alone = counted(here)
        there = Town(here.session, JUAREZ)
        for number in range(8):
            report = there.told("gunshots", ago(hours=number + 1), "anapra", f"v {number}", dangerous="yes", pin=(31.7, -106.4))
            report.id = f"juarez {number}"
            there.incident(report, ago(hours=1))
            there.message("out", "undelivered", ago(hours=number + 1), "es")
            there.answers("feeling_safe", "walking/dark", "very_safe", ago(hours=2))
        assert counted(here) == alone


def test_one_event_told_by_three_is_one_group_of_possible_duplicates(line: Line) -> None:
    with town(line, "durban") as here:
        first = here.told("gunshots", ago(hours=4), "umlazi", "thandi", pin=UMLAZI_STATION)
        near = here.told("gunshots", ago(hours=3), "umlazi", "sipho", pin=north(UMLAZI_STATION, 140))
        here.told("gunshots", ago(hours=3.5), "umlazi", "thandi", pin=UMLAZI_STATION)
        here.told("gunshots", ago(hours=3.4), "umlazi", "nomvula", pin=north(UMLAZI_STATION, 160))
        here.told("robbery", ago(hours=3.3), "umlazi", "lungi", pin=UMLAZI_STATION)
        (group,) = counted(here).groups
        assert (group.kind, group.report_ids, group.count) == (DUPLICATES, (first.id, near.id), 2)
        assert group.metres in (140, 141)
        assert (group.minutes, group.area) == (60, "umlazi")


def test_the_same_words_for_the_place_are_enough_where_nobody_sent_a_pin(line: Line) -> None:
    with town(line, "durban") as here:
        for who, place in (("thandi", "V section, the shop"), ("sipho", "v section the SHOP"), ("lungi", "Z section")):
            here.told("water", ago(hours=4), "umlazi", who, place=place)
        (group,) = counted(here).groups
        assert (group.kind, group.count, group.metres) == (DUPLICATES, 2, None)


def test_three_robberies_near_one_corner_on_one_day_are_a_cluster(line: Line) -> None:
    with town(line, "durban") as here:
        for number, who in enumerate(("thandi", "sipho", "lungi")):
            here.told("robbery", ago(hours=20 - 5 * number), "umlazi", who, pin=north(UMLAZI_STATION, 100 * number))
        (group,) = counted(here).groups
        assert (group.kind, group.count, group.minutes) == (CLUSTER, 3, 600)
        assert group.metres in (200, 201)


def test_two_threats_are_no_group_and_three_are(line: Line) -> None:
    with town(line, "durban") as here:
        here.told("threats", ago(hours=4), "umlazi", "thandi", pin=UMLAZI_STATION)
        here.told("threats", ago(hours=4), "umlazi", "sipho", pin=UMLAZI_STATION)
        assert counted(here).groups == ()
        here.told("threats", ago(hours=4), "umlazi", "lungi", pin=UMLAZI_STATION)
        assert [each.count for each in counted(here).groups] == [3]


def test_the_survey_that_most_finished_is_told_from_five_answers_on(line: Line) -> None:
    with town(line, "durban") as here:
        for number in range(4):
            here.answers("feeling_safe", "walking/dark", ("unsafe", "very_safe")[number % 2], ago(hours=number + 1))
        here.answers("feeling_safe", "walking/dark", "", ago(hours=2))
        here.answers("feeling_safe", "walking/dark", "unsafe", ENDS)
        found = counted(here).pulse
        assert found is not None
        assert (found.flow, found.question, found.n, found.counts) == ("feeling_safe", "walking/dark", 4, {})
        here.answers("feeling_safe", "walking/dark", "unsafe", ago(hours=3))
        found = counted(here).pulse
        assert found is not None
        assert (found.n, list(found.counts.items())) == (5, [("unsafe", 3), ("very_safe", 2)])


def test_figures_are_kept_as_json_and_come_back_the_same(line: Line) -> None:
    with town(line, "durban") as here:
        every_week(here, 6)
        here.often("domestic_violence", 4, ago(hours=9), "umlazi")
        for who in ("thandi", "sipho", "lungi"):
            here.told("gunshots", ago(hours=4), "umlazi", who, pin=UMLAZI_STATION, dangerous="yes")
            here.message("in", "answered", ago(hours=4), "zu")
            here.answers("feeling_safe", "walking/dark", "unsafe", ago(hours=2))
        found = counted(here, DAY)
        assert found.urgent
        assert found.groups
        assert found.pulse
        assert found.protected
        assert Figures.of_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_day_in_which_the_clocks_change_is_a_day() -> None:
    """On 8 March 2026 Ciudad Juárez's day from seven to seven has 23 hours, on 1 November 25."""
    for ends, hours in ((datetime(2026, 3, 8, 13, 0, tzinfo=UTC), 23), (datetime(2026, 11, 1, 14, 0, tzinfo=UTC), 25)):
        period = Period(DAILY, "", ends - timedelta(hours=hours), ends)
        cut = windows(period, JUAREZ.time_zone)
        assert [(cut[0].ends - cut[0].begins) / HOUR, (cut[1].ends - cut[1].begins) / HOUR] == [hours, 24]
        assert sum(each.counts for each in cut) == 1
        assert len(cut) == 57


def test_a_period_that_begins_in_the_middle_of_a_day_is_compared_with_the_same_hours(line: Line) -> None:
    begins = ENDS - timedelta(days=2, hours=9)
    period = Period(WEEKLY, "", begins, ENDS)
    with town(line, "durban") as here:
        here.told("other", ago(days=80))
        for week in range(WEEKS + 1):
            back = timedelta(days=7 * week)
            here.told("roads", begins - back + timedelta(minutes=1))
            here.told("roads", ENDS - back - timedelta(minutes=1))
            here.often("water", 4, begins - back - HOUR)
        found = counted(here, period)
        assert (found.total.count, found.total.usual) == (2, 2.0)
        cut = windows(period, DURBAN.time_zone)
        assert min(each.begins for each in cut if each.counts) == begins
        ordered = sorted(cut, key=lambda each: each.begins)
        assert all(one.ends == other.begins for one, other in pairwise(ordered) if one.begins < one.ends)
