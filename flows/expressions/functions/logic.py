"""Truth and choosing between values."""

from collections.abc import Callable, Sequence
from math import isnan

from flows.expressions.functions.nodesets import numbers
from flows.expressions.functions.registry import Built, function, pure
from flows.expressions.parts import Part
from flows.expressions.scope import Context
from flows.expressions.values import node_text, truth

pure("true()", "truth", lambda: True)
pure("false()", "truth", lambda: False)
pure("boolean(value)", "truth", lambda truth: truth, Part.truth)
pure("not(value)", "truth", lambda truth: not truth, Part.truth)
pure("boolean-from-string(text)", "truth", lambda text: text in ("1", "true"), Part.text)
pure("coalesce(text, text)", "text", lambda one, other: one or other, Part.text)
pure("lang(language)", "truth", lambda text: False, Part.text)


@function("if(condition, then, otherwise)")
def _if(parts: Sequence[Part]) -> Built:
    condition, then, otherwise = parts[0].truth(), parts[1].run, parts[2].run
    kind = parts[1].kind if parts[1].kind == parts[2].kind else "any"
    return kind, lambda context: then(context) if condition(context) else otherwise(context)


@function("once(value)")
def _once(parts: Sequence[Part]) -> Built:
    """What the question holds already, else the value: so a random number is drawn once only."""
    value = parts[0].text()

    def run(context: Context) -> str:
        return node_text(context.node) or value(context)

    return "text", run


@function("checklist(fewest, most, value, …)")
def _checklist(parts: Sequence[Part]) -> Built:
    """Whether so many of the values are true; -1 sets no bound."""
    fewest, most = parts[0].number(), parts[1].number()
    values = [_listed(part) for part in parts[2:]]

    def run(context: Context) -> bool:
        count = sum(each for value in values for each in value(context))
        return _within(count, fewest(context), most(context))

    return "truth", run


@function("weighted-checklist(fewest, most, value, weight, …)")
def _weighted_checklist(parts: Sequence[Part]) -> Built:
    """Like checklist, each value with a weight; a nodeset of values goes with a nodeset of weights."""
    fewest, most = parts[0].number(), parts[1].number()
    pairs = [(_listed(value), numbers([number])) for value, number in zip(parts[2::2], parts[3::2], strict=False)]

    def run(context: Context) -> bool:
        truths = [each for value, _ in pairs for each in value(context)]
        weights = [each for _, weight in pairs for each in weight(context)]
        total = sum(weight for each, weight in zip(truths, weights, strict=False) if each and not isnan(weight))
        return _within(total, fewest(context), most(context))

    return "truth", run


def _within(count: float, fewest: float, most: float) -> bool:
    return (fewest < 0 or count >= fewest) and (most < 0 or count <= most)


def _listed(part: Part) -> Callable[[Context], list[bool]]:
    run = part.run

    def listed(context: Context) -> list[bool]:
        value = run(context)
        if isinstance(value, list):
            # Each node for itself: one that holds nothing but spaces is false.
            return [bool(node_text(node).strip()) for node in value]
        return [truth(value)]

    return listed
