"""A day of the calendar or a time of the clock, as an answer to a question that asks for one: past or to come.

Dates are read with the day first, as both cities write them; one that does not exist so is read with the month first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from nlu import numbers, time_words
from nlu.time_reading import CLOCKS, wall_clock
from nlu.time_words import FIRST, LONG_PAST, Atom, Folded

Precision = Literal["day", "month", "year"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YMD: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?[-/. ] ?([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2})(?![0-9])")
_DMY: Final = re.compile(
    r"(?<![0-9])(?P<first>[0-9]{1,2}) ?(?P<mark>[-/. ]) ?(?P<second>[0-9]{1,2}) ?(?P=mark) ?"
    r"(?P<year>(?:19|20)[0-9]{2}|'?[0-9]{2})(?![0-9:h])"
)
_DDMMYYYY: Final = re.compile(r"(?<![0-9])(?P<first>[0-9]{2})(?P<second>[0-9]{2})(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_MY: Final = re.compile(r"(?<![0-9])([0-9]{1,2}) ?[-/. ] ?((?:19|20)[0-9]{2})(?![0-9])")
_YM: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?[-/. ] ?([0-9]{1,2})(?![0-9])")
_DM: Final = re.compile(r"(?<![0-9/.-])([0-9]{1,2}) ?[-/] ?([0-9]{1,2})(?![0-9/-])")
_SHORT_YEAR: Final = re.compile(r"'([0-9]{2})(?![0-9])")
_YEAR: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_HHMM: Final = re.compile(r"\s*([01][0-9]|2[0-3])([0-5][0-9])\s*")
_HOUR_MINUTE: Final = re.compile(r"\s*([01]?[0-9]|2[0-3])[.,]([0-5][0-9])\s*")
_LONGEST: Final = 200
"""Characters of a text up to which it answers when."""

_SHORT_ANSWER: Final = 5
"""Words up to which an hour may stand without what leads to it in a sentence."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day; for a mere month or year its first day."""

    date: date
    precision: Precision


def find_day(text: str, now: datetime, zone: ZoneInfo, *, ahead: bool = False) -> Day | None:
    """The day, month or year that a text names.

    Without a year the last one past is meant, and the next one to come with `ahead`. `now` is aware.
    """
    if len(text) > _LONGEST:
        return None
    today = now.astimezone(zone).date()
    folded = time_words.folded(text)
    atoms = time_words.scan(folded)
    reading = _Calendar(today, ahead or any(atom.kind == "future" for atom in atoms))
    return reading.in_figures(folded.text) or reading.by_name(folded, atoms) or reading.by_words(atoms) or _year(folded.text)


def find_clock(text: str, *, beside_a_day: bool = False) -> time | None:
    """The time of the day that a text names. Without a part of the day, 1 to 5 are in the afternoon, unless they are
    written with a leading zero. `beside_a_day` allows other numbers in the text: those of the day."""
    if len(text) > _LONGEST:
        return None
    if beside_a_day:
        return _clock(text, alone=False)
    figures = _HHMM.fullmatch(text) or _HOUR_MINUTE.fullmatch(text)
    if figures and len(figures[1]) == 2:
        return time(int(figures[1]), int(figures[2]))
    found = _clock(text)
    if found is not None or len(text.split()) > _SHORT_ANSWER:
        return found
    if len(numbers.find(text)) > 1:
        return _clock(_with_minutes(text))
    led = (_clock(lead + text.strip()) for lead in time_words.CLOCK_LEADS)
    return next((found for found in led if found is not None), None) or _clock(_in_figures(text))


def _in_figures(text: str) -> str:
    """A text with one number in it, with the time that it is in figures: nueve, 9 y media. Else nothing."""
    found = numbers.find(text)
    if len(found) != 1 or not 0 <= found[0].value <= 24:
        return ""
    hour, half = divmod(found[0].value, 1)
    return _replaced(text, found, int(hour), int(half * 60))


def _with_minutes(text: str) -> str:
    """The same for an hour and its minutes: nine thirty, ten past eight, 8 menos diez, 10 para las 8."""
    found = numbers.find(text)
    if len(found) != 2 or not all(number.value == int(number.value) for number in found):
        return ""
    first, second = (int(number.value) for number in found)
    between = numbers.plain(text)[found[0].end : found[1].start].strip()
    if between in time_words.MINUTES_AFTER:
        first, second = second, first
    elif between in time_words.MINUTES_BEFORE:
        # "9 to 5" is a span of hours: people count the minutes before an hour in fives.
        first, second = (second, -first) if first % 5 == 0 else (0, 60)
    elif between:
        return ""
    if not 1 <= first <= 24 or not -30 <= second < 60:
        return ""
    return _replaced(text, found, first, second) if second >= 0 else _replaced(text, found, first - 1 or 12, 60 + second)


