"""A clock in the test's hand, and a survey that is published."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.clock import Clock
from tests.line import Line
from tests.surveys.neighbours import SURVEY, publish

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Noon in Durban, three in the morning in Juárez."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def town(line: Line, clock: Clock) -> Line:
    """The line with a published survey, and nobody there yet."""
    publish(line, SURVEY)
    return line
