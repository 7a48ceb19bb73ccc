"""The functions by name. A function is declared by how it is called: ``substr(text, start, end?)`` or ``concat(value, …)``.

From the usage come the numbers of arguments and what the author of a form is told when they are wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flows.expressions.parts import Kind, Part, Run

Built = tuple[Kind, Run]
Builder = Callable[[Sequence[Part]], Built]


@dataclass(frozen=True)
class Function:
    usage: str
    fewest: int
    most: int | None
    """None where the last argument may be repeated."""
    build: Builder


FUNCTIONS: dict[str, Function] = {}


def function(usage: str) -> Callable[[Builder], Builder]:
    """Declares a function by a builder: it gets the arguments' parts, and gives the type and the closure of the result."""
    name, _, rest = usage.partition("(")
    words = [word.strip() for word in rest.rstrip(")").split(",") if word.strip()]
    repeated = bool(words) and words[-1] == "…"
    named = words[:-1] if repeated else words
    fewest = sum(not word.endswith("?") for word in named)

    def declare(build: Builder) -> Builder:
        FUNCTIONS[name] = Function(usage, fewest, None if repeated else len(named), build)
        return build

    return declare


def pure(usage: str, kind: Kind, result: Callable[..., Any], *reads: Callable[[Part], Run]) -> None:
    """Declares a function of its arguments' values alone. ``reads`` says how each is read; the last one reads all others."""

    def build(parts: Sequence[Part]) -> Built:
        runs = [reads[min(index, len(reads) - 1)](part) for index, part in enumerate(parts)]
        if not runs:
            return kind, lambda context: result()
        if len(runs) == 1:
            only = runs[0]
            return kind, lambda context: result(only(context))
        if len(runs) == 2:
            first, second = runs
            return kind, lambda context: result(first(context), second(context))
        return kind, lambda context: result(*[run(context) for run in runs])

    function(usage)(build)
