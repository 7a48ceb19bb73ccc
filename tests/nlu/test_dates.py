"""Days and hours that a question asks for. It is Thursday 19 November 2026, ten in the morning in Durban."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.dates import Day, find_clock, find_day

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
DURBAN = ZoneInfo("Africa/Johannesburg")
JUAREZ = ZoneInfo("America/Ciudad_Juarez")
TODAY = date(2026, 11, 19)
ES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
ZU = [
    "Januwari",
    "Febhuwari",
    "Mashi",
    "Ephreli",
    "Meyi",
    "Juni",
    "Julayi",
    "Agasti",
    "Septhemba",
    "Okthoba",
    "Novemba",
    "Disemba",
]


def day(text: str, *, ahead: bool = False) -> Day | None:
    return find_day(text, NOW, DURBAN, ahead=ahead)


@given(st.dates(date(1910, 1, 1), date(2090, 12, 31)))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_day_is_read_as_it_is_written(given_day: date) -> None:
    number, year = given_day.day, given_day.year
    for written in (
        given_day.isoformat(),
        f"{number}/{given_day.month}/{year}",
        f"{number:02}-{given_day.month:02}-{year}",
        f"{number}.{given_day.month}.{year}",
        f"{number:02}{given_day.month:02}{year}",
        f"{number} de {ES[given_day.month - 1]} de {year}",
        f"el {number} de {ES[given_day.month - 1]} del {year}",
        f"{number} {EN[given_day.month - 1]} {year}",
        f"{EN[given_day.month - 1]} {number}, {year}",
        f"{number} {EN[given_day.month - 1][:3]} {year}",
        f"ngomhla ka-{number} ku{ZU[given_day.month - 1]} {year}",
    ):
        assert day(written) == Day(given_day, "day"), written


@given(st.dates(TODAY - timedelta(days=364), TODAY))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_day_without_its_year_is_the_last_or_the_next_one(past: date) -> None:
    written = f"{past.day} de {ES[past.month - 1]}"
    ahead = day(written, ahead=True)
    assert day(written) == Day(past, "day")
    assert ahead is not None
    assert ahead.date >= TODAY
    assert (ahead.date.day, ahead.date.month) == (past.day, past.month)


@pytest.mark.parametrize(
    ("text", "year"), [("12/3/90", 1990), ("12/3/26", 2026), ("12/3/27", 1927), ("12 March 85", 1985), ("March '01", 2001)]
)
def test_two_figures_are_a_year_that_has_begun(text: str, year: int) -> None:
    found = day(text)
    assert found is not None
    assert found.date.year == year


def test_the_day_is_that_of_the_city() -> None:
    late = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert find_day("hoy", late, JUAREZ) == Day(date(2026, 11, 19), "day")
    assert find_day("namhlanje", late, DURBAN) == Day(date(2026, 11, 20), "day")


@pytest.mark.parametrize("text", ["", "hello", "31/2/2026", "99/99", "la semana pasada", "5", "1899"])
def test_what_is_no_day_is_none(text: str) -> None:
    found = day(text)
    assert found is None or found.precision != "day"


@given(st.times())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_every_time_of_24_hours(moment: time) -> None:
    written = time(moment.hour, moment.minute)
    for text in (
        f"{written:%H:%M}",
        f"{written:%Hh%M}",
        f"{written:%H%M}",
        f"a las {written:%H:%M}",
        f"at {written:%H:%M}",
        f"ngo-{written:%H:%M}",
    ):
        assert find_clock(text) == written, text


@given(st.integers(1, 12), st.sampled_from([0, 5, 15, 30, 45, 59]), st.sampled_from(["am", "pm"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_every_time_of_12_hours(hour: int, minute: int, half: str) -> None:
    meant = time(hour % 12 + (12 if half == "pm" else 0), minute)
    for text in (
        f"{hour}:{minute:02} {half}",
        f"{hour}:{minute:02}{half}",
        f"{hour}.{minute:02} {half}",
        f"at {hour}:{minute:02} {half}",
    ):
        assert find_clock(text) == meant, text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "25:00",
        "9:75",
        "9-10",
        "9:5",
        "from 9 to 5",
        "in the morning",
        "8 menos casi nada y 4",
        "2 o 3",
        "5 men at 9",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert find_clock(text) is None
