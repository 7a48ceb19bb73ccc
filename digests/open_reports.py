"""What waited for somebody at the cut-off: urgent, unanswered, overdue, the oldest.

Everything is told as it was at the cut-off. What was acknowledged, resolved or opened again later counts as it was, so that
a summary that is made late says what it would have said in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cities import City
from digests.figures import Item
from digests.period import Period
from models import Incident, Report, Update
from reports.scope import Scope
from reports.states import ACKNOWLEDGED, DONE, NOT_DONE, RECEIVED

FILE = Path(__file__).with_name("overdue.yml")

MOST_ITEMS = 10
"""So many are named; the numbers say how many there are."""

YES = "yes"
PIECE = 500

LITERALLY_NOT_DONE: BindParameter[Any] = bindparam("not_done", NOT_DONE, expanding=True, literal_execute=True)
LITERALLY_RECEIVED: BindParameter[Any] = bindparam("received", RECEIVED, literal_execute=True)
"""Literally in the question, since indexes are of these very words."""


@dataclass(frozen=True)
class OpenReports:
    urgent: tuple[Item, ...]
    urgent_in_all: int
    unanswered: int
    overdue: int
    oldest_days: int
    waiting: tuple[Item, ...]


@cache
def days_until_overdue() -> Mapping[str, int]:
    """Whole days by kind, from digests/overdue.yml; ``default`` for the others."""
    return {str(kind): int(days) for kind, days in yaml.safe_load(FILE.read_text("utf-8")).items()}


def find(session: Session, city: City, scope: Scope, period: Period) -> OpenReports:
    """What was open at the period's end, whenever it was filed; protected kinds left out."""
    return _Then(session, city, scope, period.ends).found()


@dataclass(frozen=True)
class Then:
    """An open report as it was."""

    report: Report
    unanswered: bool


