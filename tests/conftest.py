"""The line under test: a database, the real Rasa and action server, and a gateway with a memory."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from cryptography.fernet import Fernet
from sqlalchemy import Table, text
from sqlalchemy.engine import make_url

os.environ["ENV_FILE"] = os.devnull  # a developer's own .env must not reach the tests
for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE_URL", "PUBLIC_URL", "DATABASE_URL", "DEFAULT_CITY"):
    os.environ.pop(name, None)

from flows import versions  # noqa: E402 - after the environment is clean
from models import Base  # noqa: E402
from models.engine import Sessions, connect  # noqa: E402
from models.migrate import upgrade  # noqa: E402
from settings import ROOT, Settings  # noqa: E402
from supervisor import processes  # noqa: E402
from tests.line import Line  # noqa: E402

Rows = dict[Table, list[dict[str, Any]]]

PUBLIC_URL = "https://izwi.example"
START_SECONDS = 120

EPHEMERAL = 32768
"""From here on Linux gives ports to outgoing connections: one that was free a moment ago may be taken."""


def free_ports(count: int) -> int:
    """The first of ``count`` neighbouring free ports, below those that the system hands to outgoing connections."""
    for first in range(21000 + os.getpid() % 1400 * 8, EPHEMERAL - count, count):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for number, each in enumerate(sockets):
                each.bind(("127.0.0.1", first + number))
            return first
        except OSError:
            continue
        finally:
            for each in sockets:
                each.close()
    raise RuntimeError("no free ports")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation of its own, with the database that TEST_DATABASE_URL names, or SQLite."""
    folder = tmp_path_factory.mktemp("izwi")
    environment = {
        "PORT": str(free_ports(4)),
        "PUBLIC_URL": PUBLIC_URL,
        "DATA_DIR": str(folder),
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": "a key for tests only, never used elsewhere",
        "RASA_TOKEN": "a token for tests only (rasa)",
        "ACTIONS_TOKEN": "a token for tests only (actions)",
    }
    os.environ.update(environment)
    return Settings()


@pytest.fixture(scope="session")
def tables(settings: Settings) -> None:
    """Migrated tables, made anew for this session."""
    url = make_url(settings.sqlalchemy_url)
    if not url.drivername.startswith("sqlite"):
        engine = connect(settings.sqlalchemy_url, pool=1)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    upgrade(settings.sqlalchemy_url)


@pytest.fixture(scope="session")
def assistant(settings: Settings, tables: None) -> Iterator[None]:
    """The real Rasa with the trained model, and the real action server."""
    if not (ROOT / processes.MODEL).exists():
        pytest.fail("there is no trained model: run `make train`")
    table = [each for each in processes.all_of(settings) if each.name in ("rasa", "actions")]
    with (settings.data_dir / "assistant.log").open("w+") as log:
        running = [
            subprocess.Popen(each.command, env=processes.environment(each), cwd=ROOT, stdout=log, stderr=log, text=True)
            for each in table
        ]
        try:
            wait_for(f"{settings.rasa_url}/webhooks/izwi/", running)
            wait_for(f"{settings.actions_url}/health", running)
            yield
        except TimeoutError:
            log.seek(0)
            pytest.fail(f"Rasa and the action server did not start:\n{log.read()[-3000:]}")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)


def wait_for(url: str, running: list[subprocess.Popen[str]]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and all(process.poll() is None for process in running):
        try:
            if requests.get(url, timeout=2).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def shipped(settings: Settings, tables: None) -> Rows:
    """The rows of the flows that come with the software: published once, put back before each test."""
    engine = connect(settings.sqlalchemy_url, pool=1)
    sessions = Sessions(engine)
    with sessions.writing() as session:
        versions.ship(session, datetime(2026, 11, 1, tzinfo=UTC))
    with engine.connect() as connection:
        rows = {
            table: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in Base.metadata.sorted_tables
            if table.name in ("flow_version", "flow", "audit_entry")
        }
    engine.dispose()
    return rows


@pytest.fixture
def line(settings: Settings, shipped: Rows) -> Iterator[Line]:
    """The city's line with no residents yet: the webhook, the worker's work, and a gateway with a memory."""
    here = Line(settings)
    with here.board.sessions.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        for table, rows in shipped.items():
            session.execute(table.insert(), rows)
    yield here
    here.board.sessions.engine.dispose()


@pytest.fixture
def answered_line(line: Line, assistant: None) -> Line:
    """The same with Rasa and the action server behind it."""
    return line
