"""One turn at a time per sender, in the order of arrival, within one Rasa process.

Rasa's own store polls once a second, and a ticket older than a minute hangs.
"""

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator, Dict, Optional

from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig


class SenderLockStore(LockStore):
    """An asyncio lock per sender with a turn under way. Only for a single worker: SANIC_WORKERS must stay 1."""

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None) -> None:
        self._locks: Dict[str, asyncio.Lock] = {}
        self._turns: Dict[str, int] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncIterator[asyncio.Lock]:  # type: ignore[override]
        """Hold the sender's lock; whoever waits is limited by the turn's own time limit."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._turns[conversation_id] = self._turns.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield lock
        finally:
            self._turns[conversation_id] -= 1
            if not self._turns[conversation_id]:
                del self._turns[conversation_id], self._locks[conversation_id]
