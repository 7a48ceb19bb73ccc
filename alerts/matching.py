"""Does a report fulfil a rule, and does it tell of the same as another?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.rules import Rule, kinds_of, names_of
from cities import City, distance_km
from models import Incident, Report
from nlu.fold import words_only

STILL = "yes"
"""The report's answer to whether it is still dangerous."""

PIN = "pin"
WHOLE_CITY = "city"
"""The kind of an area that is no place in the city but all of it."""

GOING_ON = ("open", "acknowledged")
"""States of incidents that further reports join."""


@dataclass(frozen=True)
class Spot:
    """Where something is: a point, if it was pinned; and an area, unless that is the whole city."""

    lat: float | None
    lon: float | None
    area: str | None

    @property
    def point(self) -> tuple[float, float] | None:
        return (self.lat, self.lon) if self.lat is not None and self.lon is not None else None


def spot(city: City, report: Report) -> Spot:
    """The centre of an area is no place where something happened: only a pin counts as a point."""
    pinned = report.located_by == PIN
    return Spot(report.lat if pinned else None, report.lon if pinned else None, _narrow(city, report.area))


def is_near(one: Spot, other: Spot, metres: int, *, pins_only: bool = False) -> bool:
    """True for two pins that near to each other; the same area where there are not two pins.

    What nobody can place is near to nothing: it is told on its own rather than lost in another's thread.
    """
    if one.point is not None and other.point is not None:
        return distance_km(*one.point, *other.point) * 1000 <= metres
    return not pins_only and one.area is not None and one.area == other.area


def fits(rule: Rule, report: Report) -> bool:
    """True when this report alone fulfils every condition of the rule but the number of reports."""
    return (
        (not rule.categories or report.category in rule.categories)
        and (not rule.dimensions or not rule.dimensions.isdisjoint(report.dimensions))
        and (not rule.dangerous or report.dangerous == STILL)
        and _says(rule, report.text)
    )


def alike(city: City, rules: Sequence[Rule], rule: Rule, report: Report) -> frozenset[str]:
    """The kinds that may be one matter with this report: those that the rules of the group name, else its own only.

    What is protected is never one matter with what is not: not everybody who is told of one may know of the other.
    """
    kinds = kinds_of(rules, rule.group) or {report.category}
    return frozenset(kind for kind in kinds if _is_protected(city, kind) == _is_protected(city, report.category))


def going_on(
    session: Session, city: City, rules: Sequence[Rule], rule: Rule, report: Report, body_id: str | None
) -> list[Incident]:
    """Incidents that this report is part of, the newest first: of the body that is told of it, so that they may see it.

    What is protected is one matter only where two pins say so: two homes of one area are two.
    """
    apart = timedelta(minutes=rule.same.minutes)
    found = select(Incident).where(
        Incident.city == city.key,
        Incident.state.in_(GOING_ON),
        Incident.rule.in_(names_of(rules, rule.group)),
        Incident.category.in_(alike(city, rules, rule, report)),
        Incident.body_id == body_id if body_id is not None else Incident.body_id.is_(None),
        Incident.last_report_at.between(report.filed_at - apart, report.filed_at + apart),
    )
    here, at_home = spot(city, report), _is_protected(city, report.category)
    return [
        each
        for each in session.scalars(found.order_by(Incident.opened_at.desc(), Incident.id))
        if is_near(here, Spot(each.lat, each.lon, _narrow(city, each.area)), rule.same.metres, pins_only=at_home)
    ]


def together(session: Session, city: City, rules: Sequence[Rule], rule: Rule, report: Report) -> list[Report] | None:
    """The reports that open an incident, this one and those that make it several, the oldest first; nothing for too few."""
    if rule.several is None:
        return [report]
    within = rule.several.within
    apart = timedelta(minutes=within.minutes)
    around = select(Report).where(
        Report.city == city.key,
        Report.id != report.id,
        Report.filed_at.between(report.filed_at - apart, report.filed_at + apart),
        Report.category.in_(alike(city, rules, rule, report)),
    )
    here, at_home = spot(city, report), _is_protected(city, report.category)
    others = [
        each
        for each in session.scalars(around)
        if fits(rule, each) and is_near(here, spot(city, each), within.metres, pins_only=at_home)
    ]
    people = {each.contact_id for each in (*others, report)}
    enough = len(people) >= rule.several.reports
    return sorted((*others, report), key=lambda each: (each.filed_at, each.id)) if enough else None


def _says(rule: Rule, text: str) -> bool:
    said = words_only(text) if rule.words else ""
    return not rule.words or any(pattern.search(said) for pattern in rule.words)


def _is_protected(city: City, kind: str) -> bool:
    category = city.category(kind)
    return category is not None and category.protected


def _narrow(city: City, name: str | None) -> str | None:
    area = city.area(name) if name else None
    return area.name if area is not None and area.kind != WHOLE_CITY else None
