"""XPath's four types of value and OpenRosa's fifth, the date, and how each becomes another (XPath 1.0, sections 3 and 4)."""

import re
from math import copysign, isinf, isnan, nan
from typing import Any

from flows.expressions.moments import Moment, from_days, milliseconds
from flows.expressions.scope import Context, Node

Value = Any
"""``str``, ``float``, ``bool``, ``list`` of nodes, or ``Moment``."""

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def node_text(node: Node) -> str:
    """A node's string-value: its own value, a group's the values within it."""
    value = node.value
    if not value and node.children:
        return "".join(leaf.value for leaf in descendants(node))
    return value


def descendants(node: Node) -> list[Node]:
    """Everything within a node, in document order."""
    found: list[Node] = []
    waiting = list(reversed(node.children))
    while waiting:
        current = waiting.pop()
        found.append(current)
        if current.children:
            waiting.extend(reversed(current.children))
    return found


def text(value: Value) -> str:
    """XPath's string()."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list):
        return node_text(value[0]) if value else ""
    return str(value)


def number_text(value: float) -> str:
    """A number as XPath writes it: no exponent, a whole number without a fraction."""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    shortest = repr(value)
    if "e" in shortest:
        return f"{value:.{_places(shortest)}f}"
    return shortest


def _places(shortest: str) -> int:
    mantissa, exponent = shortest.split("e")
    return len(mantissa.partition(".")[2]) - int(exponent)


def number(value: Value, context: Context) -> float:
    """XPath's number(); a date or dateTime, also as text, is days since 1970-01-01."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return text_number(value, context)
    if isinstance(value, list):
        return text_number(node_text(value[0]), context) if value else nan
    days: float = value.days
    return days


def text_number(value: str, context: Context) -> float:
    """The number or date that a text stands for; not a number for any other text."""
    stripped = value.strip()
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    return date_days(stripped, context)


def date_days(value: str, context: Context) -> float:
    """Days since 1970-01-01 of a date's or dateTime's text; not a number for any other text."""
    if value[4:5] != "-":
        return nan
    instant = milliseconds(value, context.scope.now.tzinfo)
    return nan if instant is None else Moment(instant, None).days


def truth(value: Value) -> bool:
    """XPath's boolean(): a nodeset is true when it is not empty, whatever its nodes hold."""
    if isinstance(value, float):
        return value != 0 and not isnan(value)
    if isinstance(value, Moment):
        return not isnan(value.milliseconds)
    return bool(value)


def moment(value: Value, context: Context) -> Moment:
    """date(): a number is days, a text a date, a dateTime or a number of days."""
    if isinstance(value, Moment):
        return value
    zone = context.scope.now.tzinfo
    if isinstance(value, bool):
        return Moment(nan, zone)
    if isinstance(value, float):
        return from_days(value, zone)
    written = text(value).strip()
    instant = milliseconds(written, zone)
    if instant is not None:
        return Moment(instant, zone)
    return from_days(text_number(written, context), zone)


def divided(dividend: float, divisor: float) -> float:
    """IEEE 754 division, which knows infinities."""
    if divisor:
        return dividend / divisor
    if isnan(divisor) or isnan(dividend) or not dividend:
        return nan
    return copysign(float("inf"), dividend) * copysign(1.0, divisor)
