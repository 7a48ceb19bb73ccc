"""Questions that nobody can ever be asked, and questions that nobody can ever get past.

Nothing is run: a condition is read as a tree, and taken to be possible unless it can be shown that it is not.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows import expressions, types
from flows.checks.draft import Draft, at
from flows.definition import Definition, Item
from flows.expressions.parser import parsed
from flows.expressions.tree import Call, Chain, Negation, Number, Path, Reference, Text, Tree
from flows.finding import Finding

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SELF = "."


@dataclass
class Known:
    """What a chain of conditions joined by ``and`` says about each question."""

    equal: dict[str, set[str]] = field(default_factory=dict)
    unequal: dict[str, set[str]] = field(default_factory=dict)
    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)

    def contradicts(self) -> bool:
        """True when no answers at all can fit it."""
        for name, values in self.equal.items():
            if len(values) > 1 or values & self.unequal.get(name, set()):
                return True
            value = _number(next(iter(values)))
            if value is not None and not self.low.get(name, -math.inf) <= value <= self.high.get(name, math.inf):
                return True
        return any(low > self.high.get(name, math.inf) for name, low in self.low.items())


def unreachable(draft: Draft) -> Iterator[Finding]:
    """Rows whose condition can never be true. Of a group only the group itself is told."""
    definition = draft.definition
    never: dict[str, str] = {}
    while True:
        new = {
            item.path: why for item in definition.items if item.path not in never and (why := _why_never(definition, item, never))
        }
        if not new:
            break
        never |= new
    for item in definition.items:
        if item.path in never and item.parent not in never:
            yield at(item, "relevant", "warning", "unreachable", f"Nobody is ever asked this: {never[item.path]}.")


def unknown_choice(draft: Draft) -> Iterator[Finding]:
    """Conditions that compare a select with something that is not in its list."""
    for item in draft.definition.items:
        for column in ("relevant", "constraint", "required", "calculation", "choice_filter"):
            text = getattr(item, column)
            for name, value in sorted(_compared(parsed(text))) if text else ():
                listed = _choices(draft.definition, name, item)
                if listed is not None and value and value not in listed:
                    called = item.name if name == _SELF else name
                    sentence = f"{value!r} is no choice of {called}; there are {', '.join(sorted(listed)[:8])}."
                    yield at(item, column, "warning", "unknown_choice", sentence)


def dead_end(draft: Draft) -> Iterator[Finding]:
    """Questions that must be answered and take no answer."""
    definition = draft.definition
    for item in definition.questions:
        if not item.required:
            continue
        if item.type in types.LISTED and not item.type.endswith("_from_file") and not definition.choices.get(item.list_name):
            if not item.list_name.startswith("${"):
                yield at(item, "type", "error", "dead_end", "This must be answered, and its list has no choices.")
        elif item.constraint and _impossible(definition, parsed(item.constraint), {}, item):
            yield at(item, "constraint", "error", "dead_end", "This must be answered, and no answer fits its constraint.")
        start, end = _number(item.parameters.get("start", "")), _number(item.parameters.get("end", ""))
        if item.type == "range" and start is not None and end is not None and start > end:
            yield at(item, "parameters", "error", "dead_end", "This must be answered, and its range ends before it begins.")
        if item.choice_filter and (unknown := _missing_columns(definition, item)):
            sentence = f"No choice of {item.list_name} has a column {unknown}: the filter leaves none."
            yield at(item, "choice_filter", "warning", "dead_end", sentence)


def asked_too_late(draft: Draft) -> Iterator[Finding]:
    """Conditions that read an answer which is given only afterwards."""
    definition = draft.definition
    order = {item.path: position for position, item in enumerate(definition.items)}
    for item in definition.items:
        if item.relevant and not item.holds:
            for name in sorted(expressions.compiled(item.relevant).names):
                target = definition.named.get(name, ())
                if len(target) == 1 and target[0].asks and order[target[0].path] > order[item.path]:
                    sentence = f"${{{name}}} is asked later, in row {target[0].row}: it is still empty here."
                    yield at(item, "relevant", "warning", "asked_too_late", sentence)


def _why_never(definition: Definition, item: Item, never: Mapping[str, str]) -> str:
    """Why the item is never relevant; empty when it may be."""
    if item.parent in never:
        return f"it stands in {item.parent.rpartition('/')[2]}"
    if not item.relevant:
        return ""
    tree = parsed(item.relevant)
    if not _impossible(definition, tree, never, item):
        return ""
    for name in sorted(expressions.compiled(item.relevant).names):
        target = definition.named.get(name, ())
        if len(target) == 1 and target[0].path in never:
            return f"it needs an answer to {name}, which nobody is ever asked"
        if len(target) == 1 and item.holds and target[0].path.startswith(f"{item.path}/"):
            return f"it needs an answer to {name}, which stands inside it"
    return "its condition can never be true"


def _impossible(definition: Definition, tree: Tree, never: Mapping[str, str], item: Item) -> bool:
    """True when the condition is false whatever is answered."""
    if isinstance(tree, Chain) and set(tree.operators) == {"or"}:
        return all(_impossible(definition, each, never, item) for each in tree.operands)
    if isinstance(tree, Chain) and set(tree.operators) == {"and"}:
        if any(_impossible(definition, each, never, item) for each in tree.operands):
            return True
        known = Known()
        for each in tree.operands:
            _learn(definition, known, each, item)
        return known.contradicts()
    if isinstance(tree, Call) and tree.name in ("false", "false()"):
        return True
    compared = _comparison(tree)
    if compared is not None:
        return _never_holds(definition, *compared, never, item)
    constant = _constant(tree)
    return constant is False


def _never_holds(definition: Definition, name: str, operator: str, value: str, never: Mapping[str, str], item: Item) -> bool:
    target = definition.named.get(name, ())
    empty = len(target) == 1 and (target[0].path in never or (item.holds and target[0].path.startswith(f"{item.path}/")))
    if empty:
        return (operator in ("=", "<", ">", "<=", ">=") and value != "") or (operator == "!=" and value == "")
    listed = _choices(definition, name, item)
    return operator == "=" and listed is not None and value != "" and value not in listed


def _learn(definition: Definition, known: Known, tree: Tree, item: Item) -> None:
    compared = _comparison(tree)
    if compared is None:
        return
    name, operator, value = compared
    target = [item] if name == _SELF else list(definition.named.get(name, ()))
    if len(target) != 1 or (isinstance(tree, Call) and target[0].type in types.SELECTS_MANY):
        return  # several of a select_multiple may be chosen
    number = _number(value)
    if operator == "=":
        known.equal.setdefault(name, set()).add(value)
    elif operator == "!=":
        known.unequal.setdefault(name, set()).add(value)
    elif number is not None and operator in (">", ">="):
        known.low[name] = max(known.low.get(name, -math.inf), math.nextafter(number, math.inf) if operator == ">" else number)
    elif number is not None:
        known.high[name] = min(known.high.get(name, math.inf), math.nextafter(number, -math.inf) if operator == "<" else number)


def _comparison(tree: Tree) -> tuple[str, str, str] | None:
    """A question's name, how it is compared, and with which constant: ``${a} = 'x'``, ``'x' = ${a}``, ``selected(${a}, 'x')``."""
    if isinstance(tree, Call) and tree.name == "selected" and len(tree.arguments) == 2:
        name, value = _name(tree.arguments[0]), _literal(tree.arguments[1])
        return (name, "=", value) if name and value is not None else None
    if isinstance(tree, Chain) and len(tree.operators) == 1 and tree.operators[0] in _TURNED:
        left, right = tree.operands
        name, value = _name(left), _literal(right)
        if name and value is not None:
            return name, tree.operators[0], value
        name, value = _name(right), _literal(left)
        if name and value is not None:
            return name, _TURNED[tree.operators[0]], value
    return None


