"""Time in a test's hand."""

from datetime import UTC, datetime, timedelta

import time_machine


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def passes(self, **time: float) -> None:
        self._traveller.shift(timedelta(**time))

    def strikes(self, moment: datetime) -> None:
        self._traveller.move_to(moment, tick=False)
