"""What the tests of expressions share."""

from collections.abc import Callable
from datetime import datetime

import pytest

from flows.expressions import Node, compiled
from tests.flows.expressions.household import CHIHUAHUA, Household

Ask = Callable[..., str | float | bool | list[Node]]


@pytest.fixture(scope="session")
def household() -> Household:
    return Household()


@pytest.fixture
def ask(household: Household) -> Ask:
    """Evaluates an expression for a question of the household, at nine on a Monday."""

    def evaluated(expression: str, at: str = "answer") -> str | float | bool | list[Node]:
        return compiled(expression).evaluate(household.scope(at, datetime(2026, 11, 23, 9, tzinfo=CHIHUAHUA)))

    return evaluated
