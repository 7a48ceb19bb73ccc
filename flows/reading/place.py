"""type geopoint: a pin, "lat, lon", the name of a place, or the resident's own words for it."""

import re

from flows.context import Context
from flows.definition import Definition, Question
from flows.reading.said import Reading, Said, Unclear
from nlu import categories, places, times
from nlu.fold import words_only
from nlu.place_words import little_words

_COORDINATES = re.compile(r"\s*(-?\d{1,2}\.\d{2,})\s*[,; ]\s*(-?\d{1,3}\.\d{2,})\s*")
_SPACE = re.compile(r"\s+([,;.])")
_ADDRESS = frozenset().union(*map(little_words, ("streets", "roads", "area_words", "part_words")))
SHORTEST = 3
STORY_WORDS = 4
"""Words from which an answer without a known place may be another problem instead of a landmark."""

FAR_KM = 15.0
"""A pin further than this from every centre we know belongs to no area."""


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    typed = _COORDINATES.fullmatch(said.text)
    if said.lat is not None and said.lon is not None:
        return _pinned(said.lat, said.lon, said.text, "pin", context)
    if typed:
        return _pinned(float(typed.group(1)), float(typed.group(2)), said.text, "typed", context)
    heard = hear(definition, question, said.text, context)
    if heard is not None:
        return Reading(
            heard.code,
            "typed",
            said.text,
            {**heard.more, "place": _words_for(said.text, heard, context), "named": heard.more["place"]},
        )
    text = said.text.strip()
    if sum(letter.isalpha() for letter in text) < SHORTEST:
        raise Unclear("flow.needs_place")
    if _is_a_story(text, context):
        raise Unclear("flow.needs_place")
    # A place that the gazetteer does not know is still the resident's answer.
    return Reading(text, "typed", said.text, {"place": text})


def hear(definition: Definition, question: Question, text: str, context: Context) -> Reading | None:
    found = places.find(text, context.city)
    if found is None:
        return None
    area = found.area
    more: dict[str, object] = {"area": area.name, "place": found.said}
    if area.lat is not None:
        more |= {"lat": area.lat, "lon": area.lon, "located_by": "area"}
    return Reading(area.name, "prefilled", text, more)


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


def _pinned(lat: float, lon: float, text: str, how: str, context: Context) -> Reading:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or not context.city.contains(lat, lon):
        raise Unclear("flow.outside_city")
    near = places.nearest(lat, lon, context.city)
    more: dict[str, object] = {"lat": lat, "lon": lon, "located_by": "pin", "place": text.strip() or "pin"}
    if near is not None and near[1] <= FAR_KM:
        more["area"] = near[0].name
    return Reading(str(more.get("area", "pin")), how, text, more)
