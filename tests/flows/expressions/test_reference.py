"""Thousands of expressions, the same for us and for the evaluator of web forms: every difference has a rule and a reason."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.flows.expressions.differences import DIFFERENCES, explained
from tests.flows.expressions.generated import Generator
from tests.flows.expressions.handwritten import HANDWRITTEN
from tests.flows.expressions.household import CHIHUAHUA, DURBAN, Household
from tests.flows.expressions.reference import Reference, agree, we_say

MOMENTS = (
    datetime(2026, 11, 23, 9, 0, tzinfo=CHIHUAHUA),
    datetime(2026, 11, 23, 9, 0, tzinfo=DURBAN),
    datetime(2026, 3, 8, 12, 0, tzinfo=CHIHUAHUA),  # the clocks went forward this morning
    datetime(2026, 11, 1, 23, 30, tzinfo=CHIHUAHUA),  # and back
)
PLACES = ("answer", "member[2]/answer", "member[3]/answer")
GENERATED = 250
"""Of each moment and place."""


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    found = Reference()
    yield found
    found.close()


@pytest.fixture(scope="module")
def household() -> Household:
    return Household()


def _compare(
    reference: Reference, household: Household, expressions: list[str], at: str, now: datetime
) -> tuple[list[str], set[str]]:
    """What no rule explains, and the rules that were needed."""
    unexplained, needed = [], set()
    for expression, theirs in zip(expressions, reference.says(expressions, household, at, now), strict=True):
        ours = we_say(expression, household, at, now)
        if agree(ours, theirs):
            continue
        rule = explained(expression, ours, theirs)
        if rule is None:
            unexplained.append(f"{expression}\n  ours   {ours}\n  theirs {theirs}")
        else:
            needed.add(rule.name)
    return unexplained, needed


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: now.isoformat())
def test_drawn_expressions_mean_the_same(reference: Reference, household: Household, now: datetime) -> None:
    unexplained: list[str] = []
    for number, at in enumerate(PLACES):
        generator = Generator(MOMENTS.index(now) * 100 + number)
        expressions = [generator.expression() for _ in range(GENERATED)]
        unexplained += _compare(reference, household, expressions, at, now)[0]
    assert not unexplained, "\n".join(unexplained)


def test_written_expressions_mean_the_same_and_every_rule_is_needed(reference: Reference, household: Household) -> None:
    unexplained: list[str] = []
    needed: set[str] = set()
    for now, at in ((MOMENTS[0], "answer"), (MOMENTS[1], "member[3]/answer")):
        without, rules = _compare(reference, household, list(HANDWRITTEN), at, now)
        unexplained += without
        needed |= rules
    assert not unexplained, "\n".join(unexplained)
    assert needed == {difference.name for difference in DIFFERENCES}


def test_every_difference_stands_in_the_book() -> None:
    book = (Path(__file__).parents[3] / "docs" / "xlsform-expressions.md").read_text(encoding="utf-8")
    missing = [difference.name for difference in DIFFERENCES if f"`{difference.name}`" not in book]
    assert not missing


def test_at_least_three_thousand_different_expressions_are_compared() -> None:
    drawn = set(HANDWRITTEN)
    for moment in range(len(MOMENTS)):
        for place in range(len(PLACES)):
            generator = Generator(moment * 100 + place)
            drawn |= {generator.expression() for _ in range(GENERATED)}
    assert len(drawn) >= 3500
