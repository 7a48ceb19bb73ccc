"""What a message's time words mean at one moment in one zone: the calendar and clock side of `nlu.times`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, Literal
from zoneinfo import ZoneInfo

from nlu.time_words import ABOUT, PARTS, Atom

UTC: Final = timezone.utc  # noqa: UP017  # Rasa's Python knows no datetime.UTC
Precision = Literal["minute", "hour", "part_of_day", "day", "week", "month", "recurring"]
Span = tuple[datetime, datetime, Precision]

CLOCKS: Final = frozenset({"clock", "clock_maybe", "clock_followed", "clock_unless_name"})
DAYS: Final = frozenset({"day", "weekday", "date", "ago"})

_EARLY: Final = timedelta(minutes=5)
"""How far ahead of our clock a resident's may be."""
_MOMENTS: Final = timedelta(minutes=15)
_WHILE: Final = timedelta(hours=3)


class Reading:
    """What words mean at one moment in one zone."""

    def __init__(self, now: datetime, zone: ZoneInfo, is_answer: bool) -> None:
        self._now = now.astimezone(UTC)
        self._zone = zone
        self._local = now.astimezone(zone)
        self._today = self._local.date()
        self._is_answer = is_answer

    def span(self, group: Sequence[Atom]) -> Span | None:
        """The interval a group of words means, never beyond now."""
        kinds = {atom.kind for atom in group}
        if "future" in kinds:
            return None
        meant = self._meant(group, kinds)
        if meant is None or self._is_future(meant[0]):
            return None
        start, end, precision = meant
        if "since" in kinds:
            end = self._now
        if precision != "minute":
            end = min(end, self._now)
        return start, max(start, end), precision

    def _meant(self, group: Sequence[Atom], kinds: set[str]) -> Span | None:
        first = {atom.kind: atom for atom in reversed(group)}
        if kinds & {"recurring", "recurring_weekday"}:
            return self._recurring(group, first)
        if lasting := first.get("lasting"):
            return self._lasting(lasting)
        if kinds & (DAYS | CLOCKS | {"part"}) and (anchored := self._anchored(group)):
            return anchored
        if ago := first.get("ago"):
            return self._ago(ago)
        if period := first.get("period"):
            return self._period(period)
        if month := first.get("in_month"):
            return self._month(month.values["month"])
        for kind, back in (("moments", _MOMENTS), ("while", _WHILE)):
            if kind in kinds:
                return self._back(back), self._now, "minute" if kind == "moments" else "hour"
        if "lately" in kinds:
            return self._midnight(self._today - timedelta(days=7)), self._now, "week"
        if "now" in kinds:
            start = self._now.replace(second=0, microsecond=0)
            return start, start + timedelta(minutes=1), "minute"
        return None

    # The clock on the wall, and back from now

    def _wall(self, day: date, hours: int, minutes: int = 0) -> datetime:
        """A local day's wall time in UTC; hours from 24 on are the next day's, a skipped hour is the next."""
        days, hour = divmod(hours, 24)
        return datetime.combine(day + timedelta(days=days), time(hour, minutes), self._zone).astimezone(UTC)

    def _midnight(self, day: date) -> datetime:
        return self._wall(day, 0)

    def _back(self, time_ago: timedelta) -> datetime:
        return self._now - time_ago

    def _is_future(self, moment: datetime) -> bool:
        return moment > self._now + _EARLY

    # A day, a part of it, an hour

    def _anchored(self, group: Sequence[Atom]) -> Span | None:
        day, day_part = None, ""
        for atom in group:
            if atom.kind in DAYS and day is None:
                day = self._day(atom)
                if day is None:
                    return None
            if atom.kind == "day":
                day_part = day_part or atom.key.partition(" ")[2]
        parts = [atom.key for atom in group if atom.kind == "part"]
        clock = next((atom for atom in group if atom.kind in CLOCKS), None)
        if clock:
            about = any(word in ABOUT for atom in group for word in atom.text.split())
            return self._clock(clock, day, day_part, parts, about)
        if parts or day_part:
            return self._part(day, day_part, parts)
        return (self._midnight(day), self._midnight(day + timedelta(days=1)), "day") if day else None

    def _day(self, atom: Atom) -> date | None:
        """The last day past that a word means; None for one that does not exist."""
        if atom.kind == "day":
            return self._today + timedelta(days=int(atom.key.split()[0]))
        if atom.kind == "ago":
            unit, number = atom.values.get("unit"), atom.values.get("number", 1)
            return self._today - timedelta(days=int(number)) if unit == "day" else None
        if atom.kind == "weekday":
            weekday = atom.values.get("weekday", atom.values.get("shortweekday"))
            return self._today - timedelta(days=(self._today.weekday() - int(weekday)) % 7 or 7)
        return self._date(atom)

    def _date(self, atom: Atom) -> date | None:
        day = atom.values.get("day", 1)
        month = atom.values.get("month", atom.values.get("monthnumber"))
        if month is None:
            return self._last_day_numbered(day)
        if month > 12:  # 3/25, as El Paso writes it
            day, month = month, day
        year = atom.values.get("year")
        if year is not None:
            return _real_date(year if year > 99 else 2000 + year, month, day)
        for past in (self._today.year, self._today.year - 1, self._today.year - 2, self._today.year - 4):
            candidate = _real_date(past, month, day)
            if candidate and candidate <= self._today:
                return candidate
        return None

    def _last_day_numbered(self, number: int) -> date | None:
        day = self._today
        while day.day != number:
            day -= timedelta(days=1)
        return day

    def _part(self, day: date | None, day_part: str, parts: Sequence[str]) -> Span | None:
        part = parts[-1] if parts else day_part
        if day is None:
            if not self._is_answer:
                return None
            day = self._today
            if self._is_future(self._wall(day, PARTS[part][0])):
                day -= timedelta(days=1)
        elif day_part == "night" and part == "dawn":
            day += timedelta(days=1)
        elif day == self._today and part == "night" and self._local.hour < PARTS["night"][1] - 24:
            day -= timedelta(days=1)
        start, end = PARTS[part]
        return self._wall(day, start), self._wall(day, end), "part_of_day"

    def _clock(self, atom: Atom, day: date | None, day_part: str, parts: Sequence[str], about: bool) -> Span | None:
        minute = int(atom.values.get("minute", atom.values.get("minuteword", 0)))
        minute = 30 if "half" in atom.values else 15 if "quarter" in atom.values else minute
        hours = _hours(atom, parts[0] if parts else day_part)
        if "less" in atom.values:
            minute, hours = 45, [hour - 1 for hour in hours]
        if day_part == "night":
            hours = [hour + 24 if hour < 12 else hour for hour in hours]
        days = [day] if day else [self._today, self._today - timedelta(days=1)]
        if day == self._today:
            hours += [hour - 24 for hour in hours if hour >= 24]
        walls = [(self._wall(each, hour, minute), each, hour) for each in days for hour in hours]
        past = [wall for wall in walls if not self._is_future(wall[0])]
        if not past:
            return None
        start, said_day, hour = past[0] if day and day != self._today else max(past)
        if until := atom.values.get("until"):
            lasting = (int(until) - hour) % 12 or 12
            return start, start + timedelta(hours=lasting) - timedelta(minutes=minute), "hour"
        if minute and not about:
            return start, start + timedelta(minutes=1), "minute"
        # Of the hour that the clocks repeat in autumn both are meant; for the one they skip, the next.
        return start, max(self._wall(said_day, hour + 1, minute), start + timedelta(hours=1)), "hour"

    # Longer times

    def _ago(self, atom: Atom) -> Span | None:
        if "a_half_hour" in atom.values:
            return self._back(timedelta(minutes=30)), self._now, "hour"
        number = float(atom.values.get("number", 1)) + (0.5 if _with_half(atom.text) else 0)
        match atom.values["unit"]:
            case "minute":
                start = self._back(timedelta(minutes=number)).replace(second=0, microsecond=0)
                return start, start + timedelta(minutes=1), "minute"
            case "hour":
                start = self._back(timedelta(hours=number))
                return start, start + timedelta(hours=1), "hour"
            case "week":
                return self._week(int(number * 7))
            case "month":
                return self._whole_month(_months_back(self._today, int(number)))
            case _:
                return self._whole_month(_months_back(self._today, int(number * 12)))

    def _lasting(self, atom: Atom) -> Span:
        unit = "week" if "a_week" in atom.values else "month" if "a_month" in atom.values else atom.values["unit"]
        number = float(atom.values.get("number", 1))
        match unit:
            case "minute" | "hour":
                minutes = number * (60 if unit == "hour" else 1)
                return self._back(timedelta(minutes=minutes)), self._now, "hour"
            case "day":
                return self._midnight(self._today - timedelta(days=int(number))), self._now, "day"
            case "week":
                return self._midnight(self._today - timedelta(days=int(number * 7))), self._now, "week"
            case _:
                months = int(number * (12 if unit == "year" else 1))
                return self._midnight(_months_back(self._today, months)), self._now, "month"

    def _period(self, atom: Atom) -> Span:
        unit, back = atom.key.split()
        match unit:
            case "week":
                return self._week(7 * int(back))
            case "weekend":
                saturday = self._today - timedelta(days=(self._today.weekday() - 5) % 7)
                return self._midnight(saturday), self._midnight(saturday + timedelta(days=2)), "day"
            case "month":
                return self._whole_month(_months_back(self._today, int(back)))
            case _:
                january = date(self._today.year - int(back), 1, 1)
                return self._midnight(january), self._midnight(date(january.year + 1, 1, 1)), "month"

    def _week(self, days_back: int) -> Span:
        monday = self._today - timedelta(days=days_back + self._today.weekday())
        return self._midnight(monday), self._midnight(monday + timedelta(days=7)), "week"

    def _month(self, month: int) -> Span:
        year = self._today.year if month <= self._today.month else self._today.year - 1
        return self._whole_month(date(year, month, 1))

    def _whole_month(self, day: date) -> Span:
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return self._midnight(first), self._midnight(following), "month"

    def _recurring(self, group: Sequence[Atom], first: dict[str, Atom]) -> Span | None:
        if "since" in first and (begun := self._anchored(group)):
            return begun[0], self._now, "recurring"
        if lasting := first.get("lasting"):
            return self._lasting(lasting)[0], self._now, "recurring"
        if weekly := first.get("recurring_weekday"):
            if "weekday" in weekly.values:
                day = self._today - timedelta(days=(self._today.weekday() - weekly.values["weekday"]) % 7 or 7)
                return self._midnight(day), self._midnight(day + timedelta(days=1)), "recurring"
            saturday = self._today - timedelta(days=(self._today.weekday() - 5) % 7)
            return self._midnight(saturday), self._midnight(saturday + timedelta(days=2)), "recurring"
        said = (atom.key for atom in group if atom.kind == "recurring" and atom.key)
        part = next(said, "") or next((atom.key for atom in group if atom.kind == "part"), "")
        if not part:
            return self._back(timedelta(days=1)), self._now, "recurring"
        last = self._today
        if self._is_future(self._wall(last, PARTS[part][0])):
            last -= timedelta(days=1)
        return self._wall(last, PARTS[part][0]), self._wall(last, PARTS[part][1]), "recurring"