def _replaced(text: str, found: Sequence[numbers.Number], hour: int, minute: int) -> str:
    plain = numbers.plain(text)
    return f"{plain[: found[0].start]} {hour}:{minute:02} {plain[found[-1].end :]}"


def _clock(text: str, *, alone: bool = True) -> time | None:
    folded = time_words.folded(text)
    atoms = time_words.scan(folded)
    if alone and numbers.find(_without(folded.text, atoms)):
        return None  # "8 menos diez" is not eight o'clock
    if any("until" in atom.values for atom in atoms):
        return None  # "between 8 and 9" is no one time
    parts = [atom.key for atom in atoms if atom.kind == "part"]
    parts += [atom.key.partition(" ")[2] for atom in atoms if atom.kind == "day" and " " in atom.key]
    clocks = {wall_clock(atom, parts[0] if parts else "") for atom in atoms if atom.kind in CLOCKS and "hour" in atom.values}
    if len(clocks) == 1:
        return clocks.pop()
    if not clocks and len(parts) == 1 and parts[0] in ("noon", "midnight"):
        return time(12 if parts[0] == "noon" else 0)
    return None


class _Calendar:
    """What words for days mean on one day."""

    def __init__(self, today: date, ahead: bool) -> None:
        self._today = today
        self._ahead = ahead

    def in_figures(self, text: str) -> Day | None:
        """2026-03-12, 12/3/26, 12 03 1990, 12031990, 3/1990, 12/3."""
        if found := _YMD.search(text):
            return _day(int(found[1]), int(found[2]), int(found[3]))
        if found := _DMY.search(text) or _DDMMYYYY.search(text):
            return self._either(int(found["first"]), int(found["second"]), self._full_year(found["year"]))
        if found := _MY.search(text):
            return _month(int(found[2]), int(found[1]))
        if found := _YM.search(text):
            return _month(int(found[1]), int(found[2]))
        if found := _DM.search(text):
            return self._either(int(found[1]), int(found[2]), None)
        return None

    def by_name(self, folded: Folded, atoms: Sequence[Atom]) -> Day | None:
        """12 de marzo de 1990, March 12th, ngomhla ka-12 kuMashi."""
        text = _without_clocks(folded.text, atoms)
        spans = [(atom.start, atom.end) for atom in atoms if atom.kind in ("ago", "lasting")]  # "ago" is also short for agosto
        named = [each for each in time_words.months(text) if not any(a <= each[1] < b for a, b in spans)]
        if not named:
            return None
        month, start, end = max(named, key=lambda each: each[2] - each[1])
        rest = _SHORT_YEAR.sub(lambda found: f" {self._full_year(found[1])} ", text[:start] + " , " + text[end:])
        values = [int(number.value) for number in numbers.find(rest) if number.value == int(number.value)]
        year, days = self._year_among(values)
        if not days and any(word in FIRST for word in re.findall(r"\w+", rest)):
            days = [1]
        if year is None and len(days) > 1:
            year = self._full_year(f"{days[1]:02}")
        if not days:
            return _month(year if year is not None else self._nearest_year(month), month)
        return _day(year, month, days[0]) if year is not None else self._nearest(month, days[0])

    def by_words(self, atoms: Sequence[Atom]) -> Day | None:
        """Ayer, last Friday, kusasa, in two weeks, the 12th."""
        for atom in atoms:
            day = self._by_word(atom)
            if day is not None:
                return day
        return None

    def _by_word(self, atom: Atom) -> Day | None:
        match atom.kind:
            case "day":
                return Day(self._today + timedelta(days=int(atom.key.split()[0])), "day")
            case "now" | "moments":
                return Day(self._today, "day")
            case "weekday":
                return self._weekday(atom)
            case "ago":
                return self._away(atom, -1)
            case "future":
                return self._to_come(atom)
            case "period":
                unit, back = atom.key.split()
                first = self._today.replace(day=1)
                if unit == "month":
                    return Day(_months_away(first, -int(back)), "month")
                return Day(date(self._today.year - int(back), 1, 1), "year") if unit == "year" else None
            case "date" if "month" not in atom.values and "monthnumber" not in atom.values and "day" in atom.values:
                return self._numbered(int(atom.values["day"]))
        return None

    def _weekday(self, atom: Atom) -> Day:
        weekday = int(atom.values.get("weekday", atom.values.get("shortweekday", 0)))
        if self._ahead and not LONG_PAST.intersection(atom.text.split()):
            return Day(self._today + timedelta(days=(weekday - self._today.weekday()) % 7 or 7), "day")
        return Day(self._today - timedelta(days=(self._today.weekday() - weekday) % 7 or 7), "day")

    def _to_come(self, atom: Atom) -> Day | None:
        if atom.key.isdigit():
            return Day(self._today + timedelta(days=int(atom.key)), "day")
        if atom.key == "weekday":
            return Day(self._today + timedelta(days=(int(atom.values["weekday"]) - self._today.weekday()) % 7 or 7), "day")
        if atom.key == "in":
            return self._away(atom, 1)
        unit = atom.values.get("unit")
        if unit == "month":
            return Day(_months_away(self._today.replace(day=1), 1), "month")
        return Day(date(self._today.year + 1, 1, 1), "year") if unit == "year" else None

    def _away(self, atom: Atom, direction: int) -> Day | None:
        number = float(atom.values.get("number", 1)) * direction
        match atom.values.get("unit"):
            case "day":
                return Day(self._today + timedelta(days=int(number)), "day")
            case "week":
                return Day(self._today + timedelta(days=int(number * 7)), "day")
            case "month":
                return Day(_months_away(self._today, int(number)), "day")
            case "year":
                return Day(_months_away(self._today, int(number * 12)), "day")
        return None

    def _numbered(self, number: int) -> Day | None:
        """The last, or the next, day of this number in a month."""
        if not 1 <= number <= 31:
            return None
        day, step = self._today, timedelta(days=1 if self._ahead else -1)
        while day.day != number:
            day += step
        return Day(day, "day")

    def _year_among(self, values: Sequence[int]) -> tuple[int | None, list[int]]:
        """The year among the numbers beside a month, and what is left for the day."""
        rest = list(values)
        for at, value in enumerate(rest):
            if _FIRST_YEAR <= value < _LAST_YEAR:
                return value, [each for each in rest[:at] + rest[at + 1 :] if 1 <= each <= 31]
            if value in (19, 20) and len(rest) > at + 1 and 10 <= rest[at + 1] <= 99:  # nineteen ninety
                return value * 100 + rest[at + 1], [each for each in rest[:at] if 1 <= each <= 31]
            if 31 < value < 100:
                return self._full_year(str(value)), [each for each in rest[:at] + rest[at + 1 :] if 1 <= each <= 31]
        return None, [each for each in rest if 0 < each <= 31]

    def _full_year(self, figures: str) -> int:
        """Of two figures the last such year, or with `ahead` one of the next ten."""
        year = int(figures.lstrip("'"))
        if year > 99:
            return year
        return 2000 + year if 2000 + year <= self._today.year + (10 if self._ahead else 0) else 1900 + year

    def _either(self, first: int, second: int, year: int | None) -> Day | None:
        """Day first; where that is no date, month first (3/25, as El Paso writes it)."""
        for day, month in ((first, second), (second, first)):
            found = _day(year, month, day) if year is not None else self._nearest(month, day)
            if found is not None:
                return found
        return None

    def _nearest(self, month: int, day: int) -> Day | None:
        for years in range(9):
            found = _day(self._today.year + (years if self._ahead else -years), month, day)
            if found is not None and (found.date >= self._today if self._ahead else found.date <= self._today):
                return found
        return None

    def _nearest_year(self, month: int) -> int:
        if self._ahead:
            return self._today.year + int(month < self._today.month)
        return self._today.year - int(month > self._today.month)


def _without(text: str, atoms: Sequence[Atom]) -> str:
    """What a text says besides."""
    for atom in atoms:
        text = text[: atom.start] + ";" * (atom.end - atom.start) + text[atom.end :]
    return text


def _without_clocks(text: str, atoms: Sequence[Atom]) -> str:
    for atom in atoms:
        if atom.kind in CLOCKS | {"part"} and not time_words.months(atom.text):
            text = text[: atom.start] + ";" * (atom.end - atom.start) + text[atom.end :]
    return text


def _year(text: str) -> Day | None:
    found = _YEAR.search(text)
    return Day(date(int(found[1]), 1, 1), "year") if found else None


def _day(year: int, month: int, day: int) -> Day | None:
    try:
        return Day(date(year, month, day), "day")
    except ValueError:
        return None


def _month(year: int, month: int) -> Day | None:
    found = _day(year, month, 1)
    return Day(found.date, "month") if found else None


def _months_away(day: date, months: int) -> date:
    """The same day so many months away, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        found = _day(year, month + 1, last) if 0 < year < 9999 else None
        if found is not None:
            return found.date
    return day