class _Then:
    """The open reports of one scope as they were at one moment.

    Nearly all are open still: those the database counts. The few that were resolved or opened again since then are judged
    one by one, by what their updates tell.
    """

    def __init__(self, session: Session, city: City, scope: Scope, moment: datetime) -> None:
        self._session, self._city, self._scope, self._moment = session, city, scope, moment
        self._protected = {each.name for each in city.categories if each.protected}
        moved = self._moved_since()
        self._moved = [each for each in map(self._as_it_was, moved) if each is not None]
        self._still_open = [
            *scope.where(),
            Report.category.not_in(sorted(self._protected)),
            Report.filed_at < moment,
            Report.state.in_(LITERALLY_NOT_DONE),
            *([Report.id.not_in([each.id for each in moved])] if moved else []),
        ]
        self._was_unanswered = or_(Report.acknowledged_at.is_(None), Report.acknowledged_at >= moment)

    def found(self) -> OpenReports:
        unheeded = self._unheeded()
        urgent = or_(Report.dangerous == YES, Report.incident_id.in_(unheeded)) if unheeded else Report.dangerous == YES
        oldest = func.min(case((self._was_unanswered, Report.filed_at)))
        numbers = select(_number(self._was_unanswered), _number(self._is_overdue()), _number(urgent), oldest)
        row = self._session.execute(numbers.where(*self._still_open)).one()
        moved_urgent = [each for each in self._moved if each.report.dangerous == YES or each.report.incident_id in unheeded]
        moved_waiting = [each for each in self._moved if each.unanswered]
        filed = [each.report.filed_at for each in moved_waiting] + ([row[3]] if row[3] else [])
        return OpenReports(
            urgent=self._urgent(urgent, moved_urgent),
            urgent_in_all=row[2] + len(moved_urgent),
            unanswered=row[0] + len(moved_waiting),
            overdue=row[1] + sum(self._item(each).overdue for each in self._moved),
            oldest_days=(self._moment - min(filed, default=self._moment)).days,
            waiting=self._waiting(moved_waiting),
        )

    def _waiting(self, moved: list[Then]) -> tuple[Item, ...]:
        found = self._first(self._was_unanswered, Report.filed_at, Report.id) + moved
        found.sort(key=lambda each: (each.report.filed_at, each.report.id))
        return tuple(self._item(each) for each in found[:MOST_ITEMS])

    def _urgent(self, condition: ColumnElement[bool], moved: list[Then]) -> tuple[Item, ...]:
        found = self._first(condition, self._was_unanswered.desc(), Report.filed_at.desc(), Report.id) + moved
        found.sort(key=lambda each: each.report.id)
        found.sort(key=lambda each: (each.unanswered, each.report.filed_at), reverse=True)
        return tuple(self._item(each) for each in found[:MOST_ITEMS])

    def _first(self, condition: ColumnElement[bool], *order: ColumnElement[Any] | InstrumentedAttribute[Any]) -> list[Then]:
        # By their ids first, which the index holds: to sort them, nobody's words need be read.
        ids = select(Report.id).where(*self._still_open, condition).order_by(*order).limit(MOST_ITEMS)
        found = self._session.scalars(select(Report).where(Report.id.in_(self._session.scalars(ids).all())))
        return [Then(each, each.acknowledged_at is None or each.acknowledged_at >= self._moment) for each in found]

    def _is_overdue(self) -> ColumnElement[bool]:
        terms = days_until_overdue()
        named = {each.name: terms[each.name] for each in self._city.categories if each.name in terms}
        by_term = [
            and_(Report.category.in_([kind for kind, days in named.items() if days == term]), self._is_older(term))
            for term in sorted(set(named.values()))
        ]
        return or_(*by_term, and_(Report.category.not_in(sorted(named)), self._is_older(terms["default"])))

    def _is_older(self, days: int) -> ColumnElement[bool]:
        return Report.filed_at <= self._moment - timedelta(days=days)

    def _unheeded(self) -> set[str]:
        """Incidents that were open, and that nobody had acknowledged."""
        later = self._moment
        found = select(Incident.id).where(
            Incident.city == self._city.key,
            Incident.opened_at < later,
            or_(Incident.acknowledged_at.is_(None), Incident.acknowledged_at >= later),
            or_(Incident.ended_at.is_(None), Incident.ended_at >= later),
        )
        return set(self._session.scalars(found))

    def _item(self, then: Then) -> Item:
        report = then.report
        kind = self._city.category(report.category)
        sensitive = kind is None or kind.sensitive
        days = (self._moment - report.filed_at).days
        terms = days_until_overdue()
        return Item(
            report_id=report.id,
            tag=report.tag,
            category=report.category,
            area=None if sensitive else report.area,
            filed_at=report.filed_at.isoformat(),
            days=days,
            dangerous=report.dangerous == YES,
            state=RECEIVED if then.unanswered else ACKNOWLEDGED,
            overdue=days >= terms.get(kind.name if kind else "", terms["default"]),
            sensitive=sensitive,
        )

    def _moved_since(self) -> list[Report]:
        """Reports of before that were resolved or opened again since: their columns do not tell how they were.

        In two steps, and each by one index: SQLite, which keeps no statistics here, would look through years otherwise.
        """
        resolved = select(Report).where(Report.resolved_at >= self._moment)
        found = {each.id: each for each in self._session.scalars(resolved)}
        opened = select(Update.report_id).where(Update.state == LITERALLY_RECEIVED, Update.at >= self._moment)
        ids = [each for each in self._session.scalars(opened) if each not in found]
        for begins in range(0, len(ids), PIECE):
            some = select(Report).where(Report.id.in_(ids[begins : begins + PIECE]))
            found |= {each.id: each for each in self._session.scalars(some)}
        return [each for each in found.values() if self._is_meant(each)]

    def _is_meant(self, report: Report) -> bool:
        return report.filed_at < self._moment and self._scope.holds(report) and report.category not in self._protected

    def _as_it_was(self, report: Report) -> Then | None:
        """Nothing for one that was done."""
        told = [each for each in report.updates if each.at < self._moment]
        state = told[-1].state if told else RECEIVED
        return None if state in DONE else Then(report, state == RECEIVED)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
