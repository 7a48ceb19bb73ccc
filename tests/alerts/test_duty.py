"""Who is on duty: the city's own time, over midnight, and on the days when Juárez changes its clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cities
from alerts import duty
from models import Duty, Official
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.line import Line

JUAREZ, DURBAN = ZoneInfo("America/Ciudad_Juarez"), ZoneInfo("Africa/Johannesburg")
DAYS = [1, 2, 3, 4, 5, 6, 7]


def covers(begins: str, ends: str, local: str, zone: ZoneInfo = DURBAN, days: list[int] = DAYS, fold: int = 0) -> bool:
    now = datetime.fromisoformat(local).replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return duty.covers(Duty(days=days, begins=begins, ends=ends), zone, now)


@pytest.mark.parametrize(
    ("begins", "ends", "local", "there"),
    [
        ("08:00", "16:00", "2026-11-23 08:00", True),
        ("08:00", "16:00", "2026-11-23 15:59:59", True),
        ("08:00", "16:00", "2026-11-23 16:00", False),
        ("22:00", "06:00", "2026-11-23 23:30", True),
        ("22:00", "06:00", "2026-11-24 05:59", True),
        ("22:00", "06:00", "2026-11-24 06:00", False),
        ("22:00", "00:00", "2026-11-24 00:00", False),
        ("00:00", "00:00", "2026-11-24 00:00", True),
        ("07:00", "07:00", "2026-11-24 06:59", True),
    ],
)
def test_hours_of_a_day(begins: str, ends: str, local: str, there: bool) -> None:
    assert covers(begins, ends, local) is there


@pytest.mark.parametrize(
    ("local", "there"),
    [
        ("2026-11-27 22:00", True),  # Friday
        ("2026-11-28 05:00", True),  # the Friday's night goes on
        ("2026-11-28 22:30", False),  # Saturday begins none
        ("2026-11-27 05:00", False),  # the Thursday's night does not exist
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(local: str, there: bool) -> None:
    assert covers("22:00", "06:00", local, days=[5]) is there


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("22:00", "06:00", 7),  # 8 March 2026: 2:00 becomes 3:00 in the night
        ("02:30", "06:00", 2.5),  # 2:30 does not exist; it is 3:30
        ("00:00", "02:30", 2.5),
    ],
)
def test_the_night_that_is_an_hour_shorter(begins: str, ends: str, hours: float) -> None:
    assert _hours_of(Duty(days=DAYS, begins=begins, ends=ends), datetime(2026, 3, 7, 18, tzinfo=JUAREZ)) == hours


@pytest.mark.parametrize(("begins", "ends", "hours"), [("22:00", "06:00", 9), ("01:30", "06:00", 5.5), ("22:00", "01:30", 3.5)])
def test_the_night_that_is_an_hour_longer(begins: str, ends: str, hours: float) -> None:
    """1 November 2026: the hour from one to two comes twice."""
    assert _hours_of(Duty(days=DAYS, begins=begins, ends=ends), datetime(2026, 10, 31, 18, tzinfo=JUAREZ)) == hours


_TIMES = st.times().map(lambda each: f"{each:%H:%M}")
_CHANGES = [datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)]
_AROUND = st.sampled_from(_CHANGES)


@given(st.sampled_from([JUAREZ, DURBAN]), _TIMES, _TIMES, _AROUND, st.integers(-2880, 2880))
def test_who_hands_over_and_who_takes_over_leave_no_minute_out_and_none_double(
    zone: ZoneInfo, one: str, other: str, around: datetime, minutes: int
) -> None:
    if one == other:
        return
    now = around + timedelta(minutes=minutes)
    shifts = [Duty(days=DAYS, begins=one, ends=other), Duty(days=DAYS, begins=other, ends=one)]
    assert sum(duty.covers(each, zone, now) for each in shifts) == 1


def test_the_rota_is_in_its_order_with_each_person_once_and_nobody_who_left_or_only_watches(
    line: Line, rota: dict[str, str], clock: Clock
) -> None:
    night.on_duty(line, rota["botha"], 3)
    pillay = night.official(line, "metro_police", "+27605550121", "pillay")
    watcher = night.official(line, "metro_police", "+27605550122", "watcher", "observer")
    evening = night.official(line, "metro_police", "+27605550123", "evening")
    night.on_duty(line, pillay, 0)
    night.on_duty(line, watcher, 0)
    night.on_duty(line, evening, 0, "16:00", "22:00")
    with line.board.sessions.writing() as session:
        session.get_one(Official, pillay).left_at = clock.now
        body = session.get_one(Official, rota["botha"]).body_id
        there = duty.on_duty(session, body, cities.load()["durban"], clock.now)
        assert [each.handle for each in there] == ["botha", "naidoo"]
        assert duty.on_duty(session, body, cities.load()["juarez"], clock.now) == []
        assert duty.on_duty(session, None, cities.load()["durban"], clock.now) == []
        assert [each.handle for each in duty.coordinators(session, cities.load()["durban"])] == ["mkhize"]


def _hours_of(shift: Duty, evening: datetime) -> float:
    """How long the shift is that begins in the night after this evening, minute by minute."""
    start = evening.astimezone(UTC)
    night_long = [start + timedelta(minutes=each) for each in range(16 * 60)]
    return sum(duty.covers(shift, JUAREZ, now) for now in night_long) / 60
