"""The worker goes on whatever a task does, and ends when it is told to."""

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from messaging.switchboard import Switchboard
from settings import ROOT, Settings
from tests.conftest import free_ports
from tests.line import Line
from tests.messaging.outgoing import DURBAN, THANDI
from worker import __main__ as worker

PATIENCE = 30.0


def test_a_task_that_fails_is_tried_again_and_its_words_stay_out_of_the_log(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "AFTER_AN_ERROR_SECONDS", 0)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0)
    stop = threading.Event()
    results: list[Callable[[], bool]] = []

    def failing(board: Switchboard) -> bool:
        results.append(lambda: True)
        if len(results) == 3:
            stop.set()
        if len(results) < 3:
            raise RuntimeError(f"{THANDI} said secret words")
        return False

    caplog.set_level(logging.INFO)
    worker._loop(failing, line.board, stop)
    assert len(results) == 3
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert THANDI not in caplog.text


def test_a_thread_with_work_does_not_rest(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "IDLE_SECONDS", PATIENCE)
    stop, done = threading.Event(), []

    def busy(board: Switchboard) -> bool:
        done.append(1)
        if len(done) == 5:
            stop.set()
        return True

    worker._loop(busy, line.board, stop)
    assert len(done) == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_starts_stores_nothing_of_residents_in_its_log_and_ends_when_told(
    line: Line, settings: Settings, number: signal.Signals
) -> None:
    line.receives(THANDI, DURBAN, "secret words")
    environment = os.environ | {"LOG_LEVEL": "DEBUG", "PORT": str(free_ports(4))}  # where no Rasa is
    running = subprocess.Popen(
        [sys.executable, "-m", "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines: queue.Queue[str] = queue.Queue()
    assert running.stdout is not None
    with running:
        reading = threading.Thread(target=lambda: [lines.put(each) for each in running.stdout or ()])
        reading.start()
        said: list[str] = []
        try:
            while not any("AssistantDown" in each for each in said):  # it took the message and nobody was there to answer
                said.append(lines.get(timeout=PATIENCE))
        finally:
            running.send_signal(number)
            reading.join(PATIENCE)
    assert running.returncode == 0
    while not lines.empty():
        said.append(lines.get())
    assert "secret" not in "".join(said)
    assert THANDI.lstrip("+") not in "".join(said)
