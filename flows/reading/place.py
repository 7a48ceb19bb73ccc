"""type geopoint: a pin, "lat, lon", the name of a place, or the resident's own words for it.

The code is XForms' "latitude longitude altitude accuracy", the altitude and accuracy 0 when nobody measured them; where
no point is known it is the resident's words. These are kept whatever is understood: ``place`` holds them, ``area`` what
they were read as, and ``area_by`` how: exact, near (misspelled), asked (chosen from several) or pin.
"""

import re

from flows.context import Context
from flows.definition import Asked
from flows.reading import which_place
from flows.reading.choice import is_unknown, is_yes_or_no
from flows.reading.said import Reading, Said, Unclear
from nlu import categories, places, times
from nlu.fold import words_only
from nlu.place_words import little_words

_DEGREES = r"([-\u2212]?[0-9]{1,3}(?:\.[0-9]+)?)"
_METRES = r"(?:[\s,;]+-?[0-9]+(?:\.[0-9]+)?){0,2}"
COORDINATES = re.compile(rf"\s*\(?\s*{_DEGREES}\s*[,; ]\s*{_DEGREES}{_METRES}\s*\)?\s*")
_HEMISPHERES = re.compile(r"\s*([0-9]{1,2}\.[0-9]+)\s*°?\s*([NS])[\s,;]+([0-9]{1,3}\.[0-9]+)\s*°?\s*([EWO])\s*", re.IGNORECASE)
_SPACE = re.compile(r"\s+([,;.])")
_ADDRESS = frozenset().union(*map(little_words, ("streets", "roads", "area_words", "part_words")))
SHORTEST = 3
STORY_WORDS = 4
"""Words from which an answer without a known place may be another problem instead of a landmark."""

FAR_KM = 6.0
"""A pin further than this from every centre we know belongs to no area: a township is about as wide."""


def read(asked: Asked, said: Said, context: Context) -> Reading:
    point = pin(said)
    if point is not None:
        lat, lon, how = point
        return _pinned(asked, lat, lon, said.text, how, context)
    if which_place.candidates(asked.value, context.city) and not is_yes_or_no(said.text):
        return which_place.read(asked, said, context)
    heard = _named(said.text, context)
    if heard is not None and "candidates" in heard.more:
        return heard
    if heard is not None:
        more = {**heard.more, "place": _words_for(said.text, heard, context), "named": heard.more["place"]}
        return Reading(_code(more), "typed", said.text, more)
    text = said.text.strip()
    if is_unknown(text) or is_yes_or_no(text):
        raise Unclear
    if sum(letter.isalpha() for letter in text) < SHORTEST or _is_a_story(text, context):
        raise Unclear
    # A place that the gazetteer does not know is still the resident's answer.
    return Reading(text, "typed", said.text, {"place": text})


def hear(asked: Asked, text: str, context: Context) -> Reading | None:
    """The place that a message names. The city's own name alone is none: everybody who writes is there."""
    heard = _named(text, context)
    area = context.city.area(str(heard.more.get("area"))) if heard else None
    return None if area is not None and area.kind == "city" else heard


def _named(text: str, context: Context) -> Reading | None:
    found = places.find(text, context.city)
    if found is None:
        return None
    if found.others:
        return which_place.between(found)
    more: dict[str, object] = {"place": found.said, "area_by": "near" if found.near else "exact"}
    more |= which_place.located(found.area)
    return Reading(_code(more), "prefilled", text, more)


def pin(said: Said) -> tuple[float, float, str] | None:
    """The point of a message and how it was given, pin or typed. Raises Unclear for one that is not on the earth."""
    if said.lat is not None and said.lon is not None:
        lat, lon, how = said.lat, said.lon, "pin"
    else:
        typed = COORDINATES.fullmatch(_signed(said.text))
        if typed is None or not ("." in typed[1] or "." in typed[2]):
            return None
        lat, lon = (float(degrees.replace("\u2212", "-")) for degrees in typed.groups())
        how = "typed"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Unclear("flow.outside_city")
    return lat, lon, how


def _signed(text: str) -> str:
    """29.683 S, 30.933 E with the signs that it means."""
    compass = _HEMISPHERES.fullmatch(text)
    if compass is None:
        return text
    south, west = compass[2] in "sS", compass[4] in "wWoO"
    return f"{'-' * south}{compass[1]} {'-' * west}{compass[3]}"


def coded(lat: object, lon: object) -> str:
    """A point as XForms writes it."""
    return f"{lat} {lon} 0 0"


def _code(more: dict[str, object]) -> str:
    return coded(more["lat"], more["lon"]) if "lat" in more else str(more["place"])


def _is_a_story(text: str, context: Context) -> bool:
    """ "My husband beats me every night" names no place: it must not be kept, and shown back, as one."""
    words = words_only(text).split()
    matches = categories.find(text, context.city.categories)
    tells = len(words) >= STORY_WORDS and bool(matches) and matches[0].score >= categories.CONFIDENT
    return tells and words[0] not in little_words("nearby") and not _ADDRESS.intersection(words)


def _words_for(text: str, heard: Reading, context: Context) -> str:
    """The resident's words for the place: all of them, less the time that they said with it, and less a mere "in".

    A story around the name is left out: the summary would show it on a phone that others may see.
    """
    when = times.find(text, context.now, context.city.time_zone)
    words = _SPACE.sub(r"\1", " ".join((text.replace(when.said, " ") if when else text).split())).strip(" ,;.")
    named = str(heard.more["place"])
    mere = len(words.split()) - len(named.split()) <= 1
    return named if mere or _is_a_story(words, context) else words


def _pinned(asked: Asked, lat: float, lon: float, text: str, how: str, context: Context) -> Reading:
    # What the city is asked to see to lies in the city; where somebody was born may lie anywhere.
    if asked.item.heard and not context.city.contains(lat, lon):
        raise Unclear("flow.outside_city")
    near = places.nearest(lat, lon, context.city)
    more: dict[str, object] = {"lat": lat, "lon": lon, "located_by": "pin", "place": text.strip() or "pin"}
    if near is not None and near[1] <= FAR_KM:
        more |= {"area": near[0].name, "area_by": "pin"}
    return Reading(coded(lat, lon), how, text, more)
