"""Processes are kept running whatever their exit code was, and end together."""

import os
import queue
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from settings import ROOT, Settings
from supervisor import __main__ as start
from supervisor import processes
from supervisor.keep import Keeper, Pace, printer
from supervisor.processes import Process
from tests.conftest import free_ports

PATIENCE = 30.0
AT_ONCE = Pace(shortest_pause=0.0, longest_pause=0.0, before_force=0.2)


class Heard:
    """Lines as they are said, for a test that waits for one of them."""

    def __init__(self) -> None:
        self.lines: queue.Queue[tuple[str, str]] = queue.Queue()

    def __call__(self, name: str, line: str) -> None:
        self.lines.put((name, line))

    def until(self, wanted: Callable[[str, str], bool], times: int = 1) -> list[tuple[str, str]]:
        """Every line up to the last of so many that fit."""
        heard: list[tuple[str, str]] = []
        while times:
            heard.append(self.lines.get(timeout=PATIENCE))
            times -= wanted(*heard[-1])
        return heard


def python(name: str, code: str, **environment: str) -> Process:
    return Process(name, (sys.executable, "-c", code), environment)


@contextmanager
def kept(heard: Heard, *table: Process, pace: Pace = AT_ONCE) -> Iterator[Keeper]:
    keeper = Keeper(heard, pace)
    keeper.start(table)
    try:
        yield keeper
    finally:
        keeper.stop()
        keeper.wait()


FOR_EVER = "import signal, sys; print('up', flush=True); signal.pause()"


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_process_is_started_again_whatever_its_exit_code_was(code: int) -> None:
    heard = Heard()
    with kept(heard, python("short", f"print('up'); raise SystemExit({code})")):
        lines = heard.until(lambda name, line: line == "up", times=3)
    assert lines.count(("short", f"ended with code {code}; it starts again in 0 s")) == 2


def test_a_process_that_was_killed_is_started_again() -> None:
    heard = Heard()
    with kept(heard, python("mortal", "import os; print(os.getpid(), flush=True); import signal; signal.pause()")):
        ((_, first),) = heard.until(lambda name, line: line.isdecimal())
        os.kill(int(first), signal.SIGKILL)
        *_, (_, second) = heard.until(lambda name, line: line.isdecimal())
    assert first != second


def test_a_command_that_is_not_there_does_not_take_the_others_with_it() -> None:
    heard = Heard()
    with kept(heard, Process("nowhere", ("/no/such/command",)), python("well", FOR_EVER)):
        heard.until(lambda name, line: (name, line) == ("well", "up"))
        heard.until(lambda name, line: name == "nowhere" and "code 127" in line, times=2)


def test_one_process_that_falls_again_and_again_leaves_the_others_alone() -> None:
    heard = Heard()
    with kept(heard, python("falling", "raise SystemExit(1)"), python("well", FOR_EVER)):
        lines = heard.until(lambda name, line: name == "falling", times=4)
        lines += heard.until(lambda name, line: name == "well") if ("well", "up") not in lines else []
    assert lines.count(("well", "up")) == 1


def test_pauses_grow_to_the_longest_and_no_further() -> None:
    heard = Heard()
    with kept(heard, python("falling", "raise SystemExit(1)"), pace=Pace(0.001, 0.004, steady=1000)):
        lines = heard.until(lambda name, line: "starts again" in line, times=5)
    assert [line.split()[-2] for _, line in lines] == ["0.001", "0.002", "0.004", "0.004", "0.004"]


def test_after_a_steady_run_the_pause_is_short_again() -> None:
    heard = Heard()
    with kept(heard, python("falling", "raise SystemExit(1)"), pace=Pace(0.001, 10, steady=0)):
        lines = heard.until(lambda name, line: "starts again" in line, times=4)
    assert {line.split()[-2] for _, line in lines} == {"0.001"}


def test_every_line_carries_the_name_of_its_process(capsys: pytest.CaptureFixture[str]) -> None:
    say = printer(["web", "worker"])
    say("web", "hello")
    say("worker", "siyabonga")
    assert capsys.readouterr().out == "web    | hello\nworker | siyabonga\n"


def test_errors_and_bytes_that_are_no_text_are_lines_too() -> None:
    heard = Heard()
    code = "import sys; sys.stderr.write('to stderr\\n'); sys.stderr.flush(); sys.stdout.buffer.write(b'\\xff\\n')"
    with kept(heard, python("odd", code)):
        lines = heard.until(lambda name, line: "ended" in line)
    assert {("odd", "to stderr"), ("odd", "\ufffd")} <= set(lines)


