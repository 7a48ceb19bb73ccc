"""Functions over chosen values, separated by spaces, and over choices' labels and attached tables."""

from collections.abc import Sequence
from math import isinf, isnan

from flows.expressions.errors import ExpressionError
from flows.expressions.functions.registry import Built, function, pure
from flows.expressions.lexer import REFERENCE
from flows.expressions.parts import Part
from flows.expressions.scope import Context
from flows.expressions.tree import Path, Reference


@function("selected(values, value)")
def _selected(parts: Sequence[Part]) -> Built:
    values, value = parts[0].text(), parts[1].text()
    if isinstance(parts[1].constant, str):
        wanted = parts[1].constant.strip()
        return "truth", lambda context: wanted in values(context).split(" ")
    return "truth", lambda context: value(context).strip() in values(context).split(" ")


def _selected_at(values: str, index: float) -> str:
    """Counted from 0."""
    if isnan(index) or isinf(index) or index <= -1:
        return ""
    chosen = values.split(" ")
    return chosen[int(index)] if index < len(chosen) else ""


pure("selected-at(values, index)", "text", _selected_at, Part.text, Part.number)
pure("count-selected(values)", "number", lambda values: float(sum(bool(value) for value in values.split(" "))), Part.text)


@function("jr:choice-name(value, question)")
def _choice_name(parts: Sequence[Part]) -> Built:
    """The label of a choice. The question stands in quotation marks ('${kind}', or its path); without them is understood too."""
    value = parts[0].text()
    question = question_named(parts[1])
    if question is None:
        raise ExpressionError("jr:choice-name() expects a question in quotation marks: jr:choice-name(${kind}, '${kind}')")
    name = question

    def run(context: Context) -> str:
        try:
            return context.scope.choice_label(value(context), name)
        except LookupError:
            raise ExpressionError("jr:choice-name() of a question without choices") from None

    return "text", run


def question_named(part: Part) -> str | None:
    """The name of the question that jr:choice-name() is about; None when it cannot be told."""
    tree = part.tree
    if isinstance(tree, Reference):
        return tree.name
    if isinstance(tree, Path) and tree.steps:
        return tree.steps[-1].test
    if isinstance(part.constant, str):
        found = REFERENCE.fullmatch(part.constant.strip())
        return found[1] if found else part.constant.strip().rpartition("/")[2] or None
    return None


@function("pulldata(file, column, key column, key)")
def _pulldata(parts: Sequence[Part]) -> Built:
    file, column, key_column, key = (part.text() for part in parts)

    def run(context: Context) -> str:
        try:
            return context.scope.pulldata(file(context), column(context), key_column(context), key(context))
        except LookupError:
            return ""

    return "text", run
