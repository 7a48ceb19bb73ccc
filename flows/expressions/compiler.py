"""From an expression's tree to closures, and the facts that need no evaluation."""

from collections.abc import Callable, Sequence
from math import fmod, isinf, nan

from flows.expressions.comparing import comparison
from flows.expressions.errors import ExpressionError
from flows.expressions.functions import FUNCTIONS
from flows.expressions.functions.choices import question_named
from flows.expressions.parts import Part, Run
from flows.expressions.paths import document, filtered, in_order, walked
from flows.expressions.scope import Context, Node
from flows.expressions.tree import Call, Chain, Negation, Number, Path, Reference, Text, Tree
from flows.expressions.values import divided

_LONGEST_COMPARISON = 50
"""Comparisons in one chain (a = b = c …): each stands within the next."""

_EVERYWHERE = (0, 1, 3, 5)
"""Arguments of indexed-repeat() that mean every node of a name."""


def _remainder(dividend: float, divisor: float) -> float:
    """Of a division that truncates (XPath 1.0, 3.5)."""
    if not divisor or isinf(dividend):
        return nan
    return fmod(dividend, divisor)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "div": divided,
    "mod": _remainder,
}


class Compiler:
    """Compiles one expression; ``names``, ``functions`` and ``paths`` are what it met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.functions: set[str] = set()
        self.paths: list[str] = []
        self._predicates = 0

    def part(self, tree: Tree) -> Part:
        """Raises ExpressionError with the character at fault."""
        match tree:
            case Text(value):
                return Part("text", lambda context: value, tree, value)
            case Number(number):
                return Part("number", lambda context: number, tree, number)
            case Reference():
                return self._reference(tree, everywhere=False)
            case Negation(operand):
                return self._negation(tree, self.part(operand))
            case Chain():
                return self._chain(tree)
            case Call():
                return self._call(tree)
            case Path():
                return self._path(tree)

    def _reference(self, tree: Reference, everywhere: bool) -> Part:
        name = tree.name
        self.names.add(name)

        def run(context: Context) -> list[Node]:
            scope = context.scope
            found = scope.resolve(name, None if everywhere else scope.node)
            return found if isinstance(found, list) else list(found)

        return Part("nodes", run, tree)

    def _negation(self, tree: Tree, operand: Part) -> Part:
        if isinstance(operand.constant, float):
            negative = -operand.constant
            return Part("number", lambda context: negative, tree, negative)
        number = operand.number()
        return Part("number", lambda context: -number(context), tree)

    def _chain(self, tree: Chain) -> Part:
        parts = [self.part(operand) for operand in tree.operands]
        sign = tree.operators[0]
        if sign in ("or", "and"):
            return Part("truth", _junction(sign, [part.truth() for part in parts]), tree)
        if sign == "|":
            return Part("nodes", self._union(parts), tree)
        if sign in _ARITHMETIC:
            return Part("number", _arithmetic(tree.operators, [part.number() for part in parts]), tree)
        if len(parts) > _LONGEST_COMPARISON:
            raise ExpressionError.at(self.text, tree.position, f"more than {_LONGEST_COMPARISON} comparisons in a row")
        result = parts[0]
        for operator, part in zip(tree.operators, parts[1:], strict=True):
            result = Part("truth", comparison(operator, result, part), tree)
        return result

    def _union(self, parts: Sequence[Part]) -> Run:
        for part in parts:
            self._expect_nodes(part, "'|' joins questions")
        runs = [part.nodes() for part in parts]
        return lambda context: in_order(node for run in runs for node in run(context))

    def _call(self, tree: Call) -> Part:
        declared = FUNCTIONS.get(tree.name)
        if declared is None:
            raise ExpressionError.at(self.text, tree.position, f"there is no function {tree.name}()")
        given = len(tree.arguments)
        if given < declared.fewest or (declared.most is not None and given > declared.most):
            raise ExpressionError.at(self.text, tree.position, f"{declared.usage} is expected, not {given} arguments")
        self.functions.add(tree.name)
        if tree.name == "indexed-repeat":
            parts = [
                self._reference(argument, everywhere=True)
                if isinstance(argument, Reference) and index in _EVERYWHERE
                else self.part(argument)
                for index, argument in enumerate(tree.arguments)
            ]
        else:
            parts = [self.part(argument) for argument in tree.arguments]
        if tree.name == "jr:choice-name" and (name := question_named(parts[1])):
            self.names.add(name)
        try:
            kind, run = declared.build(parts)
        except ExpressionError as error:
            raise ExpressionError.at(self.text, tree.position, str(error)) from None
        return Part(kind, run, tree)

    def _path(self, tree: Path) -> Part:
        start = self._start(tree)
        if tree.predicates:
            start = filtered(start, self._inner(tree.predicates))
        if not tree.steps:
            return Part("nodes", start, tree)
        self._note(tree)
        return Part("nodes", walked(start, [(step, tuple(self._inner(step.predicates))) for step in tree.steps]), tree)

    def _start(self, tree: Path) -> Run:
        if tree.start is None:
            return lambda context: [context.node]
        if isinstance(tree.start, str):
            # Also within a predicate over an attached table it means the form's own instance.
            return lambda context: [document(context.scope.node)]
        part = self.part(tree.start)
        self._expect_nodes(part, "a path or a predicate follows questions only")
        return part.nodes()

    def _inner(self, predicates: Sequence[Tree]) -> list[Part]:
        self._predicates += 1
        parts = [self.part(predicate) for predicate in predicates]
        self._predicates -= 1
        return parts

    def _expect_nodes(self, part: Part, sentence: str) -> None:
        if part.kind not in ("nodes", "any"):
            raise ExpressionError.at(self.text, part.tree.position, sentence)

    def _note(self, tree: Path) -> None:
        """Writes down a path that starts from the question itself or from the top."""
        written = "/".join(step.written for step in tree.steps).replace("descendant-or-self::node()/", "/")
        if isinstance(tree.start, str):
            self.paths.append(f"/{written}")
        elif (isinstance(tree.start, Call) and tree.start.name == "current") or (tree.start is None and not self._predicates):
            self.paths.append(written)


def _junction(sign: str, runs: Sequence[Callable[[Context], bool]]) -> Run:
    if len(runs) == 2:
        first, second = runs
        if sign == "or":
            return lambda context: first(context) or second(context)
        return lambda context: first(context) and second(context)
    if sign == "or":
        return lambda context: any(run(context) for run in runs)
    return lambda context: all(run(context) for run in runs)


def _arithmetic(operators: Sequence[str], runs: Sequence[Callable[[Context], float]]) -> Run:
    first = runs[0]
    if len(runs) == 2:
        only, second = _ARITHMETIC[operators[0]], runs[1]
        return lambda context: only(first(context), second(context))
    rest = [(_ARITHMETIC[operator], run) for operator, run in zip(operators, runs[1:], strict=True)]

    def run(context: Context) -> float:
        total = first(context)
        for operation, operand in rest:
            total = operation(total, operand(context))
        return total

    return run
