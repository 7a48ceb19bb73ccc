"""Functions over questions: how many, where, and the sums of what they hold."""

from collections.abc import Callable, Sequence
from itertools import islice
from math import nan

from flows.expressions.errors import ExpressionError
from flows.expressions.functions.registry import Built, function, pure
from flows.expressions.parts import Part, Run
from flows.expressions.paths import in_order
from flows.expressions.scope import Context, Node
from flows.expressions.values import node_text, number, text, text_number

pure("count(questions)", "number", lambda nodes: float(len(nodes)), Part.nodes)
pure("count-non-empty(questions)", "number", lambda nodes: float(sum(bool(node_text(node)) for node in nodes)), Part.nodes)
pure("id(value)", "nodes", lambda value: [], Part.text)


def texts(parts: Sequence[Part]) -> Callable[[Context], list[str]]:
    """The closure for the string values of all arguments, of a nodeset each node's."""
    runs = [(part.run, part.text(), part.kind in ("nodes", "any")) for part in parts]

    def run(context: Context) -> list[str]:
        found: list[str] = []
        for value_of, text_of, several in runs:
            if several:
                value = value_of(context)
                found += [node_text(node) for node in value] if isinstance(value, list) else [text(value)]
            else:
                found.append(text_of(context))
        return found

    return run


def numbers(parts: Sequence[Part]) -> Callable[[Context], list[float]]:
    """The closure for the numbers of all arguments, of a nodeset each node's."""
    runs = [part.run for part in parts]

    def run(context: Context) -> list[float]:
        found: list[float] = []
        for value_of in runs:
            value = value_of(context)
            if isinstance(value, list):
                found += [text_number(node_text(node), context) for node in value]
            else:
                found.append(number(value, context))
        return found

    return run


@function("sum(questions)")
def _sum(parts: Sequence[Part]) -> Built:
    nodes = parts[0].nodes()
    return "number", lambda context: sum((text_number(node_text(node), context) for node in nodes(context)), 0.0)


@function("min(value?, …)")
def _min(parts: Sequence[Part]) -> Built:
    return "number", _outermost(parts, min)


@function("max(value?, …)")
def _max(parts: Sequence[Part]) -> Built:
    return "number", _outermost(parts, max)


def _outermost(parts: Sequence[Part], choose: Callable[[list[float]], float]) -> Run:
    values = numbers(parts)

    def run(context: Context) -> float:
        found = values(context)
        if not found or any(value != value for value in found):  # one that is no number makes the whole no number
            return nan
        return choose(found)

    return run


@function("last()")
def _last(parts: Sequence[Part]) -> Built:
    return "number", lambda context: float(context.size)


@function("position(question?)")
def _position(parts: Sequence[Part]) -> Built:
    """Within a predicate the place among the nodes looked at; of a question its number among its equals: position(..)."""
    if not parts:
        return "number", lambda context: float(context.position)
    nodes = parts[0].nodes()

    def run(context: Context) -> float:
        found = nodes(context)
        if not found:
            return nan
        node = found[0]
        if node.parent is None:
            return 1.0
        position = 0
        for sibling in node.parent.children:
            if sibling.name == node.name:
                position += 1
            if sibling is node:
                break
        return float(position)

    return "number", run


def _name(parts: Sequence[Part], shorten: Callable[[str], str]) -> Built:
    if not parts:
        return "text", lambda context: shorten(context.node.name)
    nodes = parts[0].nodes()

    def run(context: Context) -> str:
        found = nodes(context)
        return shorten(found[0].name) if found else ""

    return "text", run


@function("name(question?)")
def _whole_name(parts: Sequence[Part]) -> Built:
    return _name(parts, lambda name: name)


@function("local-name(question?)")
def _local_name(parts: Sequence[Part]) -> Built:
    return _name(parts, lambda name: name.rpartition(":")[2])


@function("namespace-uri(question?)")
def _namespace(parts: Sequence[Part]) -> Built:
    return _name(parts, lambda name: "")


@function("current()")
def _current(parts: Sequence[Part]) -> Built:
    """The question that the expression belongs to, also within a predicate."""
    return "nodes", lambda context: [context.scope.node]


@function("instance(name)")
def _instance(parts: Sequence[Part]) -> Built:
    name = parts[0].text()

    def run(context: Context) -> list[Node]:
        try:
            return [context.scope.instance(name(context))]
        except LookupError:
            raise ExpressionError("instance() of a table that the form does not have") from None

    return "nodes", run


@function("indexed-repeat(question, repeat, number, repeat?, number?, repeat?, number?)")
def _indexed_repeat(parts: Sequence[Part]) -> Built:
    """The question within the so-manieth repeat, of up to three repeats within each other."""
    questions = parts[0].nodes()
    if len(parts) % 2 == 0:
        raise ExpressionError("indexed-repeat() expects a number after each repeat")
    pairs = [(repeat.nodes(), index.number()) for repeat, index in zip(parts[1::2], parts[2::2], strict=True)]

    def run(context: Context) -> list[Node]:
        levels = [(in_order(repeats(context)), index(context)) for repeats, index in pairs]
        levels.sort(key=lambda level: _depth(level[0]))  # the outermost first, in whatever order they are written
        within: Node | None = None
        for repeats, wanted in levels:
            if not wanted >= 1 or not wanted.is_integer():
                return []
            there = (node for node in repeats if within is None or _stands_in(node, within))
            within = next(islice(there, int(wanted) - 1, None), None)
            if within is None:
                return []
        return [node for node in in_order(questions(context)) if within is None or _stands_in(node, within)]

    return "nodes", run


def _depth(nodes: list[Node]) -> int:
    depth = 0
    above = nodes[0].parent if nodes else None
    while above is not None:
        depth += 1
        above = above.parent
    return depth


def _stands_in(node: Node, group: Node) -> bool:
    above: Node | None = node
    while above is not None:
        if above is group:
            return True
        above = above.parent
    return False
