"""A period and the eight weeks before it, cut into local days that begin at the hour of the cut-off.

Like is compared with like: Monday from seven to seven with the Mondays before from seven to seven. A day in which the clocks
change has 23 or 25 hours, and is a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.period import Period

WEEKS = 8
"""So many weeks before a period say what is usual."""

WEEK = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """A local day, or a part of one; from ``begins`` up to, and without, ``ends``. Windows never overlap."""

    day: date
    """The local date on which the whole day began."""

    back: int
    """How many days before the last one of the period."""

    column: int
    """Windows of one column are the same hours of the same weekday."""

    week: int | None
    """Of those before the period, 0 for the last; nothing for the period itself and what lies between."""

    begins: datetime
    ends: datetime
    counts: bool
    """True within the period."""


def windows(period: Period, zone: ZoneInfo) -> tuple[Window, ...]:
    """The period's days and those of the eight weeks before, the last first.

    A period may begin in the middle of such a day (it was cut short, or clocks changed between two zones). That weekday is
    then cut at that hour in every week, so that its part in the period is compared with the same parts.
    """
    last = period.ends.astimezone(zone)
    hour = last.timetz().replace(tzinfo=None, fold=0)
    in_period = _days_in(period, last.date(), hour, zone)
    cut = period.begins.astimezone(zone)
    starts_in = last.date() - in_period * ONE_DAY
    split = cut.timetz().replace(tzinfo=None, fold=0) if period.begins > _moment(starts_in, hour, zone) else None
    after_midnight = (cut.date() - starts_in).days
    found: list[Window] = []
    for back in range(in_period + WEEKS * WEEK):
        day = last.date() - (back + 1) * ONE_DAY
        begins = _moment(day, hour, zone)
        ends = period.ends if back == 0 else _moment(day + ONE_DAY, hour, zone)
        week = (back - in_period) // WEEK if back >= in_period else None
        column = back % WEEK
        if split is None or column != (in_period - 1) % WEEK:
            found.append(Window(day, back, column, week, begins, ends, week is None))
            continue
        at = period.begins if back == in_period - 1 else _moment(day + after_midnight * ONE_DAY, split, zone)
        at = min(max(at, begins), ends)
        found.append(Window(day, back, column, week, at, ends, week is None))
        found.append(Window(day, back, WEEK, week, begins, at, back < in_period - 1))
    return tuple(found)


def _days_in(period: Period, last: date, hour: time, zone: ZoneInfo) -> int:
    """How many days it takes, back from the cut-off, to reach the period's beginning; at least one."""
    days = max(1, (last - period.begins.astimezone(zone).date()).days)
    while _moment(last - days * ONE_DAY, hour, zone) > period.begins:
        days += 1
    while days > 1 and _moment(last - (days - 1) * ONE_DAY, hour, zone) <= period.begins:
        days -= 1
    return days


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def last_days(cut: tuple[Window, ...]) -> Iterator[tuple[date, tuple[Window, ...]]]:
    """The last eight weeks up to the cut-off, oldest day first, each with its windows."""
    for back in reversed(range(WEEKS * WEEK)):
        of_day = tuple(each for each in cut if each.back == back)
        yield of_day[0].day, of_day
