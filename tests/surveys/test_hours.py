"""Night and day in both cities, also on the days on which the clocks change."""

from datetime import UTC, datetime

import pytest

import cities
from messaging import hours

DURBAN, JUAREZ = cities.load()["durban"], cities.load()["juarez"]


@pytest.mark.parametrize(
    ("clock", "night"),
    [("00:00", True), ("08:59", True), ("09:00", False), ("12:00", False), ("20:59", False), ("21:00", True), ("23:59", True)],
)
@pytest.mark.parametrize("city", [DURBAN, JUAREZ], ids=lambda city: city.key)
def test_day_is_from_nine_to_nine(city: cities.City, clock: str, night: bool) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=city.time_zone)
    assert hours.is_night(city, now) is night
    assert hours.is_night(city, now.astimezone(UTC)) is night


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2027-03-14T06:00", "2027-03-14T15:00"),  # an hour of that night is missing: winter time is UTC-7, summer time UTC-6
        ("2027-03-13T15:59", "2027-03-13T16:00"),
        ("2027-11-07T05:00", "2027-11-07T16:00"),  # and here an hour comes twice
        ("2027-11-06T14:30", "2027-11-06T15:00"),
        ("2026-11-24T04:00", "2026-11-24T16:00"),  # nine in the evening
    ],
)
def test_the_morning_after_a_night_in_juarez(now: str, morning: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert hours.morning(JUAREZ, at) == datetime.fromisoformat(morning).replace(tzinfo=UTC)
    assert not hours.is_night(JUAREZ, hours.morning(JUAREZ, at))


def test_by_day_the_morning_is_now_and_the_evening_is_nine() -> None:
    noon = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert hours.morning(DURBAN, noon) == noon
    assert hours.evening(DURBAN, noon) == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
