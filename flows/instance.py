"""A run as XForms sees it: a tree of values in which only what is relevant exists.

Everything is computed when it is asked for and remembered: relevance, calculations and the number of a repeat's
instances depend on one another in any order, and what nobody asks for costs nothing. Answers do not change under an
instance; a new answer makes a new one.

Source: XForms 1.1 and the ODK XForms specification (getodk.github.io/xforms-spec).
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import words
from flows import expressions, types
from flows.context import Context
from flows.definition import ALWAYS, Asked, Choice, Definition, Item, Wording
from flows.tables import Cell, Table

log = logging.getLogger(__name__)

ANOTHER = "@another"
"""The question whether a repeat goes on: the engine's own, it stands in no form."""

LAST_SAVED = "last-saved#"
"""What stands before a name that means the answer of this contact's last run of the form."""

MOST_INSTANCES = 50
"""Instances of one repeat that a conversation goes through: a count of a million must not be walked."""

_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")

_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Answers = Mapping[str, Mapping[str, Any]]
"""Key → the answer's value, with its ``code``."""


class Node:
    """One element of the instance: what expressions see."""

    def __init__(self, instance: "Instance", item: Item | None, parent: "Node | None", key: str, name: str) -> None:
        self.instance, self.item, self.parent, self.key, self.name = instance, item, parent, key, name
        self._children: Sequence[Node] | None = None
        self._made: dict[str, Sequence[Node] | None] = {}
        self.holds_nodes = item is None or item.holds
        self._relevant: bool | None = None
        self._value: str | None = None

    @property
    def children(self) -> Sequence["Node"]:
        if self._children is None:
            made = [node for item in self._items() for node in self.made_of(item)]
            if None in self._made.values():
                return made  # a repeat is being counted: what counts it does not see it
            self._children = made
        return self._children

    def made_of(self, item: Item) -> Sequence["Node"]:
        """The child of this item, or its instances."""
        if item.path not in self._made:
            self._made[item.path] = None
            key = f"{self.key}/{item.name}".lstrip("/")
            keys = [f"{key}[{number}]" for number in range(1, self._count(item, key) + 1)] if item.type == "repeat" else [key]
            self._made[item.path] = [Node(self.instance, item, self, each, item.name) for each in keys]
        return self._made[item.path] or ()

    def _items(self) -> Sequence[Item]:
        if not self.holds_nodes:
            return ()
        return self.instance.definition.inside.get(self.item.path if self.item else "", ())

    @property
    def relevant(self) -> bool:
        """Own relevance and that of everything around it. While it is being found out, it is not: what reads itself
        stays hidden, as in ODK's engine."""
        if self._relevant is None:
            self._relevant = False
            around = self.parent is None or self.parent.relevant
            self._relevant = around and (self.item is None or not self.item.relevant or self.holds(self.item.relevant))
        return self._relevant

    @property
    def value(self) -> str:
        """The text between the tags; empty where nothing is relevant."""
        if self._value is None:
            self._value = self._kept()  # what `once` and a circle see
            if not self.relevant:
                self._value = ""
            elif self.item is not None and self.item.calculation and not self.item.trigger:
                self._value = self.text(self.item.calculation)
            elif self.filtered and self._value:
                self._value = " ".join(name for name in self._value.split() if self.instance.offers(self, name))
        return self._value

    @property
    def filtered(self) -> bool:
        """True where an earlier answer decides what can be chosen: what is offered no more is chosen no more."""
        item = self.item
        return item is not None and item.type in types.LISTED and (bool(item.choice_filter) or item.list_name.startswith("${"))

    def _kept(self) -> str:
        item, instance = self.item, self.instance
        if item is None or item.holds:
            return ""
        if self.key in instance.answers:
            return str(instance.answers[self.key].get("code", ""))
        if self.key in instance.kept:
            return instance.kept[self.key]
        if item.type in types.METADATA:
            return instance.metadata(item.type)
        return "" if item.has_dynamic_default else item.default

    def _count(self, item: Item, key: str) -> int:
        """How many instances a repeat has: as counted, or one and as many more as were asked for."""
        if item.repeat_count:
            wanted = expressions.compiled(item.repeat_count).number(self.scope)
            return int(min(max(wanted, 0), MOST_INSTANCES)) if wanted == wanted else 0
        number = 1
        while number < MOST_INSTANCES and self.instance.answers.get(f"{key}[{number}]/{ANOTHER}", {}).get("code") == "yes":
            number += 1
        return number

    @property
    def scope(self) -> expressions.Scope:
        return self.instance.scope(self)

    def holds(self, expression: str, otherwise: bool = False, at: expressions.Node | None = None) -> bool:
        """True when the expression is true here, or of another node; ``otherwise`` when it cannot be evaluated."""
        try:
            return expressions.compiled(expression).boolean(self.scope, at)
        except expressions.ExpressionError:
            self.complain()
            return otherwise

    def text(self, expression: str) -> str:
        """The expression's value as it is stored: what is no number, or cannot be evaluated, is no value."""
        try:
            text = expressions.compiled(expression).string(self.scope)
            if self.item is not None and self.item.type in ("date", "dateTime") and _NUMBER.fullmatch(text):
                # Tomorrow is today() + 1, a number of days.
                return expressions.compiled(f"date({expression})").string(self.scope)
        except expressions.ExpressionError:
            self.complain()
            return ""
        return "" if text == "NaN" else text

    def complain(self) -> None:
        """A form's mistake ends no conversation: it stands in the log, without a word that was said."""
        log.warning("flow=%s question=%s has an expression that failed", self.instance.definition.name, self.key)

    def walk(self) -> Iterator["Node"]:
        """Everything relevant that this node holds, in document order."""
        for child in self.children:
            if child.relevant:
                yield child
                if child.holds_nodes:
                    yield from child.walk()


