"""A summary's figures: one city, what one reader may count, one period. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cities import City
from digests import days, grouping, open_reports, pulse, quality, tallies
from digests.comparing import (
    PROTECTED,
    TOTAL,
    Compared,
    Comparison,
    in_order,
    of_dimensions,
    together,
)
from digests.figures import LESS, Figures
from digests.period import Period
from digests.tallies import Tally
from models import Route
from reports import routing
from reports.scope import Scope


@dataclass(frozen=True)
class Kinds:
    """The tallies of kinds, by how they may be told."""

    plain: dict[str, Tally]
    """They count in everything."""

    apart: dict[str, Tally]
    """Sensitive ones in a summary of a part of the city: they count in their own lines only."""

    protected: dict[str, Tally]
    """They count in one line together."""


def count(session: Session, city: City, scope: Scope, period: Period) -> Figures:
    """The figures as of the period's end, however late they are counted."""
    windows = days.windows(period, city.time_zone)
    compare = Comparison(windows, tallies.first_report(session, city.key))
    kinds = _told_apart(session, city, scope, tallies.by_kind(session, scope, windows))
    whole = together(kinds.plain.values())
    total = compare.line(TOTAL, whole)
    categories = in_order(
        [
            *(compare.line(name, tally) for name, tally in kinds.plain.items()),
            *(compare.guarded(name, tally) for name, tally in kinds.apart.items()),
        ]
    )
    dimensions = in_order(compare.line(name, tally) for name, tally in of_dimensions(city, kinds.plain).items())
    areas = _areas(session, city, scope, windows, compare)
    protected = _protected(city, scope, compare, kinds.protected)
    waiting = open_reports.find(session, city, scope, period)
    return Figures(
        total=total.line,
        categories=tuple(each.line for each in categories),
        dimensions=tuple(each.line for each in dimensions),
        areas=tuple(each.line for each in areas),
        protected=protected.line if protected else None,
        changed=_changed(total, categories, dimensions, areas, protected),
        urgent=waiting.urgent,
        unanswered=waiting.unanswered,
        overdue=waiting.overdue,
        oldest_days=waiting.oldest_days,
        waiting=waiting.waiting,
        groups=grouping.find(session, city, scope, period),
        silent=tuple(each.line.name for each in areas if each.line.verdict == LESS and each.line.count == 0),
        pulse=pulse.find(session, city, period),
        quality=quality.find(session, city, period),
        days=_last_days(windows, whole),
        urgent_in_all=waiting.urgent_in_all,
        apart=tuple(sorted(kinds.apart)),
    )


def _told_apart(session: Session, city: City, scope: Scope, found: dict[str, Tally]) -> Kinds:
    """Of a part of the city, a kind that it no longer knows is taken for a sensitive one."""
    protected = {each.name for each in city.categories if each.protected}
    apart: set[str] = set()
    if _is_of_a_part(session, scope):
        known = {each.name for each in city.categories}
        sensitive = {each.name for each in city.categories if each.sensitive} - protected - scope.hidden
        # All of them, also those without a report: whether there was one or none is not told either.
        apart = (sensitive if scope.categories is None else sensitive & scope.categories) | (found.keys() - known)
    return Kinds(
        plain={name: tally for name, tally in found.items() if name not in protected and name not in apart},
        apart={name: found.get(name, Tally()) for name in apart},
        protected={name: tally for name, tally in found.items() if name in protected},
    )


def _is_of_a_part(session: Session, scope: Scope) -> bool:
    """True where the scope is of some areas only, or of a body that is given only what comes from some areas."""
    if scope.areas is not None:
        return True
    if scope.body_id is None:
        return False
    routes = select(Route.id).where(Route.body_id == scope.body_id)
    anywhere = session.scalar(select(exists(routes.where(Route.area == routing.ANY))))
    return not anywhere and bool(session.scalar(select(exists(routes))))


def _areas(
    session: Session, city: City, scope: Scope, windows: tuple[days.Window, ...], compare: Comparison
) -> tuple[Compared, ...]:
    """Areas with a report in the period, or with less than usual. Kinds that are not sensitive only: no small cell exists."""
    plain = [each.name for each in city.categories if not each.sensitive]
    lines = in_order(compare.line(name, tally) for name, tally in tallies.by_area(session, scope, windows, plain).items())
    return tuple(each for each in lines if each.line.count or each.is_beyond_chance)


def _protected(city: City, scope: Scope, compare: Comparison, found: dict[str, Tally]) -> Compared | None:
    shown = {each.name for each in city.categories if each.protected} - scope.hidden
    if scope.categories is not None:
        shown &= scope.categories
    return compare.guarded(PROTECTED, together(found.values())) if shown else None


def _changed(
    total: Compared,
    categories: Iterable[Compared],
    dimensions: Iterable[Compared],
    areas: Iterable[Compared],
    protected: Compared | None,
) -> tuple[str, ...]:
    named = [
        (TOTAL, total),
        *((f"category:{each.line.name}", each) for each in categories),
        *((f"dimension:{each.line.name}", each) for each in dimensions),
        *((f"area:{each.line.name}", each) for each in areas),
        *([(PROTECTED, protected)] if protected else []),
    ]
    beyond = [(name, each) for name, each in named if each.is_beyond_chance]
    return tuple(name for name, _ in sorted(beyond, key=lambda each: (-abs(each[1].surprise), each[0])))


def _last_days(windows: tuple[days.Window, ...], whole: Tally) -> tuple[tuple[str, int], ...]:
    numbers: dict[int, int] = {}
    for number, each in enumerate(windows):
        numbers[each.back] = numbers.get(each.back, 0) + whole[number]
    return tuple((day.isoformat(), numbers[parts[0].back]) for day, parts in days.last_days(windows))
