"""The last HTTP exchanges with the city's system, for whoever wants to see what was really said."""

import itertools
import threading
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 500
LONGEST = 20_000


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; `kind` is inbound, rest or status."""

    number: int
    kind: str
    at: str
    method: str
    url: str
    request: dict[str, Any] = field(repr=False)
    status: int | None
    """Nothing when no answer came."""

    response: str = field(repr=False)
    milliseconds: int
    resident: str = field(default="", repr=False)
    line: str = ""


class Exchanges:
    """A bounded list, kept in memory only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._kept: deque[Exchange] = deque(maxlen=KEPT)

    def add(self, *, response: str, **values: Any) -> None:
        with self._lock:
            self._kept.append(Exchange(number=next(self._numbers), response=response[:LONGEST], **values))

    def after(self, number: int, resident: str, line: str) -> list[dict[str, Any]]:
        """What belongs to one conversation, and what belongs to none."""
        with self._lock:
            kept = list(self._kept)
        ours = [one for one in kept if one.number > number and (not one.resident or (one.resident, one.line) == (resident, line))]
        return [asdict(one) for one in ours]
