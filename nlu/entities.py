"""What a message holds besides its meaning, with where it stands: kind of problem, place, time, reference.

Rasa's parse knows no city: a value that only one city gives names it; one that all of them give does not.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import cities
from nlu import categories, places, references, times

Entity = dict[str, Any]
"""As Rasa writes one: `entity`, `start`, `end`, `value`, and what ours add."""

_LONGEST = 1600
"""Characters of a message that are read: as many as one can hold."""


def find(text: str, now: datetime) -> list[Entity]:
    """The entities of a message, in the text's order. `now` is aware: "last night" is a time only from some moment."""
    said = unicodedata.normalize("NFC", text)[:_LONGEST]
    found_places = list(_places(said))
    found = [*_categories(said), *found_places, *_times(said, now, found_places), *_reference(said)]
    return sorted(found, key=lambda entity: (entity["start"], entity["entity"]))


def _categories(text: str) -> Iterator[Entity]:
    """The kind that each city's list gives the message, if it is sure."""
    values: dict[str, list[str]] = {}
    best: dict[str, float] = {}
    for key, city in cities.load().items():
        matches = categories.find(text, city.categories)
        if matches and matches[0].score >= categories.CONFIDENT:
            name = matches[0].category.name
            values.setdefault(name, []).append(key)
            best[name] = max(best.get(name, 0.0), matches[0].score)
    for name, keys in values.items():
        city = cities.load()[keys[0]]
        start, end = categories.span(text, name, city.categories)
        yield _entity("category", start, end, name, confidence=round(best[name], 2), **_city(keys))


def _places(text: str) -> Iterator[Entity]:
    """The place that the message names in each city, the clearest first; several candidates stand beside it."""
    found = [(key, place) for key, city in cities.load().items() if (place := places.find(text, city))]
    clearest = max((place.score for _, place in found), default=0.0)
    for key, place in found:
        if place.score >= clearest:
            more: Entity = {"confidence": round(place.score, 2), "city": key}
            if place.others:
                more["candidates"] = [area.name for area in place.candidates]
            yield _entity("place", place.start, place.start + len(place.said), place.area.name, **more)


def _times(text: str, now: datetime, found_places: list[Entity]) -> Iterator[Entity]:
    """The interval in the zone of the city that a place names, else in that of each."""
    named = {place["city"] for place in found_places}
    for key, city in cities.load().items():
        when = times.find(text, now, city.time_zone) if not named or key in named else None
        if when is not None:
            start = text.find(when.said.partition(", ")[0])
            said = when.said if text.startswith(when.said, start) else when.said.partition(", ")[0]
            interval = "/".join(moment.astimezone(city.time_zone).isoformat() for moment in (when.start, when.end))
            yield _entity("time", start, start + len(said), interval, precision=when.precision, city=key)


def _reference(text: str) -> Iterator[Entity]:
    mention = references.find(text)
    if mention is not None:
        yield _entity("reference", mention.start, mention.end, mention.value)


def _city(keys: list[str]) -> Entity:
    return {"city": keys[0]} if len(keys) == 1 and len(cities.load()) > 1 else {}


def _entity(kind: str, start: int, end: int, value: str, **more: Any) -> Entity:
    return {"entity": kind, "start": max(start, 0), "end": end, "value": value, **more}
