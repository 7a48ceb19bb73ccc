"""How many reports each window held, by kind and by area: counted by the database, over an index that holds all it needs."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Integer, Select, column, func, select, values
from sqlalchemy.orm import InstrumentedAttribute, Session

from digests.days import Window
from models import Report
from models.base import Moment
from reports.scope import Scope

Tally = Counter[int]
"""Reports by the number of the window."""


def by_kind(session: Session, scope: Scope, windows: Sequence[Window]) -> dict[str, Tally]:
    """Every kind that the scope may count, with a report in any window."""
    return _tallies(session, _counted(scope, windows, Report.category))


def by_area(session: Session, scope: Scope, windows: Sequence[Window], kinds: Sequence[str]) -> dict[str, Tally]:
    """The same by area, of these kinds only."""
    query = _counted(scope, windows, Report.area).where(Report.area.is_not(None), Report.category.in_(kinds))
    return _tallies(session, query)


def first_report(session: Session, city: str) -> datetime | None:
    """When the city's first report was filed that still has its own time: before it, no weeks tell what is usual.

    The time of a sensitive report may have been taken back to its month, when its author was forgotten.
    """
    first = select(Report.filed_at).where(Report.city == city, Report.sensitive.is_(False)).order_by(Report.filed_at).limit(1)
    return session.scalars(first).first()


def _counted(scope: Scope, windows: Sequence[Window], what: InstrumentedAttribute[Any]) -> Select[Any, int, int]:
    window = _as_table(windows)
    within = (Report.filed_at >= window.c.begins) & (Report.filed_at < window.c.ends)
    return (
        select(what, window.c.number, func.count())
        .select_from(window)
        .join(Report, within)
        .where(*scope.where())
        .group_by(what, window.c.number)
    )


def _as_table(windows: Sequence[Window]) -> CTE:
    moment = Moment()
    rows = [(number, each.begins, each.ends) for number, each in enumerate(windows)]
    named = (column("number", Integer), column("begins", moment), column("ends", moment))
    return values(*named, name="span").data(rows).cte("span")


def _tallies(session: Session, query: Select[Any, int, int]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for name, number, count in session.execute(query):
        found.setdefault(name, Counter())[number] = count
    return found
