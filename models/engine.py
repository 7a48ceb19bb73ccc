"""The database: SQLite by default, PostgreSQL by URL; the same SQL on both."""

from contextlib import AbstractContextManager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

SECONDS_TO_WAIT_FOR_A_LOCK = 5
"""Shorter than Twilio's patience (15 s): better an honest 503 that is retried than a lost webhook."""


def connect(url: str, pool: int = 16) -> Engine:
    """An engine with the durability that this system promises.

    A bare ``postgresql://`` URL means psycopg 3. SQLite runs in WAL mode with full synchronisation, and its
    transactions take the write lock at once: one that reads first and writes later fails under load.
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if not address.drivername.startswith("sqlite"):
        return create_engine(address, pool_size=pool, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(
        address, pool_size=pool, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_LOCK, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Sessions:
    """Opens sessions: ``writing()`` commits at its end, ``reading()`` never takes SQLite's write lock."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = sessionmaker(engine, expire_on_commit=False)
        self._reading = sessionmaker(engine.execution_options(reading=True), expire_on_commit=False)

    def writing(self) -> AbstractContextManager[Session]:
        return self._writing.begin()

    def reading(self) -> AbstractContextManager[Session]:
        return self._reading.begin()
