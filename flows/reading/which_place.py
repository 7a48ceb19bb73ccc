"""A place that could be several: one question with the candidates, numbered, and the reading of its answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from cities import Area, City
from flows.context import Context
from flows.definition import Asked, Choice, Wording
from flows.reading.choice import chosen, is_unknown
from flows.reading.said import Reading, Said
from nlu import places
from nlu.places import Found

NONE = "none"
"""The choice that means none of the candidates; its name is its meaning."""

MOST = 9
"""Candidates that are shown: with "none of these" they are a WhatsApp list."""

_FEW_WORDS = 4


def between(found: Found) -> Reading:
    """The reading of a place that could be several: not an answer yet."""
    candidates = [area.name for area in found.candidates[:MOST]]
    return Reading(found.said, "prefilled", found.said, {"place": found.said, "candidates": candidates})


def candidates(value: Mapping[str, Any], city: City) -> list[Area]:
    """The areas that are still to be chosen from; none where the place is settled."""
    areas = (city.area(str(name)) for name in value.get("candidates") or ())
    return [area for area in areas if area is not None]


def read(asked: Asked, said: Said, context: Context) -> Reading:
    """The answer to the question which of them: a number, a tap, a name, more words. It is asked once: what still fits
    none, or several, is kept in the resident's own words."""
    open_areas = candidates(asked.value, context.city)
    before = str(asked.value.get("place") or "")
    name = said.tapped(asked.key) or _chosen(said.text, open_areas)
    area = next((area for area in open_areas if area.name == name), None)
    if area is not None:
        return _settled(before, area, said, "asked")
    if name == NONE or is_unknown(said.text):
        return Reading(before, "typed", said.text, {"place": before})
    found = places.find(said.text, context.city)
    meant = [area for area in found.candidates if area in open_areas] if found else []
    text = said.text.strip()
    both = f"{before}, {text}" if text else before
    if found is not None and len(meant) == 1:
        return _settled(before if found.said == text else both, meant[0], said, "asked")
    if found is not None and found.score >= places.SURE:
        return _settled(text, found.area, said, "near" if found.near else "exact")
    return Reading(both, "typed", said.text, {"place": both})


def located(area: Area) -> dict[str, object]:
    """The area's code, and its centre where one is known."""
    if area.lat is None:
        return {"area": area.name}
    return {"area": area.name, "lat": area.lat, "lon": area.lon, "located_by": "area"}


def _settled(place: str, area: Area, said: Said, how: str) -> Reading:
    more = {**located(area), "place": place, "area_by": how}
    code = f"{area.lat} {area.lon} 0 0" if area.lat is not None else place
    return Reading(code, "chosen", said.text, more)


def _chosen(text: str, areas: Sequence[Area]) -> str:
    if not text.strip() or len(text.split()) > _FEW_WORDS:
        return ""
    choices = [*(Choice(area.name, Wording({"": area.label})) for area in areas), Choice(NONE, Wording({}))]
    return chosen(text, choices) or ""
