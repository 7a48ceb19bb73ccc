"""Functions over points, lines and shapes: "lat lon altitude accuracy", joined by ";", or one point a question.

A sphere of 6,378,100 metres, as ODK's engines take it.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from math import cos, nan, radians, sin

from flows.expressions.functions.nodesets import texts
from flows.expressions.functions.registry import Built, function
from flows.expressions.parts import Part
from flows.expressions.scope import Context
from flows.expressions.values import text_number

RADIUS = 6_378_100
"""Metres."""

Point = tuple[float, float]


def _points(values: Sequence[str], context: Context) -> list[Point] | None:
    """The points of all values; None when one is none, or out of range."""
    found = []
    for value in values:
        written = value.strip().removesuffix(";")  # older clients close a shape with one
        for point in written.split(";"):
            numbers = [text_number(each, context) for each in point.split()]
            if not 2 <= len(numbers) <= 4 or any(number != number for number in numbers):
                return None
            if abs(numbers[0]) > 90 or abs(numbers[1]) > 180 or (len(numbers) == 4 and numbers[3] < 0):
                return None
            found.append((numbers[0], numbers[1]))
    return found or None


def _between(one: Point, other: Point) -> float:
    if one == other:  # the cosine below is not exact, and its error here some centimetres
        return 0.0
    cosine = sin(radians(one[0])) * sin(radians(other[0])) + cos(radians(one[0])) * cos(radians(other[0])) * cos(
        radians(one[1] - other[1])
    )
    return math.acos(max(-1.0, min(1.0, cosine))) * RADIUS


def _to_centimetres(number: float) -> float:
    return math.floor(abs(number) * 100 + 0.5) / 100


@function("distance(points, …)")
def _distance(parts: Sequence[Part]) -> Built:
    """Metres along all points, to the centimetre."""
    values = texts(parts)

    def run(context: Context) -> float:
        points = _points(values(context), context)
        if points is None:
            return nan
        return _to_centimetres(sum(_between(one, other) for one, other in pairwise(points)))

    return "number", run


@function("area(points)")
def _area(parts: Sequence[Part]) -> Built:
    """Square metres within the points, to the hundredth."""
    values = texts(parts)

    def run(context: Context) -> float:
        points = _points(values(context), context)
        if points is None:
            return nan
        if len(points) < 3:
            return 0.0
        doubled = sum(
            radians(other[1] - one[1]) * (2 + sin(radians(one[0])) + sin(radians(other[0])))
            for one, other in zip(points, [*points[1:], points[0]], strict=True)
        )
        return _to_centimetres(doubled * RADIUS * RADIUS / 2)

    return "number", run


@function("geofence(point, shape)")
def _geofence(parts: Sequence[Part]) -> Built:
    """Whether the point lies within the shape: the number of its sides that a line northward crosses is odd."""
    point_of, shape_of = texts(parts[:1]), texts(parts[1:])

    def run(context: Context) -> bool:
        point, shape = _points(point_of(context)[:1], context), _points(shape_of(context), context)
        if point is None or shape is None or len(shape) < 3:
            return False
        latitude, longitude = point[0]
        inside = False
        for one, other in zip(shape, [*shape[1:], shape[0]], strict=True):
            if (one[1] > longitude) != (other[1] > longitude):
                crossing = (other[0] - one[0]) * (longitude - one[1]) / (other[1] - one[1]) + one[0]
                if latitude < crossing:
                    inside = not inside
        return inside

    return "truth", run
