"""Patterns of regex() that take for ever on some answers.

Two ways to read the same letters make a pattern try them all: ``(a+)+``, ``(.*)*``, ``(\\w+\\s?)*``. The engine stops such a
match after a twentieth of a second (flows/expressions), so a resident's good answer would be refused.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from flows.checks.draft import Draft, at
from flows.expressions import ExpressionError
from flows.expressions.functions.matching import Pattern
from flows.expressions.parser import parsed
from flows.expressions.tree import Call, Chain, Negation, Path, Text, Tree
from flows.finding import Finding

_COLUMNS = ("constraint", "relevant", "calculation", "required", "choice_filter", "default")
MANY = 10
"""Repetitions from which on nesting them is a danger."""

_ALPHABET = [chr(number) for number in range(32, 127)] + ["\n", "\t", "é", "ñ", "ж"]


def exploding_pattern(draft: Draft) -> Iterator[Finding]:
    """Patterns that cannot be read, are out of bounds, or can be read in too many ways."""
    for item in draft.definition.items:
        for column in _COLUMNS:
            text = getattr(item, column)
            if "regex" not in text or (column == "default" and not item.has_dynamic_default):
                continue
            for pattern in _patterns(parsed(text)):
                try:
                    Pattern(pattern)
                except ExpressionError as error:
                    yield at(item, column, "error", "exploding_pattern", f"{str(error)[:1].upper()}{str(error)[1:]}.")
                    continue
                if explodes(pattern):
                    sentence = "This pattern can take for ever: a repetition within a repetition matches the same letters."
                    yield at(item, column, "error", "exploding_pattern", sentence)


def explodes(pattern: str) -> bool:
    """True when some text would be tried in a number of ways that doubles with every letter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False  # what Python's own module cannot read is left to the limit of time
    return any(_is_ambiguous(body) for body in _repeated(tree))


def _patterns(tree: Tree) -> Iterator[str]:
    """Literal patterns anywhere in an expression."""
    inside: Sequence[Tree] = ()
    if isinstance(tree, Call):
        if tree.name == "regex" and len(tree.arguments) == 2 and isinstance(tree.arguments[1], Text):
            yield tree.arguments[1].value
        inside = tree.arguments
    elif isinstance(tree, Chain):
        inside = tree.operands
    elif isinstance(tree, Negation):
        inside = (tree.operand,)
    elif isinstance(tree, Path):
        inside = (*tree.predicates, *(predicate for step in tree.steps for predicate in step.predicates))
    for each in inside:
        yield from _patterns(each)


def _repeated(tree: Any) -> Iterator[Any]:
    """Bodies of every repetition that is long enough to matter."""
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            if argument[1] >= MANY:
                yield argument[2]
            yield from _repeated(argument[2])
        for part in _parts(code, argument):
            yield from _repeated(part)


def _parts(code: Any, argument: Any) -> list[Any]:
    if code is codes.SUBPATTERN:
        return [argument[-1]]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return []


def _is_ambiguous(body: Any) -> bool:
    """True when going round again and staying inside can eat the same letter."""
    body = _unwrapped(body)
    if any(_is_torn(code, argument) for code, argument in body):
        return True
    for position, (code, argument) in enumerate(body):
        inner = _long_repetition(code, argument)
        if inner is None:
            continue
        letters = _first(inner)
        after, can_end = _follows(body[position + 1 :])
        if letters & after:
            return True
        if can_end and letters & (_first(body) if position or not letters else letters | _first(body)):
            return True
    return False


def _is_torn(code: Any, argument: Any) -> bool:
    """True for alternatives of which two can match the same."""
    while code is codes.SUBPATTERN and len(argument[-1]) == 1:
        code, argument = argument[-1][0]
    if code is not codes.BRANCH:
        return False
    branches = argument[1]
    firsts = [_first(branch) for branch in branches]
    overlap = any(a & b for number, a in enumerate(firsts) for b in firsts[number + 1 :])
    empty = sum(all(_can_be_empty(*each) for each in branch) for branch in branches)
    return overlap or empty > 1 or any(_is_ambiguous(branch) for branch in branches)


def _unwrapped(body: Any) -> Any:
    while len(body) == 1 and body[0][0] is codes.SUBPATTERN:
        body = body[0][1][-1]
    return body


def _long_repetition(code: Any, argument: Any) -> Any:
    if code is codes.SUBPATTERN and len(argument[-1]) == 1:
        return _long_repetition(*argument[-1][0])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] >= MANY:
        return argument[2]
    return None


def _follows(rest: Any) -> tuple[set[str], bool]:
    """Letters that what follows can begin with, and whether it can be empty."""
    return _first(rest), all(_can_be_empty(code, argument) for code, argument in rest)


def _first(body: Any) -> set[str]:
    """Letters that can come first."""
    found: set[str] = set()
    for code, argument in body:
        found |= _letters(code, argument)
        if not _can_be_empty(code, argument):
            break
    return found


def _can_be_empty(code: Any, argument: Any) -> bool:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return argument[0] == 0 or all(_can_be_empty(*each) for each in argument[2])
    if code is codes.SUBPATTERN:
        return all(_can_be_empty(*each) for each in argument[-1])
    if code is codes.BRANCH:
        return any(all(_can_be_empty(*each) for each in branch) for branch in argument[1])
    return code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT)


def _letters(code: Any, argument: Any) -> set[str]:
    if code is codes.LITERAL:
        return {chr(argument)}
    if code is codes.ANY:
        return set(_ALPHABET)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return _first(argument[2])
    if code is codes.SUBPATTERN:
        return _first(argument[-1])
    if code is codes.BRANCH:
        return set().union(*(_first(branch) for branch in argument[1]))
    if code is codes.NOT_LITERAL:
        return {letter for letter in _ALPHABET if letter != chr(argument)}
    if code is codes.IN:
        return _class(argument)
    return set()


def _class(members: Any) -> set[str]:
    found: set[str] = set()
    turned = False
    for code, argument in members:
        if code is codes.NEGATE:
            turned = True
        elif code is codes.LITERAL:
            found.add(chr(argument))
        elif code is codes.RANGE:
            found.update(letter for letter in _ALPHABET if argument[0] <= ord(letter) <= argument[1])
        elif code is codes.CATEGORY:
            found.update(letter for letter in _ALPHABET if re.fullmatch(_CATEGORIES[str(argument)], letter))
    return set(_ALPHABET) - found if turned else found


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
