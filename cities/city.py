"""A city as the line knows it: who calls it, where its places are, what can be reported, whom to ring."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

LANGUAGES = ("es", "en", "zu")
"""The languages the line speaks; a city lists them in its own order."""

DIMENSIONS = ("economic", "food", "health", "environmental", "personal", "community", "political")
"""The seven dimensions of human security (UNDP, Human Development Report 1994)."""

EARTH_KM = 6371.0088


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points on the ground (haversine, WGS84 degrees, mean Earth radius)."""
    half_lat = math.radians(other_lat - lat) / 2
    half_lon = math.radians(other_lon - lon) / 2
    slope = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    chord = math.sin(half_lat) ** 2 + slope * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _in_language(labels: Mapping[str, str], language: str) -> str:
    return labels[language] if language in labels else next(iter(labels.values()))


@dataclass(frozen=True)
class Area:
    """A place of the city that residents name.

    `kind` is how wide it is: `place` (a township, colonia, suburb), `road` (an avenue or motorway through several of
    them), `district` (a police district) or `city` (the city's own name). `hints` say when a name counts and when not,
    in the notation of `nlu/gazetteer.py`. `within` is the code of the area that it is a part of, empty for none.
    The centre is None unless a source gives a point: centres are never guessed.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    kind: str = "place"
    hints: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True)
class Helpline:
    """A telephone line a resident may be sent to.

    `source` says where the number was read and `verified_on` is that source's day: the first day of the month or
    year where it gives no more, None where it gives no date. `emergency`: shown first when somebody is in danger.
    `note` is for operators and is not sent to residents.
    """

    name: str
    number: str
    labels: Mapping[str, str] = field(hash=False)
    source: str
    verified_on: date | None = None
    emergency: bool = False
    note: str = ""

    def label(self, language: str) -> str:
        """What the line is called in that language; the city's first language if it has no words in this one."""
        return _in_language(self.labels, language)


@dataclass(frozen=True)
class Category:
    """A kind of problem, in the city's own words.

    `dimensions` are of human security, the main one first; empty only for `other`. `iccs` is a code of the
    International Classification of Crime for Statistical Purposes (2015), None where none fits. `sensitive`: somebody
    could be hurt if it became known who reported it. `protected`: violence against women or children, and sexual violence:
    officials get counts only, and only those whose role allows it. `covers` are kinds that this city puts under this one.
    """

    name: str
    labels: Mapping[str, str] = field(hash=False)
    dimensions: tuple[str, ...] = ()
    iccs: str | None = None
    sensitive: bool = False
    protected: bool = False
    helplines: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """What the kind is called in that language; the city's first language if it has no words in this one."""
        return _in_language(self.labels, language)


@dataclass(frozen=True, eq=False)
class City:
    """One city and everything about it that is data. Two cities are the same only if they are the same object."""

    key: str
    name: str
    time_zone: ZoneInfo
    languages: tuple[str, ...]
    language_prior: Mapping[str, float]
    senders: tuple[str, ...]
    center: tuple[float, float]
    radius_km: float
    areas: tuple[Area, ...]
    categories: tuple[Category, ...]
    helplines: tuple[Helpline, ...]
    country: str = ""
    """ISO 3166-1 alpha-2: whose public holidays the city keeps."""

    def contains(self, lat: float, lon: float) -> bool:
        """Whether a point lies within the city's radius. A circle: it also takes in neighbours across a border."""
        return distance_km(lat, lon, *self.center) <= self.radius_km

    def area(self, name: str) -> Area | None:
        """The area with that code."""
        return self._areas.get(name)

    def category(self, name: str) -> Category | None:
        """The category with that code."""
        return self._categories.get(name)

    def helpline(self, name: str) -> Helpline | None:
        """The helpline with that code."""
        return self._helplines.get(name)

    @property
    def emergency_lines(self) -> tuple[Helpline, ...]:
        """The lines for danger now, in the city's order."""
        return tuple(line for line in self.helplines if line.emergency)

    def helplines_for(self, category: Category) -> tuple[Helpline, ...]:
        """The lines that help with a category, in the category's order."""
        return tuple(self._helplines[name] for name in category.helplines)

    def within(self, area: str) -> frozenset[str]:
        """The code of an area with those of all areas that lie in it, at any depth."""
        found = {area}
        while more := {each.name for each in self.areas if each.within in found} - found:
            found |= more
        return frozenset(found)

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.name: area for area in self.areas}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.name: category for category in self.categories}

    @cached_property
    def _helplines(self) -> dict[str, Helpline]:
        return {line.name: line for line in self.helplines}