def _name(tree: Tree) -> str:
    if isinstance(tree, Reference):
        return tree.name
    if isinstance(tree, Path) and tree.start is None and [step.written for step in tree.steps] == ["."]:
        return _SELF
    return ""


def _literal(tree: Tree) -> str | None:
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Number):
        return f"{tree.value:g}"
    if isinstance(tree, Negation) and isinstance(tree.operand, Number):
        return f"{-tree.operand.value:g}"
    return None


def _constant(tree: Tree) -> bool | None:
    """The truth of a condition that reads nothing; None for any other, and for what functions compute."""
    literal = _literal(tree)
    if literal is not None:
        return bool(literal) if isinstance(tree, Text) else _number(literal) not in (0.0, None)
    if isinstance(tree, Call) and tree.name in ("true", "false") and not tree.arguments:
        return tree.name == "true"
    if isinstance(tree, Chain) and len(tree.operators) == 1 and tree.operators[0] in _TURNED:
        left, right = (_literal(each) for each in tree.operands)
        if left is None or right is None:
            return None
        a, b = _number(left), _number(right)
        if tree.operators[0] in ("=", "!="):
            same = a == b if a is not None and b is not None else left == right
            return same is (tree.operators[0] == "=")
        if a is None or b is None:
            return False
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[tree.operators[0]]
    return None


def _compared(tree: Tree) -> Iterator[tuple[str, str]]:
    """Every question that is compared with a constant for equality, anywhere in the expression."""
    compared = _comparison(tree)
    if compared is not None and compared[1] in ("=", "!="):
        yield compared[0], compared[2]
    inside: tuple[Tree, ...] = ()
    if isinstance(tree, Chain):
        inside = tree.operands
    elif isinstance(tree, Call):
        inside = tree.arguments
    elif isinstance(tree, Negation):
        inside = (tree.operand,)
    for each in inside:
        yield from _compared(each)


def _choices(definition: Definition, name: str, item: Item) -> set[str] | None:
    """What can be chosen at the question; None where that is not known from the form alone."""
    target = [item] if name == _SELF else list(definition.named.get(name, ()))
    if len(target) != 1 or target[0].type not in ("select_one", "select_multiple") or target[0].calculation:
        return None
    if target[0].list_name not in definition.choices:
        return None
    listed = {choice.name for choice in definition.choices[target[0].list_name]}
    return listed | ({"other"} if target[0].or_other else set())


def _missing_columns(definition: Definition, item: Item) -> str:
    """A column that the filter asks for and no choice has."""
    columns = {"name", "label", *(column for choice in definition.choices.get(item.list_name, ()) for column in choice.more)}
    asked = {path for path in expressions.compiled(item.choice_filter).paths if path.isidentifier()}
    return next((column for column in sorted(asked) if column not in columns), "") if item.list_name in definition.choices else ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
