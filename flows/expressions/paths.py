"""Location paths over the nodes of an instance (XPath 1.0, section 2)."""

from collections.abc import Callable, Iterable, Sequence

from flows.expressions.parts import Part, Run
from flows.expressions.scope import Context, Node
from flows.expressions.tree import Step
from flows.expressions.values import descendants, truth

Walk = Callable[[Node], Sequence[Node]]
Filter = Callable[[Sequence[Node], Context], Sequence[Node]]


class _Document:
    """What stands above the root element where an instance has no node of its own for it."""

    name = ""
    value = ""
    parent = None

    def __init__(self, root: Node) -> None:
        self.children = (root,)


def document(node: Node) -> Node:
    """The node that an absolute path starts from."""
    top = node
    while top.parent is not None:
        top = top.parent
    return _Document(top) if top.name else top


def walked(start: Run, steps: Sequence[tuple[Step, tuple[Part, ...]]]) -> Run:
    """The closure that follows the steps from the nodes that ``start`` gives. Nodes come in document order, each once."""
    moves = [(_walk(step), [_filter(predicate) for predicate in predicates], step) for step, predicates in steps]
    if len(moves) == 1 and not moves[0][1]:
        return _one_step(start, moves[0][0], moves[0][2])

    def run(context: Context) -> list[Node]:
        nodes: Sequence[Node] = start(context)
        flat = len(nodes) < 2
        for walk, filters, step in moves:
            several = len(nodes) > 1
            found: list[Node] = []
            for node in nodes:
                reached = walk(node)
                for kept in filters:
                    reached = kept(reached, context)
                found.extend(reached)
            context.work.look(len(found))
            nodes = found
            if step.axis in _BACKWARDS and not several:
                nodes = found[::-1]
            elif several and step.axis not in ("self", "attribute") and not (flat and step.axis == "child"):
                nodes = in_order(found)
            flat = (flat and step.axis in ("child", "self")) or len(nodes) < 2
        return nodes if isinstance(nodes, list) else list(nodes)

    return run


def _one_step(start: Run, walk: Walk, step: Step) -> Run:
    backwards = step.axis in _BACKWARDS

    def run(context: Context) -> list[Node]:
        nodes = start(context)
        if len(nodes) == 1:
            found = list(walk(nodes[0]))
            return found[::-1] if backwards else found
        several = [reached for node in nodes for reached in walk(node)]
        context.work.look(len(several))
        return in_order(several)

    return run


def filtered(start: Run, predicates: Sequence[Part]) -> Run:
    """The closure that keeps those nodes of ``start`` for which the predicates hold."""
    filters = [_filter(predicate) for predicate in predicates]

    def run(context: Context) -> list[Node]:
        nodes: Sequence[Node] = start(context)
        for kept in filters:
            nodes = kept(nodes, context)
        return list(nodes)

    return run


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """The nodes in document order, each once."""
    unique = {id(node): node for node in nodes}
    if len(unique) < 2:
        return list(unique.values())
    places: dict[int, tuple[int, ...]] = {}
    siblings: dict[int, dict[int, int]] = {}
    documents: dict[int, int] = {}

    def place(node: Node) -> tuple[int, ...]:
        """The way from the top: its number among the children, at each level."""
        known = places.get(id(node))
        if known is None:
            parent = node.parent
            if parent is None:
                known = (documents.setdefault(id(node), len(documents)),)
            else:
                if id(parent) not in siblings:
                    siblings[id(parent)] = {id(child): index for index, child in enumerate(parent.children)}
                known = (*place(parent), siblings[id(parent)].get(id(node), 0))
            places[id(node)] = known
        return known

    return sorted(unique.values(), key=place)


def _filter(predicate: Part) -> Filter:
    if isinstance(predicate.constant, float):
        return _at(predicate.constant)
    run = predicate.truth() if predicate.kind in ("truth", "text", "nodes") else None
    value = predicate.run

    def kept(nodes: Sequence[Node], context: Context) -> Sequence[Node]:
        size = len(nodes)
        context.work.look(size)
        inner = Context(context.scope, context.node, 1, size, context.work)
        found = []
        for position, node in enumerate(nodes, 1):
            inner.node, inner.position = node, position
            if run is not None:
                holds = run(inner)
            else:
                result = value(inner)
                holds = result == position if isinstance(result, float) else truth(result)
            if holds:
                found.append(node)
        return found

    return kept


def _at(number: float) -> Filter:
    if number < 1 or not number.is_integer():
        return lambda nodes, context: ()
    index = int(number) - 1
    return lambda nodes, context: nodes[index : index + 1]


_BACKWARDS = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
"""Axes that count from the node outwards."""


def _walk(step: Step) -> Walk:
    if (step.axis, step.test) == ("parent", "node()"):
        return lambda node: () if node.parent is None else (node.parent,)
    if (step.axis, step.test) == ("self", "node()"):
        return lambda node: (node,)
    passes = _test(step.test)
    if step.axis == "child" and step.test not in ("*", "node()", "text()") and ":" not in step.test:
        name = step.test
        return lambda node: [child for child in node.children if child.name == name]
    if step.test == "text()":
        return _texts(step.axis)
    axis = _AXIS[step.axis]
    return lambda node: [reached for reached in axis(node) if passes(reached)]


def _test(test: str) -> Callable[[Node], bool]:
    if test == "node()":
        return lambda node: True
    if test == "*":
        return lambda node: bool(node.name)
    if test.endswith("()"):
        return lambda node: False
    if test.endswith(":*"):
        prefix = test[:-1]
        return lambda node: node.name.startswith(prefix)
    if ":" in test:
        local = test.partition(":")[2]
        return lambda node: node.name in (test, local)
    return lambda node: node.name == test


def _texts(axis: str) -> Walk:
    """A question's text has no node of its own here: the question that holds it stands for it."""
    if axis == "child":
        return lambda node: (node,) if not node.children and node.value else ()
    if axis in ("descendant", "descendant-or-self"):
        return lambda node: [leaf for leaf in (node, *descendants(node)) if not leaf.children and leaf.value]
    return lambda node: ()


def _ancestors(node: Node) -> list[Node]:
    found = []
    above = node.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _siblings(node: Node) -> tuple[list[Node], list[Node]]:
    """Those before it, the nearest first, and those after it."""
    if node.parent is None:
        return [], []
    all_of_them = list(node.parent.children)
    index = next((index for index, child in enumerate(all_of_them) if child is node), len(all_of_them))
    return all_of_them[:index][::-1], all_of_them[index + 1 :]


def _following(node: Node) -> list[Node]:
    return [
        reached
        for level in (node, *_ancestors(node))
        for sibling in _siblings(level)[1]
        for reached in (sibling, *descendants(sibling))
    ]


def _preceding(node: Node) -> list[Node]:
    return [
        reached
        for level in (node, *_ancestors(node))
        for sibling in _siblings(level)[0]
        for reached in (*descendants(sibling)[::-1], sibling)
    ]


_AXIS: dict[str, Walk] = {
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "attribute": lambda node: (),  # nodes have none; a form that asks for one finds it empty
    "child": lambda node: node.children,
    "descendant": descendants,
    "descendant-or-self": lambda node: [node, *descendants(node)],
    "following": _following,
    "following-sibling": lambda node: _siblings(node)[1],
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "preceding": _preceding,
    "preceding-sibling": lambda node: _siblings(node)[0],
    "self": lambda node: (node,),
}
