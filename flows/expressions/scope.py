"""What an expression is evaluated against: the nodes of a form's instance and what surrounds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.expressions.errors import ExpressionError


class Node(Protocol):
    """A question, group, repeat or row of an attached table. The same node is always the same object."""

    @property
    def name(self) -> str:
        """The name that paths use; empty for a document above its root element."""

    @property
    def parent(self) -> "Node | None":
        """What it stands in; None at the top."""

    @property
    def children(self) -> "Sequence[Node]":
        """What stands in it, in document order."""

    @property
    def value(self) -> str:
        """Its XForms value; empty when it has none or is not relevant."""


@dataclass
class Scope:
    """One evaluation's surroundings."""

    node: Node
    """What ``.`` and relative paths start from: the question's own node."""
    now: datetime
    """Aware, in the city's zone."""
    resolve: Callable[[str, Node | None], Sequence[Node]]
    """``${name}`` seen from a node, in document order; from None: every node of that name."""
    instance: Callable[[str], Node]
    """``instance('id')``: the node above ``<root>``. Raises KeyError when there is none."""
    choice_label: Callable[[str, str], str]
    """``jr:choice-name(value, question)``."""
    pulldata: Callable[[str, str, str, str], str]
    """File, column, key column, key: one cell, empty when there is none."""
    seed: str
    """For ``random()``, ``uuid()`` and ``randomize()`` without a seed: the same every time that a turn is run."""


MOST_NODES = 500_000
"""Nodes that one evaluation looks at before it is given up: predicates within predicates multiply."""


class Work:
    """What one evaluation has done so far."""

    __slots__ = ("draws", "nodes")

    def __init__(self) -> None:
        self.draws = 0
        """Random values drawn."""
        self.nodes = 0
        """Nodes looked at by paths and predicates."""

    def look(self, nodes: int) -> None:
        """Counts nodes; raises ExpressionError when there are too many."""
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise ExpressionError(f"it looks at more than {MOST_NODES} questions and rows")


class Context:
    """Where an evaluation stands: the scope, and within a predicate the node that is looked at."""

    __slots__ = ("node", "position", "scope", "size", "work")

    def __init__(self, scope: Scope, node: Node, position: int, size: int, work: Work) -> None:
        self.scope = scope
        self.node = node
        self.position = position
        self.size = size
        self.work = work
        """One for the whole evaluation."""