def test_stop_ends_every_process_in_peace() -> None:
    heard = Heard()
    polite = (
        "import signal, sys\n"
        "signal.signal(15, lambda *_: (print('bye', flush=True), sys.exit(0)))\n"
        "print('up', flush=True)\n"
        "signal.pause()"
    )
    with kept(heard, python("one", polite), python("two", polite), pace=Pace(before_force=1000)):
        heard.until(lambda name, line: line == "up", times=2)
    assert sorted(heard.until(lambda name, line: line == "bye", times=2)) == [("one", "bye"), ("two", "bye")]
    assert heard.lines.empty(), "nothing is started again"


def test_who_does_not_listen_is_ended_by_force() -> None:
    heard = Heard()
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()"
    with kept(heard, python("deaf", deaf)):
        heard.until(lambda name, line: line == "up")
    # the end of the block waited for it


def test_children_of_a_process_end_with_it() -> None:
    heard = Heard()
    parent = (
        "import subprocess, sys, signal\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        "print(child.pid, flush=True)\n"
        "signal.pause()"
    )
    with kept(heard, python("parent", parent)):
        ((_, child),) = heard.until(lambda name, line: line.isdecimal())
    # The child holds the pipe that the keeper reads to its end: the block could not have ended before it.
    assert int(child) > 0


def test_stop_during_a_pause_starts_nothing() -> None:
    heard = Heard()
    keeper = Keeper(heard, Pace(shortest_pause=1000))
    keeper.start([python("falling", "raise SystemExit(1)")])
    heard.until(lambda name, line: "starts again in 1000 s" in line)
    keeper.stop()
    keeper.wait()
    assert heard.lines.empty()


def test_a_process_finds_its_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZWI_TEST", "ours")
    heard = Heard()
    code = "import os; print(os.environ['IZWI_TEST'], os.environ['OWN'], os.environ['PYTHONUNBUFFERED'])"
    with kept(heard, python("curious", code, OWN="its own")):
        ((_, line), *_) = heard.until(lambda name, line: True)
    assert line == "ours its own 1"


# The table of processes.


def test_the_table_names_every_process_and_only_web_may_be_reached_from_outside(settings: Settings) -> None:
    table = {process.name: " ".join(process.command) for process in processes.all_of(settings)}
    assert list(table) == ["rasa", "web", "worker", "actions", "phone"]
    assert f"--bind={settings.bind_host}:{settings.port}" in table["web"]
    assert f"-i 127.0.0.1 -p {settings.rasa_port}" in table["rasa"]
    assert "--enable-api" not in table["rasa"]


def test_rasa_is_told_neither_keys_nor_numbers_nor_the_database(settings: Settings) -> None:
    (rasa,) = [process for process in processes.all_of(settings) if process.name == "rasa"]
    told = processes.environment(rasa)
    for name in ("DATABASE_URL", "ENCRYPTION_KEYS", "HASH_KEY", "TWILIO_AUTH_TOKEN"):
        assert told[name] == ""
    assert told["RASA_TOKEN"] == settings.rasa_token.get_secret_value()
    assert told["ACTIONS_URL"] == f"{settings.actions_url}/webhook"


def test_with_twilio_there_is_no_phone(settings: Settings) -> None:
    real = {"twilio_account_sid": "AC" + "1" * 32, "twilio_auth_token": "2" * 32}
    chosen = Settings(**(settings.model_dump() | real))
    assert "phone" not in [process.name for process in processes.all_of(chosen)]
    assert chosen.phone_port not in processes.ports(chosen)


def test_a_port_that_is_taken_is_named_before_anything_starts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "ROOT", settings.data_dir)
    (settings.data_dir / processes.MODEL).parent.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / processes.MODEL).touch()
    chosen = settings.model_copy(update={"port": free_ports(4)})
    monkeypatch.setattr(start.settings, "load_or_exit", lambda: chosen)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", chosen.rasa_port))
        taken.listen()
        with pytest.raises(SystemExit, match=f"port {chosen.rasa_port} is in use"):
            start.main()


def test_a_model_that_is_missing_is_named_before_anything_starts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(start, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="make train"):
        start.main()


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    heard = Heard()
    with kept(heard, python("one", FOR_EVER), pace=Pace(before_force=1000)):
        heard.until(lambda name, line: line == "up")
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(PATIENCE)  # cancelled: it ends at once
    assert threading.active_count() <= before


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is part of Linux's util-linux")
def test_nothing_outlives_a_killed_supervisor() -> None:
    script = (
        "import sys\n"
        "from supervisor.keep import Keeper\n"
        "from supervisor.processes import Process\n"
        "child = 'import os, signal; print(os.getpid(), flush=True); signal.pause()'\n"
        "keeper = Keeper(lambda name, line: print(line, flush=True))\n"
        "keeper.start([Process('child', (sys.executable, '-c', child))])\n"
        "keeper.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        child = os.pidfd_open(int(supervisor.stdout.readline()))
        supervisor.kill()
        ended, _, _ = select.select([child], [], [], 30)
        os.close(child)
    assert ended, "the child went on without its supervisor"
