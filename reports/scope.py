"""Which reports somebody may count, as data and as a condition."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from cities import City
from models import Report


@dataclass(frozen=True)
class Scope:
    """A part of one city's reports. There is no scope over two cities."""

    city: str
    categories: frozenset[str] | None = None
    """Codes of kinds; nothing for every kind."""

    areas: frozenset[str] | None = None
    """Codes of areas, narrower ones included; nothing for the whole city, places without an area too."""

    body_id: str | None = None
    """Only what was routed to this body; nothing for every body's."""

    hidden: frozenset[str] = frozenset()
    """Kinds that must not even be counted here."""

    def where(self) -> list[ColumnElement[bool]]:
        """Conditions on ``report``."""
        conditions = [Report.city == self.city]
        if self.categories is not None:
            conditions.append(Report.category.in_(sorted(self.categories)))
        if self.areas is not None:
            conditions.append(Report.area.in_(sorted(self.areas)))
        if self.body_id is not None:
            conditions.append(Report.body_id == self.body_id)
        if self.hidden:
            conditions.append(Report.category.not_in(sorted(self.hidden)))
        return conditions

    def holds(self, report: Report) -> bool:
        """True when this very report is within it: what ``where`` says, of one row."""
        return (
            report.city == self.city
            and (self.categories is None or report.category in self.categories)
            and (self.areas is None or report.area in self.areas)
            and (self.body_id is None or report.body_id == self.body_id)
            and report.category not in self.hidden
        )

    def narrowed(self, city: City, categories: Iterable[str], areas: Iterable[str], dimensions: Iterable[str]) -> "Scope":
        """The part of it that a subscription names; an empty list leaves that side as it is."""
        kinds = set(categories)
        if wanted := set(dimensions):
            of_dimension = {each.name for each in city.categories if wanted.intersection(each.dimensions)}
            kinds = kinds & of_dimension if kinds else of_dimension
        named = frozenset(kinds) if kinds or wanted else None
        places = frozenset[str]().union(*(city.within(area) for area in areas)) or None
        return Scope(
            self.city,
            named if self.categories is None else self.categories if named is None else self.categories & named,
            places if self.areas is None else self.areas if places is None else self.areas & places,
            self.body_id,
            self.hidden,
        )
