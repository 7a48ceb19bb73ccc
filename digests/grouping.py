"""Reports near one another: possible duplicates, and clusters of events. A hint where to look, never a finding.

*Duplicates*: one kind, told by different contacts within two hours of the first, and within 150 metres of it; where one of
the two has no pin, from the same area with the same words for the place. *Cluster*: at least three events of one kind within
a day of the first and 300 metres of it, told by different contacts; without pins, within two hours from the same area.
Duplicates count as one event.

Only metres between pins are metres: the centre of an area says nothing about where in it. Reports are put into squares as
wide as the distance asked for, and compared with those of the nine squares around them, so that a month of a large city
takes no longer than its reports.
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from cities.city import distance_km
from digests.figures import CLUSTER, DUPLICATES, Group
from digests.period import Period
from models import Report
from nlu.fold import words_only
from reports.scope import Scope

SAME_METRES, SAME_TIME = 150, timedelta(hours=2)
NEAR_METRES, NEAR_TIME = 300, timedelta(hours=24)
NEAR_TIME_IN_AREA = timedelta(hours=2)

FEWEST_IN_CLUSTER = 3
FEWEST_SENSITIVE = 3
MOST_GROUPS = 10

LOOKED_BACK = timedelta(days=7)
"""Groups are looked for in the period's last days: somebody can still go there."""

PIN = "pin"
METRES_PER_DEGREE = 111_195.0
PLAIN_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Told:
    """What of a report says when and where."""

    id: str
    contact: str
    category: str
    area: str | None
    words: str
    """Those for the place, folded; compared, never kept."""

    point: tuple[float, float] | None
    """Its pin, degrees."""

    at: datetime


def find(session: Session, city: City, scope: Scope, period: Period) -> tuple[Group, ...]:
    """The largest groups of the period's last week, of the kinds that are not protected."""
    protected = [each.name for each in city.categories if each.protected]
    told = (
        select(Report.id, Report.contact_id, Report.category, Report.area, Report.place, Report.located_by)
        .add_columns(Report.lat, Report.lon, Report.filed_at)
        .where(*scope.where(), Report.category.not_in(protected))
        .where(Report.filed_at >= max(period.begins, period.ends - LOOKED_BACK), Report.filed_at < period.ends)
    )
    rows = [
        Told(row.id, row.contact_id, row.category, row.area, _words(row.place or ""), _pin(row), row.filed_at)
        for row in session.execute(told)
    ]
    open_kinds = {each.name for each in city.categories if not each.sensitive}
    return groups(sorted(rows, key=_order), open_kinds)


def _words(place: str) -> str:
    """The words, folded; the short way for plain letters, since thousands are folded at a time."""
    return " ".join(PLAIN_WORDS.findall(place.lower().replace("'", ""))) if place.isascii() else words_only(place)


def _pin(row: Any) -> tuple[float, float] | None:
    return (row.lat, row.lon) if row.located_by == PIN and row.lat is not None and row.lon is not None else None


def groups(told: Sequence[Told], open_kinds: Iterable[str]) -> tuple[Group, ...]:
    """The groups among these reports, which come in the order of their times. Of kinds that are not open, none of two."""
    same = list(_gathered(told, _Same(SAME_TIME, SAME_METRES, told), 2))
    repeated = {each.id for group in same for each in group[1:]}
    events = [each for each in told if each.id not in repeated]
    close = list(_gathered(events, _Close(NEAR_TIME, NEAR_METRES, told), FEWEST_IN_CLUSTER))
    clustered = {each.id for group in close for each in group}
    rest = [each for each in events if each.id not in clustered]
    in_area = list(_gathered(rest, _InOneArea(NEAR_TIME_IN_AREA), FEWEST_IN_CLUSTER))
    found = [_group(DUPLICATES, each) for each in same] + [_group(CLUSTER, each) for each in (*close, *in_area)]
    kinds = set(open_kinds)
    told_of = [each for each in found if each.category in kinds or each.count >= FEWEST_SENSITIVE]
    return tuple(sorted(told_of, key=lambda each: (-each.count, each.report_ids))[:MOST_GROUPS])


