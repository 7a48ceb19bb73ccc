"""Three real processes on one database, killed by SIGKILL again and again: one row and one message for each period."""

import multiprocessing
import os
import random
import signal
from datetime import timedelta
from itertools import pairwise
from multiprocessing.process import BaseProcess
from typing import Any

import time_machine

from digests.sending import SETTLES
from tests.digests import scheduler_process
from tests.digests.conftest import DUE, SUNDAY
from tests.digests.office import Counted, appoint, digests, subscribe, told
from tests.line import Line

DAYS = 12
STARTS, AT_ONCE = 18, 3
MOST_BOUNDARIES = 30
"""A scheduler that does everything itself passes about seven boundaries a day."""

NAMES = (
    "DATA_DIR",
    "DATABASE_URL",
    "ENCRYPTION_KEYS",
    "HASH_KEY",
    "RASA_TOKEN",
    "ACTIONS_TOKEN",
    "PUBLIC_URL",
    "PORT",
    "ENV_FILE",
)


def test_three_processes_that_are_killed_again_and_again_tell_every_day_once(line: Line) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        ids = [subscribe(line.board, appoint(line)), subscribe(line.board, appoint(line, "mbele"))]
    rng = random.Random(5)
    filed = sorted(DUE + timedelta(hours=rng.uniform(-24, 24 * DAYS)) for _ in range(200))
    ticks = [DUE + timedelta(days=day) + SETTLES for day in range(DAYS)]
    line.board.sessions.engine.dispose()
    environment = {name: os.environ[name] for name in NAMES if name in os.environ}
    last_boundaries = [rng.randint(1, MOST_BOUNDARIES) for _ in range(STARTS)]
    schedulers = Schedulers(environment, filed, ticks)
    schedulers.play(last_boundaries)
    surely_killed = sum(each <= DAYS for each in last_boundaries)
    assert schedulers.killed >= surely_killed > 5, "every tick passes at least one boundary"
    told_in = {message.id: message.text for message in told(line.board)}
    for subscription_id in ids:
        made = digests(line.board, subscription_id)
        assert [each.covers_until for each in made] == [tick - SETTLES for tick in ticks]
        assert all(earlier.covers_until == later.covers_from for earlier, later in pairwise(made))
        for each in made:
            count = Counted(filed).between(each.covers_from, each.covers_until)
            assert told_in.pop(each.sent_as or 0) == f"{each.period_key} {count}"
    assert not told_in, "no message without its digest"


class Schedulers:
    """Three at a time; whoever is killed is started again, and in the end three are left to finish."""

    def __init__(self, *work: Any) -> None:
        self._work = work
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload([scheduler_process.__name__])
        self._running: list[BaseProcess] = []
        self.killed = 0

    def play(self, last_boundaries: list[int]) -> None:
        for last_boundary in [*last_boundaries, *[None] * AT_ONCE]:
            if len(self._running) == AT_ONCE:
                self._wait_for_one()
            process = self._processes.Process(target=scheduler_process.run, args=(*self._work, last_boundary))
            process.start()
            self._running.append(process)
        while self._running:
            self._wait_for_one()

    def _wait_for_one(self) -> None:
        process = self._running.pop(0)
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        self.killed += process.exitcode != 0
