"""A clock in the test's hand, and the summaries that are only counted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.digests.office import Counted
from tests.surveys.conftest import Clock

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""Two in the afternoon in Durban."""

DUE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday, seven in the morning in Durban: when a daily summary is due next."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def counted() -> Counted:
    """Three reports since yesterday's summary, an hour apart, the last an hour before today's."""
    return Counted([DUE - timedelta(hours=hours) for hours in (3, 2, 1)])
