"""Each message is answered once: the same id again gets the same answer, and two at once share one run."""

import asyncio
from collections import OrderedDict
from typing import Any, Awaitable, Callable, Dict, Hashable, Tuple

Answer = Dict[str, Any]


class Once:
    """The latest answers by key, and the runs under way. One event loop only; forgotten when the process ends.

    A run that fails is not kept, so that the next attempt runs again.
    """

    def __init__(self, capacity: int = 1000) -> None:
        self._capacity = capacity
        self._kept: "OrderedDict[Hashable, Answer]" = OrderedDict()
        self._running: "Dict[Hashable, asyncio.Task[Answer]]" = {}

    async def answer(self, key: Hashable, run: Callable[[], Awaitable[Answer]]) -> Tuple[Answer, bool]:
        """The answer for this key, and whether it is a replay (kept, or shared with a run that had begun)."""
        if key in self._kept:
            return self._kept[key], True
        task = self._running.get(key)
        replay = task is not None
        if task is None:
            task = asyncio.ensure_future(run())
            self._running[key] = task
            task.add_done_callback(lambda done: self._settle(key, done))
        # A caller that hangs up must not end a run whose action may already have written.
        return await asyncio.shield(task), replay

    def _settle(self, key: Hashable, task: "asyncio.Task[Answer]") -> None:
        self._running.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        self._kept[key] = task.result()
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
