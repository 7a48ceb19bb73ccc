"""When a summary is due: by local wall clocks that jump, around quiet days and holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cities
from digests import period
from digests.period import Calendar

JUAREZ, DURBAN = ZoneInfo("America/Ciudad_Juarez"), ZoneInfo("Africa/Johannesburg")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(1, 8)
WEEKEND = frozenset((SATURDAY, SUNDAY))


def daily(at: str = "07:00", zone: ZoneInfo = JUAREZ, quiet: frozenset[int] = frozenset(), country: str = "") -> Calendar:
    return Calendar("daily", time.fromisoformat(at), 0, zone, quiet, country)


def weekly(day: int, zone: ZoneInfo = DURBAN, quiet: frozenset[int] = frozenset(), country: str = "") -> Calendar:
    return Calendar("weekly", time(7), day, zone, quiet, country)


def monthly(day: int, zone: ZoneInfo = DURBAN, quiet: frozenset[int] = frozenset(), country: str = "") -> Calendar:
    return Calendar("monthly", time(7), day, zone, quiet, country)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues(calendar: Calendar, after: str, count: int) -> list[tuple[str, str]]:
    """The next due times, local as on the official's wall, with the names of their periods."""
    moment, found = utc(after), []
    for _ in range(count):
        moment = calendar.after(moment)
        found.append((f"{moment.astimezone(calendar.zone):%a %d %b %H:%M}", calendar.key(moment)))
    return found


def test_half_past_two_does_not_exist_on_8_march_in_juarez_and_still_there_is_one_digest() -> None:
    assert dues(daily("02:30"), "2026-03-07T00:00", 3) == [
        ("Sat 07 Mar 02:30", "2026-03-07"),
        ("Sun 08 Mar 03:30", "2026-03-08"),
        ("Mon 09 Mar 02:30", "2026-03-09"),
    ]


def test_half_past_one_comes_twice_on_1_november_in_juarez_and_still_there_is_one_digest() -> None:
    calendar = daily("01:30")
    assert dues(calendar, "2026-10-31T00:00", 3) == [
        ("Sat 31 Oct 01:30", "2026-10-31"),
        ("Sun 01 Nov 01:30", "2026-11-01"),
        ("Mon 02 Nov 01:30", "2026-11-02"),
    ]
    first = calendar.after(utc("2026-11-01T00:00"))
    assert first == utc("2026-11-01T07:30"), "the first of the two, in summer time"
    assert calendar.after(first) == utc("2026-11-02T08:30"), "not the second of the two"


def test_durban_has_no_summer_time() -> None:
    calendar = daily("02:30", DURBAN)
    assert {calendar.after(utc(f"2026-{month:02}-08T12:00")).time() for month in range(1, 13)} == {time(0, 30)}


def test_what_a_quiet_weekend_held_is_named_by_monday() -> None:
    assert dues(daily(quiet=WEEKEND), "2026-11-19T00:00", 4) == [
        ("Thu 19 Nov 07:00", "2026-11-19"),
        ("Fri 20 Nov 07:00", "2026-11-20"),
        ("Mon 23 Nov 07:00", "2026-11-23"),
        ("Tue 24 Nov 07:00", "2026-11-24"),
    ]


def test_a_week_keeps_its_name_when_a_quiet_sunday_pushes_it_into_the_next_one() -> None:
    assert dues(weekly(SUNDAY, quiet=frozenset((SUNDAY,))), "2026-11-20T00:00", 2) == [
        ("Mon 23 Nov 07:00", "2026-W47"),
        ("Mon 30 Nov 07:00", "2026-W48"),
    ]


def test_the_week_of_new_year_is_of_the_year_that_iso_says() -> None:
    assert dues(weekly(FRIDAY), "2026-12-20T00:00", 3) == [
        ("Fri 25 Dec 07:00", "2026-W52"),
        ("Fri 01 Jan 07:00", "2026-W53"),
        ("Fri 08 Jan 07:00", "2027-W01"),
    ]


def test_a_month_keeps_its_name_when_it_is_pushed_into_the_next_one() -> None:
    assert dues(monthly(28, quiet=WEEKEND), "2026-02-01T00:00", 3) == [
        ("Mon 02 Mar 07:00", "2026-02"),
        ("Mon 30 Mar 07:00", "2026-03"),
        ("Tue 28 Apr 07:00", "2026-04"),
    ]


def test_nothing_on_the_countrys_holidays() -> None:
    mexico = cities.load()["juarez"].country
    south_africa = cities.load()["durban"].country
    # 16 November 2026 is the day for Mexico's Revolution; 9 August, a Sunday, is made up for on the 10th in South Africa.
    assert dues(daily(country=mexico), "2026-11-15T20:00", 1) == [("Tue 17 Nov 07:00", "2026-11-17")]
    assert dues(daily(zone=DURBAN, country=south_africa), "2026-08-08T20:00", 1) == [("Tue 11 Aug 07:00", "2026-08-11")]
    assert dues(daily(zone=DURBAN, country=mexico), "2026-08-09T20:00", 1) == [("Mon 10 Aug 07:00", "2026-08-10")]


def test_two_weeks_whose_only_day_is_a_holiday_become_one_summary() -> None:
    """Only Fridays are not quiet, and Christmas and New Year are Fridays."""
    quiet = frozenset(range(1, 8)) - {FRIDAY}
    assert dues(weekly(FRIDAY, quiet=quiet, country="ZA"), "2026-12-15T00:00", 2) == [
        ("Fri 18 Dec 07:00", "2026-W51"),
        ("Fri 08 Jan 07:00", "2027-W01"),
    ]


@pytest.mark.parametrize("city", ["juarez", "durban"])
def test_both_pilots_holidays_are_known(city: str) -> None:
    country = cities.load()[city].country
    assert period.knows_holidays_of(country)
    assert period.is_holiday(country, date(2026, 12, 25))
    assert not period.is_holiday(country, date(2026, 11, 23))


CALENDARS = st.builds(
    Calendar,
    kind=st.sampled_from(period.KINDS),
    at=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    day=st.integers(1, 7),
    zone=st.sampled_from([JUAREZ, DURBAN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Havana")]),
    quiet=st.frozensets(st.integers(1, 7), max_size=6),
    country=st.sampled_from(["", "MX", "ZA"]),
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@settings(max_examples=150, deadline=None)
@given(CALENDARS, MOMENTS)
def test_due_times_follow_one_another_with_a_name_each(calendar: Calendar, moment: datetime) -> None:
    first = calendar.after(moment)
    second = calendar.after(first)
    assert moment < first < second
    assert calendar.key(first) < calendar.key(second), "names sort as their periods do"
    assert calendar.before(second) == first, "looked at from behind they are the same"
    assert calendar.after(second - timedelta(microseconds=1)) == second
    for due in (first, second):
        local = due.astimezone(calendar.zone)
        assert not calendar.is_quiet(local.date())
        exists = datetime.combine(local.date(), calendar.at, calendar.zone).astimezone(UTC).astimezone(calendar.zone)
        assert local == exists


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS)
def test_the_name_does_not_depend_on_what_is_quiet(calendar: Calendar, moment: datetime) -> None:
    due = calendar.after(moment)
    never_quiet = Calendar(calendar.kind, calendar.at, calendar.day, calendar.zone)
    assert never_quiet.key(due) == calendar.key(due)
