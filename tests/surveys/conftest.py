"""A clock in the test's hand, and a survey that is published."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.line import Line
from tests.surveys.neighbours import SURVEY, publish

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Noon in Durban, three in the morning in Juárez."""


class Clock:
    """Time in the test's hand."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def passes(self, **time: float) -> None:
        self._traveller.shift(timedelta(**time))

    def strikes(self, moment: datetime) -> None:
        self._traveller.move_to(moment, tick=False)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def town(line: Line, clock: Clock) -> Line:
    """The line with a published survey, and nobody there yet."""
    publish(line, SURVEY)
    return line
