"""The figures of a summary once more, slowly and obviously: every row is looked at, one by one."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City, distance_km
from digests import chance, open_reports
from digests.period import Period
from models import Contact, Incident, Message, Misunderstanding, Report
from nlu.fold import words_only
from reports.scope import Scope

ONE_DAY = timedelta(days=1)


class Recount:
    """One scope and period; the cut-off must not be at an hour that a change of clocks skips or repeats."""

    def __init__(self, session: Session, city: City, scope: Scope, period: Period) -> None:
        self.session, self.city, self.scope, self.period = session, city, scope, period
        self.protected = {each.name for each in city.categories if each.protected}
        self.sensitive = {each.name for each in city.categories if each.sensitive}
        self.everything = [each for each in session.scalars(select(Report)) if scope.holds(each)]
        self.reports = [each for each in self.everything if each.category not in self.protected]
        self.apart = self.sensitive - self.protected if scope.areas is not None else set()

    def day(self, moment: datetime) -> date:
        """The local date on which the day began, at the hour of the cut-off."""
        local, hour = (each.astimezone(self.city.time_zone).replace(tzinfo=None) for each in (moment, self.period.ends))
        return (local - timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second)).date()

    @property
    def after(self) -> date:
        """The first day that is not in the period any more."""
        return self.day(self.period.ends)

    @property
    def days_of_period(self) -> list[date]:
        first = self.day(self.period.begins)
        return [first + number * ONE_DAY for number in range((self.after - first).days)]

    def per_day(self, wanted: Callable[[Report], object]) -> Counter[date]:
        return Counter(self.day(each.filed_at) for each in self.everything if wanted(each))

    def line(self, name: str, wanted: Callable[[Report], object]) -> dict[str, Any]:
        per_day, days = self.per_day(wanted), self.days_of_period
        count = sum(per_day[day] for day in days)
        history = [[per_day[day - (week + 1) * 7 * ONE_DAY] for day in self.first_week()] for week in range(self.weeks())]
        weights = [sum(day.weekday() == first.weekday() for day in days) for first in self.first_week()]
        weeks = self.weeks()
        means = [sum(per_day[each] for each in self.same_weekdays_before(day)) / max(1, weeks) for day in days]
        found = chance.compare(count, history, weights)
        assert abs(found.usual - (sum(means) if weeks >= 4 else 0)) < 0.006
        range_ = {"usual": found.usual, "low": found.low, "high": found.high}
        return {"name": name, "count": count, "verdict": found.verdict} | range_

    def first_week(self) -> list[date]:
        """Seven days from the period's first one; those before it by whole weeks are its history."""
        return [self.days_of_period[0] + number * ONE_DAY for number in range(7)]

    def same_weekdays_before(self, day: date) -> list[date]:
        first = self.days_of_period[0]
        before = [first - number * ONE_DAY for number in range(1, 7 * self.weeks() + 1)]
        return [each for each in before if each.weekday() == day.weekday()]

    def weeks(self) -> int:
        """How many whole weeks there are between the city's first report and the period; at most eight."""
        filed = [
            each.filed_at for each in self.session.scalars(select(Report)) if each.city == self.city.key and not each.sensitive
        ]
        first_day = self.days_of_period[0]
        for number in range(1, 9):
            monday = first_day - 7 * number * ONE_DAY
            hour = self.period.ends.astimezone(self.city.time_zone).timetz().replace(tzinfo=None)
            if not filed or datetime.combine(monday, hour, self.city.time_zone).astimezone(UTC) < min(filed):
                return number - 1
        return 8

    def counts_in_total(self, report: Report) -> bool:
        return report.category not in self.protected | self.apart

    def total(self) -> dict[str, Any]:
        return self.line("total", self.counts_in_total)

    def categories(self) -> dict[str, dict[str, Any]]:
        kinds = {each.category for each in self.everything if self.counts_in_total(each) and self.was_near(each)}
        return {kind: self.line(kind, lambda each, kind=kind: each.category == kind) for kind in kinds}  # type: ignore[misc]

    def dimensions(self) -> dict[str, dict[str, Any]]:
        names = {
            name for each in self.everything if self.counts_in_total(each) and self.was_near(each) for name in each.dimensions
        }
        return {
            name: self.line(name, lambda each, name=name: self.counts_in_total(each) and name in each.dimensions)  # type: ignore[misc]
            for name in names
        }

    def areas(self) -> dict[str, dict[str, Any]]:
        named = {each.area for each in self.everything if each.area and each.category not in self.sensitive}
        lines = {
            name: self.line(name, lambda each, name=name: each.area == name and each.category not in self.sensitive)  # type: ignore[misc]
            for name in named
        }
        return {name: line for name, line in lines.items() if line["count"] or line["verdict"] in ("more", "less")}

    def was_near(self, report: Report) -> bool:
        """In the period or the eight weeks before it."""
        return self.days_of_period[0] - 56 * ONE_DAY <= self.day(report.filed_at) < self.after

    def days(self) -> list[tuple[str, int]]:
        per_day = self.per_day(self.counts_in_total)
        shown = [self.after - number * ONE_DAY for number in range(56, 0, -1)]
        return [(day.isoformat(), per_day[day]) for day in shown]

    def state(self, report: Report) -> str:
        """As of the cut-off, told by the updates alone."""
        return [each.state for each in sorted(report.updates, key=lambda each: each.at) if each.at < self.period.ends][-1]

    def open(self) -> list[Report]:
        before = [each for each in self.reports if each.filed_at < self.period.ends]
        return [each for each in before if self.state(each) in ("received", "acknowledged", "in_progress")]

    def unanswered(self) -> list[Report]:
        """The oldest first."""
        return sorted((each for each in self.open() if self.state(each) == "received"), key=lambda each: (each.filed_at, each.id))

    def age(self, report: Report) -> int:
        return (self.period.ends - report.filed_at) // ONE_DAY

    def overdue(self) -> list[Report]:
        terms = open_reports.days_until_overdue()
        return [each for each in self.open() if self.age(each) >= terms.get(each.category, terms["default"])]

    def urgent(self) -> list[Report]:
        def unheeded(incident: Incident | None) -> bool:
            ends = self.period.ends
            done = [incident.acknowledged_at, incident.ended_at] if incident else []
            return incident is not None and incident.opened_at < ends and not any(each and each < ends for each in done)

        def is_urgent(report: Report) -> bool:
            incident = self.session.get(Incident, report.incident_id) if report.incident_id else None
            return report.dangerous == "yes" or unheeded(incident)

        found = sorted((each for each in self.open() if is_urgent(each)), key=lambda each: each.id)
        found.sort(key=lambda each: each.filed_at, reverse=True)
        return sorted(found, key=lambda each: self.state(each) != "received")

    def groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every pair is compared."""
        begins = max(self.period.begins, self.period.ends - 7 * ONE_DAY)
        told = [each for each in self.reports if begins <= each.filed_at < self.period.ends]
        told.sort(key=lambda each: (each.filed_at, each.id))
        same = _gather(told, self._is_same, 2)
        repeated = {each.id for group in same for each in group[1:]}
        events = [each for each in told if each.id not in repeated]
        close = _gather(events, self._is_close, 3)
        in_one = {each.id for group in close for each in group}
        by_area = _gather([each for each in events if each.id not in in_one], self._is_in_area, 3)
        found = [("duplicates", group) for group in same] + [("cluster", group) for group in close + by_area]
        shown = [each for each in found if len(each[1]) >= 3 or each[1][0].category not in self.sensitive]
        named = [(kind, tuple(each.id for each in group)) for kind, group in shown]
        return sorted(named, key=lambda each: (-len(each[1]), each[1]))[:10]

    def _is_same(self, one: Report, other: Report) -> bool:
        if one.category != other.category or other.filed_at - one.filed_at > timedelta(hours=2):
            return False
        if one.located_by == "pin" and other.located_by == "pin":
            return _metres(one, other) <= 150
        words = [words_only(each.place or "") for each in (one, other)]
        return bool(one.area and one.area == other.area and words[0] and words[0] == words[1])

    def _is_close(self, one: Report, other: Report) -> bool:
        pins = one.located_by == "pin" and other.located_by == "pin"
        return pins and one.category == other.category and other.filed_at - one.filed_at <= ONE_DAY and _metres(one, other) <= 300

    def _is_in_area(self, one: Report, other: Report) -> bool:
        soon = other.filed_at - one.filed_at <= timedelta(hours=2)
        return bool(one.area) and one.area == other.area and one.category == other.category and soon

    def quality(self) -> dict[str, Any]:
        begins, ends = max(self.period.begins, self.period.ends - 7 * ONE_DAY), self.period.ends
        messages = [
            each
            for each in self.session.scalars(select(Message))
            if each.city == self.city.key and begins <= each.created_at < ends and each.channel in ("sms", "whatsapp")
        ]
        missed = set(self.session.scalars(select(Misunderstanding.message_id)))
        heard = [each for each in messages if each.direction == "in" and each.state == "answered"]
        out = [each for each in messages if each.direction == "out" and each.state != "dropped"]

        def stopped(moment: datetime | None) -> bool:
            return moment is not None and begins <= moment < ends

        contacts = [each for each in self.session.scalars(select(Contact)) if each.city == self.city.key]
        return {
            "understood": {
                language: (
                    sum(each.language == language and each.id not in missed for each in heard),
                    sum(each.language == language for each in heard),
                )
                for language in {each.language for each in heard}
            },
            "sent": len(out),
            "undelivered": sum(each.state in ("undelivered", "failed") for each in out),
            "stopped": sum(stopped(each.stopped_at) for each in contacts),
            "notices_stopped": sum(stopped(each.notices_stopped_at) for each in contacts),
        }


def _gather(told: list[Report], near: Callable[[Report, Report], bool], fewest: int) -> list[list[Report]]:
    """Each takes those after it that are near and free, one of each contact; too few are left alone."""
    assert all((one.filed_at, one.id) < (other.filed_at, other.id) for one, other in pairwise(told))
    taken: set[str] = set()
    groups = []
    for place, first in enumerate(told):
        group = [first]
        for other in told[place + 1 :]:
            new = other.contact_id not in {each.contact_id for each in group}
            if first.id not in taken and other.id not in taken and new and near(first, other):
                group.append(other)
        if len(group) >= fewest and first.id not in taken:
            taken.update(each.id for each in group)
            groups.append(group)
    return groups


def _metres(one: Report, other: Report) -> float:
    assert one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None
    return distance_km(one.lat, one.lon, other.lat, other.lon) * 1000