def wall_clock(atom: Atom, part: str) -> time:
    """The likeliest time of the day that a clock's time means, by the part of the day said with it."""
    hour = _hours(atom, part)[0]
    minute = int(atom.values.get("minute", atom.values.get("minuteword", 0)))
    minute = 30 if "half" in atom.values else 15 if "quarter" in atom.values else minute
    if "less" in atom.values:
        hour, minute = hour - 1, 45
    return time(hour % 24, minute)


def _hours(atom: Atom, part: str) -> list[int]:
    """The hours of the day that a clock's time can mean, the likelier first."""
    hour = int(atom.values["hour"])
    meridiem = atom.values.get("meridiem")
    if meridiem:
        return [hour % 12 + (12 if meridiem == "pm" else 0)] if hour <= 12 else [hour]
    if hour > 12 or "0" + str(hour) in atom.text:
        return [hour]
    match part:
        case "afternoon" | "evening" | "noon" | "midday":
            return [hour if hour in (10, 11, 12) and part != "evening" else hour % 12 + 12]
        case "night" | "midnight":
            return [24 if hour in (0, 12) else hour + 24 if hour < 6 else hour + 12]
        case "morning" | "dawn":
            return [hour % 12]
    if hour == 0:
        return [0]
    morning, evening = hour % 12, hour % 12 + 12
    return [evening, morning] if hour < 6 or hour == 12 else [morning, evening]


def _with_half(text: str) -> bool:
    return any(half in text for half in ("y media", "y medio", "and a half"))


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months_back(day: date, months: int) -> date:
    """The same day so many months before, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        if candidate := _real_date(year, month + 1, last):
            return candidate
    raise AssertionError("every month has a 28th")
