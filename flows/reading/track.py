"""types geotrace and geoshape: a pin or a place a message; the points add up until the resident says that it is done.

An answer that is not finished holds ``open``; the points so far come back in ``asked.value``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flows.context import Context
from flows.definition import Asked
from flows.reading.answer_words import says
from flows.reading.place import COORDINATES, coded, pin
from flows.reading.said import Reading, Said, Unclear
from nlu import places

LEAST = {"geotrace": 2, "geoshape": 3}
"""Points that make a line, and corners that make an area."""

DONE = "done"
_PARTS = re.compile(r"[;\n]+")

Point = Mapping[str, Any]


def read(asked: Asked, said: Said, context: Context) -> Reading:
    before: list[Point] = list(asked.value.get("points") or ())
    if said.tapped(asked.key) == DONE or (said.lat is None and says("done", said.text)):
        return _closed(asked, before, said)
    new = _points(said, context)
    if not new:
        raise Unclear
    points = before + [point for point, last in zip(new, [*before[-1:], *new], strict=False) if not before or point != last]
    if not before:
        points = list(new)
    if len(new) >= LEAST[asked.item.type]:
        return _closed(asked, points, said)
    return Reading(_code(points), _how(said), said.text, {"points": points, "open": True})


def _closed(asked: Asked, points: Sequence[Point], said: Said) -> Reading:
    corners = list(points)
    if asked.item.type == "geoshape" and len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    needed = LEAST[asked.item.type]
    if len(corners) < needed:
        raise Unclear("answer.more_points", points=len(corners), needed=needed)
    closed = [*corners, corners[0]] if asked.item.type == "geoshape" else corners
    return Reading(_code(closed), _how(said), said.text, {"points": closed})


def _points(said: Said, context: Context) -> list[Point]:
    """The points of one message: a pin, coordinates (several with a semicolon between them), or a known place."""
    one = pin(said)
    if one is not None:
        return [{"lat": one[0], "lon": one[1]}]
    parts = [part for part in _PARTS.split(said.text) if part.strip()]
    if len(parts) > 1 and all(COORDINATES.fullmatch(part) for part in parts):
        pins = [pin(Said(part)) for part in parts]
        return [{"lat": each[0], "lon": each[1]} for each in pins if each is not None]
    found = places.find(said.text, context.city)
    if found is None or found.others or found.area.lat is None:
        return []
    return [{"lat": found.area.lat, "lon": found.area.lon, "place": found.said}]


def _code(points: Sequence[Point]) -> str:
    return ";".join(coded(point["lat"], point["lon"]) for point in points)


def _how(said: Said) -> str:
    return "pin" if said.lat is not None else "typed"
