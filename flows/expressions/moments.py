"""Dates and times as values: an instant, and the zone in which it is read.

XForms writes a date as 2026-11-23 and a dateTime by ISO 8601. As a number both are days since 1970-01-01 UTC with a fraction,
a date being the midnight at which it begins in the city's zone: so a date, a dateTime and today() compare as people expect.
"""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from math import floor, isnan, nan, trunc

DAY = 86_400_000
"""Milliseconds of a day."""

_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_FURTHEST = 8.64e15
"""Milliseconds from 1970 to the last instant that other clients know (ECMAScript, 21.4.1)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Moment:
    """An instant in milliseconds since 1970-01-01 UTC (not a number where a text is no date), read in a zone."""

    __slots__ = ("milliseconds", "zone")

    def __init__(self, milliseconds: float, zone: tzinfo | None) -> None:
        self.milliseconds = milliseconds
        self.zone = zone

    @property
    def days(self) -> float:
        """Days since 1970-01-01 UTC."""
        return self.milliseconds / DAY

    def local(self) -> datetime | None:
        """The wall clock; None for what is no date or lies outside the years 1 to 9999."""
        if isnan(self.milliseconds):
            return None
        try:
            return (_EPOCH + timedelta(milliseconds=self.milliseconds)).astimezone(self.zone)
        except OverflowError:
            return None

    def __str__(self) -> str:
        """A date where it is midnight, else a dateTime; empty for what is no date."""
        local = self.local()
        if local is None:
            return ""
        if (local.hour, local.minute, local.second, local.microsecond // 1000) == (0, 0, 0, 0):
            return f"{local.year:04}-{local.month:02}-{local.day:02}"
        return local.isoformat(timespec="milliseconds")


def from_days(days: float, zone: tzinfo | None) -> Moment:
    """The moment that a number of days stands for."""
    milliseconds = days * DAY
    return Moment(float(trunc(milliseconds)) if abs(milliseconds) <= _FURTHEST else nan, zone)


def today(now: datetime) -> Moment:
    """The midnight at which the day began."""
    return Moment(_midnight(now.year, now.month, now.day, now.tzinfo), now.tzinfo)


def present(now: datetime) -> Moment:
    """This instant, in whole milliseconds."""
    return Moment(_since_epoch(now), now.tzinfo)


@lru_cache(maxsize=4096)
def milliseconds(text: str, zone: tzinfo | None) -> float | None:
    """The instant that a date or dateTime stands for, None when the text is neither. Without an offset it is local."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        local = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            _microseconds(fraction),
            tzinfo=_zone(offset) if offset else zone,
        )
        return _since_epoch(local)
    except (ValueError, OverflowError):
        return None


def day_fraction(text: str, now: datetime) -> float:
    """A time of day as a fraction of the day, read in the zone of ``now`` on its day; not a number when it is no time."""
    found = _TIME.fullmatch(text)
    if found is None:
        return nan
    hour, minute, second, fraction, offset = found.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0), _microseconds(fraction))
        local = datetime.combine(now.date(), clock, now.tzinfo)
        if offset:
            local = local.replace(tzinfo=_zone(offset)).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return nan
    return (local.second / 3600 + local.minute / 60 + local.hour) / 24


@lru_cache(maxsize=64)
def _midnight(year: int, month: int, day: int, zone: tzinfo | None) -> float:
    return _since_epoch(datetime(year, month, day, tzinfo=zone))


def _since_epoch(moment: datetime) -> float:
    return float(floor((moment - _EPOCH) / _MILLISECOND))


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "")[:6].ljust(6, "0"))


def _zone(offset: str) -> tzinfo:
    return datetime.strptime(offset if len(offset) != 3 else offset + "00", "%z").tzinfo or UTC
