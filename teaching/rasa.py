"""Rasa's environment, run as a process of its own, while somebody watches how long it takes."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from nlu.sources import ROOT

PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
LOOK_EVERY = 0.25
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONPATH": str(ROOT),
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
SECRETS = ("DATABASE_URL", "ENCRYPTION_KEYS", "HASH_KEY", "TWILIO_AUTH_TOKEN", "RASA_TOKEN", "ACTIONS_TOKEN")

Watch = Callable[[float], None]
"""Told a few times a second how many seconds have passed."""


class Failed(Exception):
    """The process did not do what it was started for."""


def run(arguments: Sequence[str], log: Path, watch: Watch) -> tuple[int, float]:
    """Run Python in Rasa's environment with these arguments; what it says goes to ``log``. Its exit code, and its seconds.

    Raises:
        Failed: Rasa's environment is not on this machine.
    """
    if not PYTHON.exists():
        raise Failed("Rasa's environment is not on this machine (bot/.venv; `make setup` makes it)")
    told = {**os.environ, **QUIET, **dict.fromkeys(SECRETS, "")}
    began = time.monotonic()
    with log.open("ab") as said:
        command = [str(PYTHON), "-W", "ignore", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=said, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                watch(time.monotonic() - began)
                try:
                    process.wait(LOOK_EVERY)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:  # interrupted: nothing goes on behind the operator's back
                process.terminate()
                process.wait()
    return process.returncode, time.monotonic() - began
