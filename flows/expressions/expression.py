"""One expression: parsed once, evaluated many times."""

from functools import lru_cache
from typing import Any

from flows.expressions.compiler import Compiler
from flows.expressions.errors import ExpressionError
from flows.expressions.lexer import REFERENCE
from flows.expressions.moments import Moment
from flows.expressions.parser import parsed
from flows.expressions.parts import Part, Run
from flows.expressions.scope import Context, Node, Scope, Work


class Expression:
    """What an expression's text means. Every evaluation raises ExpressionError and nothing else."""

    __slots__ = ("_nodes", "_number", "_run", "_text", "_truth", "functions", "names", "paths", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        """As it was written."""
        compiler = Compiler(text)
        try:
            part = compiler.part(parsed(text))
        except RecursionError:
            raise ExpressionError.at(text, 0, "too many brackets within each other") from None
        self.names = frozenset(compiler.names)
        """Names within ``${}``; with ``last-saved#`` where that stands before."""
        self.functions = frozenset(compiler.functions)
        """Names of the functions that it calls."""
        self.paths = tuple(compiler.paths)
        """Location paths without their predicates: relative ones from the question itself, absolute ones with a slash."""
        self._bind(part)

    def _bind(self, part: Part) -> None:
        self._run: Run = part.run
        self._text, self._number, self._truth, self._nodes = part.text(), part.number(), part.truth(), part.nodes()

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, scope: Scope) -> str | float | bool | list[Node]:
        """The value as its type has it; a date as its text. Raises ExpressionError."""
        value = self._evaluated(self._run, scope)
        if isinstance(value, str | float | bool):
            return value
        return str(value) if isinstance(value, Moment) else list(value)

    def boolean(self, scope: Scope, at: Node | None = None) -> bool:
        """The value as a condition; ``at`` is the node that a predicate is about. Raises ExpressionError."""
        return bool(self._evaluated(self._truth, scope, at))

    def string(self, scope: Scope) -> str:
        """The value as text. Raises ExpressionError."""
        return str(self._evaluated(self._text, scope))

    def number(self, scope: Scope) -> float:
        """The value as a number. Raises ExpressionError."""
        return float(self._evaluated(self._number, scope))

    def nodes(self, scope: Scope) -> list[Node]:
        """The nodes. Raises ExpressionError, also when it gives another value."""
        return list(self._evaluated(self._nodes, scope))

    def _evaluated(self, run: Run, scope: Scope, at: Node | None = None) -> Any:
        try:
            return run(Context(scope, at or scope.node, 1, 1, Work()))
        except ExpressionError as error:
            raise ExpressionError(self._sentence(str(error))) from None
        except RecursionError:
            raise ExpressionError(self._sentence("it refers to itself, or is nested too deeply")) from None
        except (ArithmeticError, ValueError):
            raise ExpressionError(self._sentence("a number or date is out of range")) from None

    def _sentence(self, reason: str) -> str:
        return reason if "cannot be" in reason else f"{self.text[:200]!r} cannot be evaluated: {reason}"


@lru_cache(maxsize=8192)
def compiled(text: str) -> Expression:
    """The expression of a text, parsed once. Raises ExpressionError with the character at fault."""
    return Expression(text)


def references(text: str) -> list[str]:
    """Names of the questions that a label or an expression refers to with ``${}``, in order."""
    return REFERENCE.findall(text)
