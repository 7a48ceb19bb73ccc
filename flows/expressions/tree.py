"""An expression as a tree: what the parser hands to the compiler. ``position`` is the character where it begins."""

from dataclasses import dataclass

AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})


@dataclass(frozen=True)
class Text:
    value: str
    position: int


@dataclass(frozen=True)
class Number:
    value: float
    position: int


@dataclass(frozen=True)
class Reference:
    """``${name}``."""

    name: str
    position: int


@dataclass(frozen=True)
class Call:
    name: str
    arguments: "tuple[Tree, ...]"
    position: int


@dataclass(frozen=True)
class Chain:
    """Operands joined by operators of one rank, from left to right: ``operators`` are one fewer than ``operands``."""

    operators: tuple[str, ...]
    operands: "tuple[Tree, ...]"
    position: int


@dataclass(frozen=True)
class Negation:
    """Unary minus."""

    operand: "Tree"
    position: int


@dataclass(frozen=True)
class Step:
    axis: str
    test: str
    """A name, ``*``, ``prefix:*``, or a node type with its parentheses: ``node()``."""
    predicates: "tuple[Tree, ...]"

    @property
    def written(self) -> str:
        """As a person writes it, without predicates."""
        short = {("self", "node()"): ".", ("parent", "node()"): "..", ("child", self.test): self.test}
        return short.get((self.axis, self.test), f"{self.axis}::{self.test}")


@dataclass(frozen=True)
class Path:
    """A location path. ``start`` is None for a relative one, "/" for an absolute one, else the expression that it filters."""

    start: "Tree | str | None"
    predicates: "tuple[Tree, ...]"
    """Of ``start``, where it is an expression."""
    steps: tuple[Step, ...]
    position: int


Tree = Text | Number | Reference | Call | Chain | Negation | Path