class _InOneArea:
    """Near by area alone. Others say more closely what near means: where to look for it, and the check itself."""

    def __init__(self, time: timedelta) -> None:
        self.time = time

    def keys(self, told: Told) -> set[Hashable]:
        """Under what a report is found."""
        return {(told.category, told.area)} if told.area is not None else set()

    def around(self, told: Told) -> set[Hashable]:
        """Under what all those are found that may be near it."""
        return self.keys(told)

    def holds(self, first: Told, other: Told) -> bool:
        return True


class _Close(_InOneArea):
    """Near by metres between pins."""

    def __init__(self, time: timedelta, metres: int, told: Iterable[Told]) -> None:
        super().__init__(time)
        self._metres = metres
        self._side = metres / METRES_PER_DEGREE
        # One scale for all, of the latitude where degrees of longitude are shortest: no square is narrower than asked for.
        highest = max((abs(each.point[0]) for each in told if each.point), default=0.0)
        self._narrowing = math.cos(math.radians(min(89.0, highest + 1)))

    def keys(self, told: Told) -> set[Hashable]:
        return {(told.category, *self._square(told.point))} if told.point is not None else set()

    def around(self, told: Told) -> set[Hashable]:
        if told.point is None:
            return set()
        row, column = self._square(told.point)
        return {(told.category, row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)}

    def holds(self, first: Told, other: Told) -> bool:
        if first.point is None or other.point is None:
            return False
        return metres_between(first.point, other.point) <= self._metres

    def _square(self, point: tuple[float, float]) -> tuple[int, int]:
        return math.floor(point[0] / self._side), math.floor(point[1] * self._narrowing / self._side)


class _Same(_Close):
    """The same by metres between pins; where one has none, by area and words."""

    def keys(self, told: Told) -> set[Hashable]:
        return super().keys(told) | self._in_words(told)

    def around(self, told: Told) -> set[Hashable]:
        return super().around(told) | self._in_words(told)

    def holds(self, first: Told, other: Told) -> bool:
        if first.point and other.point:
            return super().holds(first, other)
        return bool(self._in_words(first)) and self._in_words(first) == self._in_words(other)

    def _in_words(self, told: Told) -> set[Hashable]:
        return {(told.category, told.area, told.words)} if told.area is not None and told.words else set()


def _gathered(told: Sequence[Told], near: _InOneArea, fewest: int) -> Iterator[list[Told]]:
    """Groups of at least ``fewest``: each report, the earliest first, takes those near it that no group has yet.

    Each contact counts once in a group.
    """
    found: dict[Hashable, list[Told]] = defaultdict(list)
    for each in told:
        for key in near.keys(each):
            found[key].append(each)
    taken: set[str] = set()
    for first in told:
        if first.id in taken:
            continue
        group, contacts = [first], {first.contact}
        for other in _after(first, near, found):
            if other.id not in taken and other.contact not in contacts and near.holds(first, other):
                group.append(other)
                contacts.add(other.contact)
        if len(group) >= fewest:
            taken.update(each.id for each in group)
            yield group


def _after(first: Told, near: _InOneArea, found: Mapping[Hashable, Sequence[Told]]) -> list[Told]:
    """Those told soon after this one that may be near it, in their order."""
    order = (first.at, first.id)
    around: dict[str, Told] = {}
    for key in near.around(first):
        candidates = found.get(key, ())
        for place in range(bisect_right(candidates, order, key=_order), len(candidates)):
            if candidates[place].at - first.at > near.time:
                break
            around[candidates[place].id] = candidates[place]
    return sorted(around.values(), key=_order) if around else []


def _order(told: Told) -> tuple[datetime, str]:
    return told.at, told.id


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    return distance_km(*one, *other) * 1000


def _group(kind: str, told: Sequence[Told]) -> Group:
    first = told[0]
    areas = {each.area for each in told}
    pinned = first.point is not None and all(each.point is not None for each in told)
    farthest = max((metres_between(first.point, each.point) for each in told if first.point and each.point), default=0.0)
    return Group(
        kind=kind,
        category=first.category,
        area=first.area if len(areas) == 1 else None,
        report_ids=tuple(each.id for each in told),
        count=len(told),
        metres=math.ceil(farthest) if pinned else None,
        minutes=math.ceil((told[-1].at - first.at) / timedelta(minutes=1)),
    )
