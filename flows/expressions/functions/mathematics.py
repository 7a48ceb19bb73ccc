"""Functions over numbers, with IEEE 754's infinities and not-a-number where Python would raise."""

import math
from collections.abc import Callable
from math import inf, isinf, isnan, nan

from flows.expressions.functions.registry import pure
from flows.expressions.parts import Part


def safe(function: Callable[..., float]) -> Callable[..., float]:
    """Not a number where the function has no value."""

    def run(*numbers: float) -> float:
        try:
            return float(function(*numbers))
        except ValueError:
            return nan

    return run


def _integer(number: float) -> float:
    return number if isnan(number) or isinf(number) else float(math.trunc(number))


def _round(number: float, digits: float | None = None) -> float:
    """Half away from zero, as OpenRosa does; with negative digits to tens, hundreds …"""
    if digits is None:
        return _half_away(number)
    if isnan(digits):
        return nan
    places = int(max(-400.0, min(400.0, digits)))
    try:
        scale = 10.0 ** abs(places)
    except OverflowError:
        return number if places > 0 else 0.0
    if places > 0:
        scaled = number * scale
        return number if isinf(scaled) else _half_away(scaled) / scale
    return scale * _half_away(number / scale)


def _half_away(number: float) -> float:
    if isnan(number) or isinf(number):
        return number
    return math.copysign(math.floor(abs(number) + 0.5), number)


def _power(base: float, exponent: float) -> float:
    if isnan(exponent) or (abs(base) == 1 and isinf(exponent)):
        return nan
    try:
        return float(math.pow(base, exponent))
    except OverflowError:
        return -inf if base < 0 and exponent % 2 == 1 else inf
    except ValueError:
        if base == 0:
            return math.copysign(inf, base) if exponent % 2 == 1 else inf
        return nan


def _exp(number: float) -> float:
    try:
        return math.exp(number)
    except OverflowError:
        return inf


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -inf if number == 0 else safe(function)(number)


def _whole(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda number: number if isnan(number) or isinf(number) else float(function(number))


pure("int(number)", "number", _integer, Part.number)
pure("round(number, digits?)", "number", _round, Part.number)
pure("floor(number)", "number", _whole(math.floor), Part.number)
pure("ceiling(number)", "number", _whole(math.ceil), Part.number)
pure("abs(number)", "number", abs, Part.number)
pure("pow(base, exponent)", "number", _power, Part.number)
pure("exp(number)", "number", _exp, Part.number)
pure("exp10(number)", "number", lambda number: _power(10.0, number), Part.number)
pure("log(number)", "number", _logarithm(math.log), Part.number)
pure("log10(number)", "number", _logarithm(math.log10), Part.number)
pure("sqrt(number)", "number", safe(math.sqrt), Part.number)
pure("sin(number)", "number", safe(math.sin), Part.number)
pure("cos(number)", "number", safe(math.cos), Part.number)
pure("tan(number)", "number", safe(math.tan), Part.number)
pure("asin(number)", "number", safe(math.asin), Part.number)
pure("acos(number)", "number", safe(math.acos), Part.number)
pure("atan(number)", "number", math.atan, Part.number)
pure("atan2(y, x)", "number", math.atan2, Part.number)
pure("pi()", "number", lambda: math.pi)
