"""A scheduler as a process of its own: it ticks through some days and kills itself where it is told to."""

import dataclasses
import os
import signal
from datetime import datetime
from typing import Any

import time_machine
from sqlalchemy import func, select

import cities
import words
from digests.sending import SETTLES
from messaging.switchboard import Switchboard
from models import Subscription
from models.engine import Sessions, connect
from settings import Settings
from tests.digests.office import Counted
from tests.digests.stage import StagedSessions

CITIES = cities.load()
words.load()  # read before the processes are forked


def run(environment: dict[str, str], filed: list[datetime], ticks: list[datetime], last_boundary: int | None) -> None:
    """Tick at each of these moments. ``last_boundary``: die by SIGKILL there, counted from 1."""
    passed = 0

    def boundary(name: str, **_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == last_boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    os.environ.update(environment)
    settings = Settings()
    board = Switchboard.of(settings, CITIES)
    board = dataclasses.replace(board, sessions=StagedSessions(Sessions(connect(settings.sqlalchemy_url, pool=4)), boundary))
    counted = Counted(filed)
    for moment in ticks:
        with time_machine.travel(moment, tick=False):
            while _is_due(board, moment):  # another one may be at it, and be killed at it
                counted.tick(board)


def _is_due(board: Switchboard, moment: datetime) -> bool:
    with board.sessions.reading() as session:
        return session.scalars(select(func.min(Subscription.next_due_at))).one() + SETTLES <= moment
