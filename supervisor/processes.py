"""The processes of one installation, on one screen."""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from settings import ROOT, Settings
from teaching.registry import SHIPPED, Registry

MODEL = Path("bot/trained/bot.tar.gz")
RASA_PYTHON = Path("bot/.venv/bin/python")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Process:
    """A command, the name its log lines carry, and what it finds in its environment besides ours."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0
    """Added to its niceness: whoever answers Twilio goes before whoever thinks about the answer."""

    late: Callable[[], tuple[str, ...]] = tuple
    """Arguments that are known only when it starts, and may be others when it starts again; they win over earlier ones."""


def all_of(settings: Settings) -> list[Process]:
    """What runs, the slowest to start first; the phone page only where there is no Twilio."""
    python = sys.executable
    host = f"{settings.bind_host}:{settings.port}"
    web = (
        "-m",
        "gunicorn",
        "--workers=1",
        "--threads=8",
        "--no-control-socket",
        "--keep-alive=75",
        f"--bind={host}",
        "webhook.app:create_app()",
    )
    processes = [
        Process("rasa", rasa(settings.rasa_port), rasa_environment(settings), nice=5, late=partial(taught_model, settings)),
        Process("web", (python, *web)),
        Process("worker", (python, "-m", "worker")),
        Process("actions", (python, "-m", "actions")),
    ]
    if settings.simulator:
        processes.append(Process("phone", (python, "-m", "phone")))
    return processes


def ports(settings: Settings) -> list[int]:
    """The ports that must be free before the start."""
    return [settings.port, settings.rasa_port, settings.actions_port, *([settings.phone_port] if settings.simulator else [])]


def rasa(port: int, host: str = "127.0.0.1") -> tuple[str, ...]:
    """Rasa's own server with our channel, in its own environment."""
    files = ("--model", str(MODEL), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml")
    return (str(ROOT / RASA_PYTHON), "-m", "bot.edge", "run", *files, "-i", host, "-p", str(port))


def taught_model(settings: Settings) -> tuple[str, ...]:
    """The model that was accepted last, instead of the shipped one, where it still fits what is shipped."""
    registry = Registry(settings.models_dir)
    name, why_not = registry.at_start()
    if why_not is not None:
        log.warning("%s; the shipped model answers: run `flask teach train` again", why_not)
    return () if name == SHIPPED else ("--model", str(registry.archive(name)))


def rasa_environment(settings: Settings) -> dict[str, str]:
    """What Rasa is told: never the database, the keys or Twilio's token."""
    return {
        "RASA_TOKEN": settings.rasa_token.get_secret_value(),
        "ACTIONS_TOKEN": settings.actions_token.get_secret_value(),
        "ACTIONS_URL": f"{settings.actions_url}/webhook",
        "MODELS_DIR": str(settings.models_dir),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "WARNING",
        **dict.fromkeys(("DATABASE_URL", "ENCRYPTION_KEYS", "HASH_KEY", "TWILIO_AUTH_TOKEN"), ""),
    }


def command(process: Process) -> tuple[str, ...]:
    """The command line, with its niceness; on Linux the process also ends when the supervisor is killed."""
    setpriv = shutil.which("setpriv")
    ending = (setpriv, "--pdeathsig", "TERM") if setpriv else ()
    nice = ("nice", "-n", str(process.nice)) if process.nice else ()
    return (*ending, *nice, *process.command, *process.late())


def environment(process: Process) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", **process.environment}
