"""When a summary is due and what it covers: pure functions over local dates, so that no clock change makes two or none.

A *nominal day* is the day that a subscription names: every day, one weekday of each week, one day of each month. On a quiet
day nothing is due: it moves to the next day that is not quiet. Nominal days that move to the same day become one summary.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

DAILY, WEEKLY, MONTHLY = KINDS = ("daily", "weekly", "monthly")

ONE_DAY = timedelta(days=1)
LAST_DAY_OF_EVERY_MONTH = 28


@dataclass(frozen=True)
class Period:
    """What one summary covers: from the cut-off of the one before up to, and without, its own."""

    kind: str
    key: str
    """The last nominal day in it: a local date, its ISO week or its month. ``2026-11-23``, ``2026-W48``, ``2026-11``."""

    begins: datetime
    ends: datetime
    """The moment it was due, UTC: the cut-off, however late the summary is made."""


class Wanted(Protocol):
    """What a subscription says of its times."""

    period: str
    at: str
    day: int
    quiet_days: list[int]
    on_holidays: bool


@dataclass(frozen=True)
class Calendar:
    """The moments at which one subscription is due."""

    kind: str
    at: time
    """Local. Where the clocks skip it, it is as much later; where they show it twice, the first time counts."""

    day: int
    zone: ZoneInfo
    quiet: frozenset[int] = frozenset()
    """ISO weekdays; never all seven."""

    country: str = ""
    """Whose public holidays are quiet too, ISO 3166-1 alpha-2; empty for none."""

    def is_quiet(self, day: date) -> bool:
        """True where nothing is sent on that local day."""
        return day.isoweekday() in self.quiet or bool(self.country and is_holiday(self.country, day))

    def is_quiet_at(self, moment: datetime) -> bool:
        """True where nothing is sent at this moment."""
        return self.is_quiet(moment.astimezone(self.zone).date())

    def key(self, due: datetime) -> str:
        """The name of the period that is due then.

        It does not depend on quiet days: a holiday proclaimed after the due time was written down changes no name.
        """
        day = self._on_or_before(due.astimezone(self.zone).date())
        if self.kind == DAILY:
            return day.isoformat()
        if self.kind == WEEKLY:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        return f"{day:%Y-%m}"

    def after(self, moment: datetime) -> datetime:
        """The first due time after this moment, UTC."""
        day = self._on_or_before(moment.astimezone(self.zone).date())
        while (due := self._due(day)) <= moment:
            day = self._following(day)
        return due

    def before(self, moment: datetime) -> datetime:
        """The last due time before this moment, UTC."""
        day = self._on_or_before(moment.astimezone(self.zone).date())
        while (due := self._due(day)) >= moment:
            day = self._on_or_before(day - ONE_DAY)
        return due

    def _due(self, nominal: date) -> datetime:
        day = nominal
        while self.is_quiet(day):
            day += ONE_DAY
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def _on_or_before(self, day: date) -> date:
        """The last nominal day up to this one."""
        if self.kind == DAILY:
            return day
        if self.kind == WEEKLY:
            return day - (day.isoweekday() - self.day) % 7 * ONE_DAY
        return day.replace(day=self.day) if day.day >= self.day else (day.replace(day=1) - ONE_DAY).replace(day=self.day)

    def _following(self, nominal: date) -> date:
        """The nominal day after this one."""
        if self.kind == DAILY:
            return nominal + ONE_DAY
        if self.kind == WEEKLY:
            return nominal + 7 * ONE_DAY
        return (nominal.replace(day=1) + 32 * ONE_DAY).replace(day=self.day)


def calendar(wanted: Wanted, zone: ZoneInfo, country: str) -> Calendar:
    """When such a subscription is due in that zone and country."""
    return Calendar(
        kind=wanted.period,
        at=time.fromisoformat(wanted.at),
        day=wanted.day,
        zone=zone,
        quiet=frozenset(wanted.quiet_days),
        country="" if wanted.on_holidays else country,
    )


def knows_holidays_of(country: str) -> bool:
    """True for a country whose public holidays are known here."""
    return country in holidays.list_supported_countries()


def is_holiday(country: str, day: date) -> bool:
    """True on a public holiday of the whole country, and on the day on which it is made up for."""
    return day in _holidays(country, day.year)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
