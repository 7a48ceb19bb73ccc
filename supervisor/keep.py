"""Keep processes running: each is started again whatever its exit code was, until all are told to end."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from supervisor.processes import Process, command, environment

NOT_STARTED = 127
"""The shell's code for a command that cannot be run."""


@dataclass(frozen=True)
class Pace:
    """How patient the keeper is, in seconds."""

    shortest_pause: float = 1.0
    longest_pause: float = 15.0
    """The pause before a new start doubles up to this with every early end."""

    steady: float = 30.0
    """A process that ran for so long begins again with the shortest pause."""

    before_force: float = 25.0
    """Between the request to end and the end by force; the worker needs 20 to finish what is under way."""


class Keeper:
    """Runs processes until ``stop`` is called."""

    def __init__(self, say: Callable[[str, str], None], pace: Pace | None = None) -> None:
        self._say = say
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._force: threading.Timer | None = None
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, processes: Sequence[Process]) -> None:
        """Start these, and keep them running from now on."""
        for process in processes:
            thread = threading.Thread(target=self._keep, args=(process,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def wait(self) -> None:
        """Until the request to end, and then until the last process has ended."""
        while any(thread.is_alive() for thread in self._threads):
            for thread in self._threads:
                thread.join(0.5)
        if self._force is not None:
            self._force.cancel()

    def stop(self) -> None:
        """Ask every process to end; those that do not are ended."""
        self._stopping.set()
        with self._lock:
            running = list(self._running.values())
        _end(running, signal.SIGTERM)
        self._force = threading.Timer(self._pace.before_force, _end, args=(running, signal.SIGKILL))
        self._force.daemon = True
        self._force.start()

    def _keep(self, process: Process) -> None:
        pause = self._pace.shortest_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._run(process)
            if self._stopping.is_set():
                return
            if time.monotonic() - began > self._pace.steady:
                pause = self._pace.shortest_pause
            self._say(process.name, f"ended with code {code}; it starts again in {pause:g} s")
            self._stopping.wait(pause)
            pause = min(pause * 2, self._pace.longest_pause)

    def _run(self, process: Process) -> int:
        with self._lock:
            if self._stopping.is_set():
                return 0
            try:
                # A session of its own: Ctrl-C reaches only the supervisor, which then ends all in order.
                child = subprocess.Popen(
                    command(process),
                    env=environment(process),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    errors="replace",
                    start_new_session=True,
                )
            except OSError as error:
                self._say(process.name, f"cannot be started: {error.strerror}")
                return NOT_STARTED
            self._running[process.name] = child
        with child:
            assert child.stdout is not None
            for line in child.stdout:
                self._say(process.name, line.rstrip())
        return child.returncode


def _end(children: Sequence[subprocess.Popen[str]], number: int) -> None:
    for child in children:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it may have ended in this very moment
                os.killpg(child.pid, number)


def printer(names: Sequence[str]) -> Callable[[str, str], None]:
    """Prints whole lines, each with the name of its process."""
    width = max(map(len, names))
    lock = threading.Lock()

    def say(name: str, line: str) -> None:
        with lock:
            sys.stdout.write(f"{name:<{width}} | {line}\n")
            sys.stdout.flush()

    return say
