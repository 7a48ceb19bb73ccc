"""Start the worker: ``python -m worker``. SIGTERM finishes what is under way."""

import logging
import signal
import threading
from collections.abc import Callable

import cities
import settings
from messaging import outbox, turns
from messaging.switchboard import Switchboard
from scheduler import jobs

log = logging.getLogger("worker")

IDLE_SECONDS = 0.2
"""How soon a waiting thread looks again; a look is one read of an index."""

AFTER_AN_ERROR_SECONDS = 2.0
SECONDS_TO_FINISH = 20
MAIL_THREADS = 2
"""E-mail goes to officials only: a few at a time are enough."""


def main() -> None:
    chosen = settings.load_or_exit()
    logging.basicConfig(level=chosen.log_level, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    board = Switchboard.of(chosen, cities.load())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work = [(turns.answer_next, chosen.turn_threads), (outbox.send_next, chosen.send_threads), (outbox.mail_next, MAIL_THREADS)]
    threads = [
        threading.Thread(target=_loop, args=(task, board, stop), name=f"{task.__name__}-{number}", daemon=True)
        for task, count in work
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    scheduler = jobs.start(board)
    log.info("answering with %s threads, sending with %s", chosen.turn_threads, chosen.send_threads)
    stop.wait()
    scheduler.shutdown(wait=False)
    for thread in threads:
        thread.join(SECONDS_TO_FINISH)


def _loop(task: Callable[[Switchboard], bool], board: Switchboard, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            if not task(board):
                stop.wait(IDLE_SECONDS)
        except Exception as error:
            # Whatever it was, the next message must still be answered. Messages of errors may hold residents' words.
            log.error("%s failed: %s", task.__module__, type(error).__name__)
            log.debug("where it failed", exc_info=True)
            stop.wait(AFTER_AN_ERROR_SECONDS)


if __name__ == "__main__":
    main()