@dataclass(eq=False)
class Instance:
    """The values of one run. ``kept`` holds what was calculated once and stays: defaults, triggered values, ``once()``."""

    definition: Definition
    answers: Answers
    context: Context
    kept: Mapping[str, str]

    @cached_property
    def document(self) -> Node:
        """What stands above the root."""
        document = Node(self, None, None, "", "")
        document._children = (self.root,)
        self.root.parent = document
        return document

    @cached_property
    def root(self) -> Node:
        return Node(self, None, None, "", "data")

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node that exists now by its key, in document order, relevant or not."""
        found: dict[str, Node] = {}
        _gather(self.document.children[0], found)
        return found

    def node(self, key: str) -> Node:
        """Raises KeyError when there is none of this key (a repeat that is shorter now)."""
        return self.nodes[key]

    def value(self, key: str) -> str:
        return self.nodes[key].value if key in self.nodes else ""

    def relevant(self, key: str) -> bool:
        return key in self.nodes and self.nodes[key].relevant

    def keys(self) -> list[str]:
        """Keys of every relevant question, note and value in document order."""
        return [node.key for node in self.relevant_nodes if node.item is not None and not node.item.holds]

    @cached_property
    def relevant_nodes(self) -> Sequence[Node]:
        return list(self.document.children[0].walk())

    # What is asked

    def next_question(self) -> Asked | None:
        """The first relevant question without an answer; nothing when the form is at its end."""
        return next((self.asked(key) for key in self.to_ask() if not self.answered(key)), None)

    def answered(self, key: str) -> bool:
        """False also for an answer that can no longer be chosen, or that its constraint refuses since another one changed."""
        if key not in self.answers or self.is_unsettled(key):
            return False
        node = self.nodes.get(key)
        if node is None or node.item is None or not self.answers[key].get("code"):
            return True
        if node.filtered and not node.value:
            return False
        constraint = node.item.constraint
        depends = bool(constraint) and bool(expressions.compiled(constraint).names or expressions.compiled(constraint).paths)
        return not depends or node.holds(constraint, otherwise=True)

    def is_unsettled(self, key: str) -> bool:
        """True for a place that could be several, until it is asked which."""
        return bool(self.answers.get(key, {}).get("candidates"))

    def to_ask(self) -> Iterator[str]:
        """Keys of every question that this run asks, answered or not, in order."""
        yield from self._to_ask(self.document.children[0])

    def _to_ask(self, node: Node) -> Iterator[str]:
        for child in node.children:
            item = child.item
            if item is None or not child.relevant:
                continue
            if item.asks and not (item.readonly and child.holds(item.readonly)):
                yield child.key
            elif item.holds:
                yield from self._to_ask(child)
                if item.type == "repeat" and not item.repeat_count and not child.key.endswith(f"[{MOST_INSTANCES}]"):
                    yield f"{child.key}/{ANOTHER}"

    def asked(self, key: str) -> Asked:
        """The question as it stands in this run."""
        if key not in self._asked:
            self._asked[key] = self._put(key)
        return self._asked[key]

    @cached_property
    def _asked(self) -> dict[str, Asked]:
        return {}

    def _put(self, key: str) -> Asked:
        if key.endswith(ANOTHER):
            return _another(self.node(key.rpartition("/")[0]), key)
        node = self.node(key)
        assert node.item is not None
        required = node.item.required == ALWAYS or bool(node.item.required and node.holds(node.item.required))
        value = self.answers.get(key, {"code": node.value} if node.value else {})
        return Asked(key, node.item, self.choices(node), required, value)

    def choices(self, node: Node) -> tuple[Choice, ...]:
        """What the question offers now, in order."""
        item = node.item
        if item is None or item.type not in types.LISTED:
            return ()
        if item.list_name.startswith("${"):
            named = self._resolve(item.list_name[2:-1], node)
            return tuple(Choice(each.value, Wording({"": each.value})) for each in named if each.value)
        table = self.table(item.list_name)
        shuffles = item.parameters.get("randomize", "").lower() in ("true", "yes")
        chosen = table.choices(item.parameters)
        if item.choice_filter or shuffles:
            rows = f"instance('{table.name}')/root/item" + (f"[{item.choice_filter}]" if item.choice_filter else "")
            if shuffles:
                seed = item.parameters.get("seed")
                rows = f"randomize({rows}, {seed})" if seed else f"randomize({rows})"
            places = {id(row): place for place, row in enumerate(table.rows)}
            try:
                chosen = tuple(chosen[places[id(row)]] for row in expressions.compiled(rows).nodes(node.scope))
            except expressions.ExpressionError:
                node.complain()
        return chosen

    def offers(self, node: Node, name: str) -> bool:
        """True when this choice can be chosen now."""
        item = node.item
        assert item is not None
        if not item.choice_filter or item.list_name.startswith("${"):
            return any(choice.name == name for choice in self.choices(node))
        rows = self.table(item.list_name).named(name, item.parameters)
        return any(node.holds(item.choice_filter, otherwise=True, at=row) for row in rows)

    def accepts(self, key: str, code: str) -> bool:
        """False when the question's constraint refuses the answer. An empty answer is never refused by it."""
        constraint = "" if key.endswith(ANOTHER) else self.node(key).item.constraint  # type: ignore[union-attr]
        return not constraint or not code or self.with_answer(key, code).node(key).holds(constraint, otherwise=True)

    def with_answer(self, key: str, code: str) -> "Instance":
        """The same run if this were answered."""
        return replace(self, answers={**self.answers, key: {"code": code}})

    # What is calculated once and kept

    def settled(self) -> dict[str, str]:
        """Values that are to be kept from now on: defaults that are calculated once, and what says ``once``."""
        found = {}
        for node in self.nodes.values():
            item = node.item
            if item is None or node.key in self.kept or node.key in self.answers:
                continue
            if item.default and item.has_dynamic_default:
                found[node.key] = node.text(item.default)
            elif item.calculation and node.relevant and "once" in expressions.compiled(item.calculation).functions:
                found[node.key] = node.value
        return found

    def triggered(self, key: str) -> dict[str, str]:
        """Values that a new answer to this question makes calculated anew."""
        source = self.node(key)
        assert source.item is not None
        return {
            node.key: node.text(node.item.calculation) if node.item.calculation else ""
            for node in self.nodes.values()
            if node.item is not None and source.item.name in node.item.trigger and _near(node.key, key)
        }

    def calculated(self) -> dict[str, str]:
        """Every value that nobody is asked for, as it stands: what is kept when the run ends."""
        silent = [node for node in self.relevant_nodes if node.item is not None and not node.item.holds and not node.item.asks]
        return {node.key: node.value for node in silent if node.item is not None and node.item.type != "note" and node.value}

    # What expressions ask for

    def scope(self, node: Node) -> expressions.Scope:
        return expressions.Scope(
            node=node,
            now=self.context.now.astimezone(self.context.city.time_zone),
            resolve=self._resolve,
            instance=lambda name: self.table(name).document,
            choice_label=lambda value, question: self._choice_label(node, value, question),
            pulldata=lambda file, column, key_column, key: self.table(file).look_up(column, key_column, key),
            seed=f"{self.context.run}:{node.key}",
        )

    def table(self, name: str) -> Table:
        """A list of choices, an attached file, or one of the city's lists."""
        bare = name.removesuffix(".csv").removesuffix(".xml").removesuffix(".geojson")
        if bare not in self._tables:
            self._tables[bare] = Table.of(self.definition, self.context, name)
        return self._tables[bare]

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {}

    def metadata(self, kind: str) -> str:
        zone, context = self.context.city.time_zone, self.context
        started = (context.started or context.now).astimezone(zone)
        moments = {
            "start": started.isoformat(timespec="milliseconds"),
            "end": context.now.astimezone(zone).isoformat(timespec="milliseconds"),
            "today": started.date().isoformat(),
        }
        if kind in moments:
            return moments[kind]
        return context.contact if kind in ("deviceid", "phonenumber", "username") else ""

    def _resolve(self, name: str, near: expressions.Node | None) -> Sequence[Node | Cell]:
        """Nodes that ``${name}`` means: from inside a repeat, those of the same instance."""
        if name.startswith(LAST_SAVED):
            return [Cell(name, self.context.last_saved.get(name.removeprefix(LAST_SAVED), ""))]
        found = self._found.get(name)
        if found is None:
            items = self.definition.named.get(name, ())
            found = [node for item in items for node in self._made_of(item)]
            if not any(item.repeated for item in items):
                self._found[name] = found  # in a repeat there may be more of them once it is counted
        if isinstance(near, Node) and "[" in near.key:
            return [node for node in found if _near(node.key, near.key)]
        return found

    @cached_property
    def _found(self) -> dict[str, Sequence[Node]]:
        return {}

    def _made_of(self, item: Item) -> Sequence[Node]:
        """Every node of an item, found without looking at anything beside its path."""
        if not item.parent:
            return self.document.children[0].made_of(item)
        return [node for holder in self._made_of(self.definition.item(item.parent)) for node in holder.made_of(item)]

    def _choice_label(self, node: Node, value: str, question: str) -> str:
        name = question.strip().removeprefix("${").removesuffix("}").rpartition("/")[2]
        for target in self._resolve(name, node):
            for choice in self.choices(target) if isinstance(target, Node) else ():
                if choice.name == value:
                    return choice.label.on(self.context.channel, self.context.language)
        return value

    def shown(self, wording: Wording, node: Node, name: Callable[[Node], str | None] | None = None) -> str:
        """A text with its references filled in: by the values, or by what ``name`` calls them."""

        def fill(reference: str) -> str:
            target = next(iter(self._resolve(reference, node)), None)
            called = name(target) if name is not None and isinstance(target, Node) else None
            return called if called is not None else target.value if target is not None else ""

        text = wording.on(self.context.channel, self.context.language)
        return _REFERENCE.sub(lambda found: fill(found.group(1)), text)


def _gather(holder: Node, into: dict[str, Node]) -> None:
    """Everything that a node holds, by key, in document order."""
    for child in holder.children:
        into[child.key] = child
        if child.holds_nodes:
            _gather(child, into)


def _near(key: str, other: str) -> bool:
    """True when a key lies in the same instance as another of every repeat that holds both.

    A repeat seen from one of its instances is all of them.
    """
    mine = key.split("/")
    for depth, (one, two) in enumerate(zip(mine, other.split("/"), strict=False), start=1):
        if one != two:
            return depth == len(mine) or one.partition("[")[0] != two.partition("[")[0]
    return True


def _another(repeat: Node, key: str) -> Asked:
    assert repeat.item is not None
    catalogue = words.load()
    what = repeat.item.label
    phrases = catalogue.phrases("flow.another")
    label = {code: text.format(what=what.on("", code) if what else repeat.item.name) for code, text in phrases.items()}
    item = Item("select_one", ANOTHER, f"{repeat.item.path}/{ANOTHER}", repeat.item.row, label=Wording(label))
    choices = tuple(Choice(key.partition(".")[2], Wording(catalogue.phrases(key))) for key in ("flow.yes", "flow.no"))
    return Asked(key, item, choices, required=False)
