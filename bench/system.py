"""The whole system as one child process, started the way `make run` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from settings import ROOT
from supervisor import fresh_env

ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "a token of the benchmark only"
NAMES = {"gunicorn": "web", "-m worker": "worker", "-m actions": "actions", "bot.edge": "rasa", "-m phone": "phone"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return min(int(probe.getsockname()[1]), 60000)


@contextmanager
def running(
    folder: Path, more: Mapping[str, str], command: Sequence[str] = (sys.executable, "-m", "supervisor"), cwd: Path = ROOT
) -> Iterator[tuple[str, float, int]]:
    """Its address, the seconds until it was ready, and its process id."""
    folder.mkdir(parents=True, exist_ok=True)
    env_file = folder / "env"
    env_file.write_text(fresh_env.text())
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(folder / "var"), "ENV_FILE": str(env_file), **more}
    began = time.perf_counter()
    with (folder / "log").open("w") as log:
        child = subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            while not _ready(url):
                if child.poll() is not None:
                    raise SystemExit(f"it ended before it was ready; see {folder / 'log'}")
                time.sleep(0.1)
            yield url, time.perf_counter() - began, child.pid
        finally:
            os.killpg(child.pid, signal.SIGINT)
            child.wait(60)


def _ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=3).status_code == 200
    except requests.RequestException:
        return False


def memory(pid: int) -> dict[str, float]:
    """Resident memory of each process below this one, in MB; processes of one name together."""
    found: dict[str, float] = {"supervisor": _resident(pid)}
    for child in _below(pid):
        line = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        name = next((name for mark, name in NAMES.items() if mark in line), "other")
        found[name] = found.get(name, 0.0) + _resident(child)
    return found


def _below(pid: int) -> list[int]:
    children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children += [int(each) for each in (task / "children").read_text().split()]
    return sorted({descendant for child in children for descendant in (child, *_below(child))})


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
