"""Comparisons (XPath 1.0, section 3.4): a nodeset is compared by each of its nodes, and what looks like a date as a date."""

import operator
from collections.abc import Callable
from typing import Any

from flows.expressions.parts import Part, Run
from flows.expressions.scope import Context
from flows.expressions.values import Value, date_days, node_text, number, text_number, truth

_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def comparison(sign: str, left: Part, right: Part) -> Run:
    """The closure for one comparison, made for the types that are known beforehand."""
    if right.kind == "nodes" and left.kind != "nodes":
        return comparison(_MIRRORED[sign], right, left)
    if sign in _ORDERS:
        return _order(_ORDERS[sign], left, right)
    if left.kind == "nodes" and isinstance(right.constant, str):
        return _nodes_and_text(left.run, right.constant, sign == "=")
    if left.kind == "nodes" and right.kind == "number":
        return _nodes_and_number(left.run, right.run, operator.eq if sign == "=" else operator.ne)
    if left.kind == right.kind == "number":
        return _numbers(left.run, right.run, operator.eq if sign == "=" else operator.ne)
    return _equality(left.run, right.run, sign == "=")


def _order(compare: Callable[[float, float], bool], left: Part, right: Part) -> Run:
    if left.kind == "nodes" and right.kind in ("number", "moment", "text"):
        return _nodes_and_number(left.run, right.number(), compare)
    if "nodes" not in (left.kind, right.kind) and "any" not in (left.kind, right.kind):
        return _numbers(left.number(), right.number(), compare)
    run_left, run_right = left.run, right.run

    def run(context: Context) -> bool:
        one, other = run_left(context), run_right(context)
        if isinstance(one, bool) or isinstance(other, bool):
            return (
                compare(float(truth(one)), float(truth(other)))
                if _has_nodes(one, other)
                else compare(number(one, context), number(other, context))
            )
        ones, others = _atoms(one), [number(value, context) for value in _atoms(other)]
        context.work.look(len(ones) * len(others))
        return any(compare(number(value, context), each) for value in ones for each in others)

    return run


def _numbers(left: Run, right: Run, compare: Callable[[Any, Any], bool]) -> Run:
    return lambda context: compare(left(context), right(context))


def _nodes_and_number(nodes: Run, right: Run, compare: Callable[[Any, Any], bool]) -> Run:
    def run(context: Context) -> bool:
        bound = right(context)
        for node in nodes(context):  # noqa: SIM110 - a loop is faster, and nearly every condition is one of these
            if compare(text_number(node.value or node_text(node), context), bound):
                return True
        return False

    return run


def _nodes_and_text(nodes: Run, constant: str, equal: bool) -> Run:
    def run(context: Context) -> bool:
        for node in nodes(context):
            value = node.value or node_text(node)
            if (value == constant or _same_date(value, constant, context)) is equal:
                return True
        return False

    return run


def _equality(left: Run, right: Run, equal: bool) -> Run:
    def run(context: Context) -> bool:
        one, other = left(context), right(context)
        if isinstance(one, bool) or isinstance(other, bool):
            return (truth(one) is truth(other)) is equal
        ones, others = _atoms(one), _atoms(other)
        context.work.look(len(ones) * len(others))
        return any(_same(value, each, context) is equal for value in ones for each in others)

    return run


def _has_nodes(one: Value, other: Value) -> bool:
    return isinstance(one, list) or isinstance(other, list)


def _atoms(value: Value) -> list[Value]:
    return [node.value or node_text(node) for node in value] if isinstance(value, list) else [value]


def _same(one: Value, other: Value, context: Context) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _same_date(one, other, context)
    return number(one, context) == number(other, context)


def _same_date(one: str, other: str, context: Context) -> bool:
    """Whether two different texts are the same instant, as "2026-1-5" and "2026-01-05" are."""
    if one[4:5] != "-" and other[4:5] != "-":
        return False
    days, others = date_days(one, context), date_days(other, context)
    if days == days or others == others:  # one of them is a date
        return text_number(one, context) == text_number(other, context)
    return False
