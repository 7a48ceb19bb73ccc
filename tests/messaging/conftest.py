"""A clock that stands still until it is moved, and an assistant that is a function."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine

from messaging import assistant, outbox, turns
from tests.line import Line

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """Time in the test's hand."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    def passes(self, seconds: float) -> None:
        self._traveller.shift(timedelta(seconds=seconds))


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def steady_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses without their random part."""
    for module in (turns, outbox):
        monkeypatch.setattr(module.random, "uniform", lambda low, high: 1.0)


Answering = Callable[[str, int, str, dict[str, Any]], assistant.Said]


class Listener:
    """Takes the assistant's place: whatever is asked goes to a function of the test."""

    def __init__(self, answering: Answering) -> None:
        self.ask = answering

    def ready(self) -> bool:
        return True


def give(line: Line, answering: Answering) -> None:
    """From now on this function answers."""
    line.board = dataclasses.replace(line.board, assistant=cast(assistant.Assistant, Listener(answering)))
    line.app.extensions["switchboard"] = line.board
