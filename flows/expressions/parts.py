"""A compiled piece of an expression: a closure, and the type of value it is known to give."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flows.expressions.errors import ExpressionError
from flows.expressions.moments import Moment
from flows.expressions.scope import Context, Node
from flows.expressions.tree import Tree
from flows.expressions.values import moment, node_text, number, text, text_number, truth

Kind = Literal["text", "number", "truth", "nodes", "moment", "any"]
Run = Callable[[Context], Any]


@dataclass(frozen=True)
class Part:
    """``tree`` is what it was compiled from; ``constant`` its value where that is written in the expression itself."""

    kind: Kind
    run: Run
    tree: Tree
    constant: str | float | None = None

    def text(self) -> Callable[[Context], str]:
        """The closure that gives its string value."""
        run = self.run
        if self.kind == "text":
            return run
        if self.kind == "nodes":

            def of_nodes(context: Context) -> str:
                nodes = run(context)
                return (nodes[0].value or node_text(nodes[0])) if nodes else ""

            return of_nodes
        return lambda context: text(run(context))

    def number(self) -> Callable[[Context], float]:
        """The closure that gives its number."""
        run = self.run
        if self.kind == "number":
            return run
        if self.kind == "text":
            return lambda context: text_number(run(context), context)
        return lambda context: number(run(context), context)

    def truth(self) -> Callable[[Context], bool]:
        """The closure that gives its truth."""
        run = self.run
        if self.kind == "truth":
            return run
        if self.kind in ("nodes", "text"):
            return lambda context: bool(run(context))
        return lambda context: truth(run(context))

    def moment(self) -> Callable[[Context], Moment]:
        """The closure that gives its date."""
        run = self.run
        if self.kind == "moment":
            return run
        return lambda context: moment(run(context), context)

    def nodes(self) -> Callable[[Context], list[Node]]:
        """The closure that gives its nodes; an ExpressionError when it is evaluated and gives none but another value."""
        run = self.run
        if self.kind == "nodes":
            return run

        def checked(context: Context) -> list[Node]:
            value = run(context)
            if not isinstance(value, list):
                raise ExpressionError("a value stands where questions are expected")
            return value

        return checked
