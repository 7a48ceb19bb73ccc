"""Several schedulers on one database, of which one acts at a time: who goes on, and who is killed, is drawn from a seed."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from models.engine import Sessions


class Killed(BaseException):
    """As by kill -9: nothing of what was begun is finished, and no ``except Exception`` hears of it."""


class Stage:
    """Between any two transactions another one may go on; at any boundary one may be killed."""

    def __init__(self, seed: int, kill: float) -> None:
        self._random = random.Random(seed)
        self._kill = kill
        self._batons: dict[int, threading.Semaphore] = {}
        self._failures: list[BaseException] = []
        self._over = threading.Semaphore(0)
        self.kills: Counter[str] = Counter()
        """By the boundary at which it happened."""

    def play(self, *parts: Callable[[], object]) -> None:
        """Let them act until each is done or killed. Raises what one of them raised."""
        threads = [threading.Thread(target=self._act, args=(number, part)) for number, part in enumerate(parts)]
        self._batons = {number: threading.Semaphore(0) for number in range(len(parts))}
        for thread in threads:
            thread.start()
        self._pass_on()
        self._over.acquire()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def boundary(self, name: str, *, others: bool = True) -> None:
        """``others``: somebody else may go on here. Not while a transaction writes: they would wait for it."""
        if self._random.random() < self._kill:
            self.kills[name] += 1
            raise Killed
        if others and len(self._batons) > 1:
            mine = int(threading.current_thread().name)
            self._pass_on()
            self._batons[mine].acquire()

    def _pass_on(self) -> None:
        self._batons[self._random.choice(sorted(self._batons))].release()

    def _act(self, number: int, part: Callable[[], object]) -> None:
        threading.current_thread().name = str(number)
        self._batons[number].acquire()
        try:
            part()
        except Killed:
            pass
        except BaseException as error:
            self._failures.append(error)
        del self._batons[number]
        if self._batons:
            self._pass_on()
        else:
            self._over.release()


class StagedSessions(Sessions):
    """Sessions whose beginnings and ends are boundaries."""

    def __init__(self, sessions: Sessions, boundary: Callable[..., None]) -> None:
        super().__init__(sessions.engine)
        self._boundary = boundary

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with super().reading() as session:
            yield session
        self._boundary("read")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self._boundary("about to write")
        with super().writing() as session:
            yield session
            session.flush()
            self._boundary("written, not committed", others=False)
        self._boundary("committed")
