"""While Rasa or the action server is down nobody's message is tried in vain: one look every few seconds, for all of them."""

import threading
import time
from collections.abc import Callable

FAILURES = 5
"""So many in a row, whoever's messages they were, mean that the assistant is down."""

SECONDS_BETWEEN_LOOKS = 5.0


class Breaker:
    """Opens after so many outages in a row, and closes when a look finds the assistant well again.

    One for each worker process: two of them look twice, and that is all.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._failures = 0
        self._next_look = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= FAILURES

    def failed(self) -> None:
        """The assistant was not there."""
        with self._guard:
            self._failures += 1
            self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS

    def worked(self) -> None:
        """The assistant answered, whatever it said."""
        self._failures = 0

    def lets_pass(self, is_well: Callable[[], bool]) -> bool:
        """True when a message may be tried. While it is open one caller at a time looks, and not too often."""
        if not self.is_open:
            return True
        with self._guard:
            if self._clock() < self._next_look:
                return False
            self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
        if not is_well():
            return False
        self.worked()
        return True
