"""The database: SQLite by default, PostgreSQL by URL; the same SQL on both."""

import time
from contextlib import AbstractContextManager
from functools import partial
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

SECONDS_TO_WAIT = 5
"""For a lock, a connection, or a free place in the pool. Shorter than Twilio's patience (15 s): better an honest 503
that is retried than a lost webhook."""

SECONDS_BETWEEN_TRIES = 0.004
"""How soon a writer asks again for SQLite's one write lock."""

EAGER_SECONDS_BETWEEN_TRIES = 0.0005
"""The same for whoever must not be kept waiting: of all that wait, the one that asks most often gets the lock."""


def connect(url: str, pool: int = 16, *, eager: bool = False) -> Engine:
    """An engine with the durability that this system promises.

    A bare ``postgresql://`` URL means psycopg 3. SQLite runs in WAL mode with full synchronisation, and its
    transactions take the write lock at once: one that reads first and writes later fails under load.
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    # Errors never carry parameters: residents' words would reach a log with them.
    common: dict[str, Any] = {"pool_size": pool, "max_overflow": 0, "pool_timeout": SECONDS_TO_WAIT, "hide_parameters": True}
    if not address.drivername.startswith("sqlite"):
        if "connect_timeout" not in address.query:
            address = address.update_query_dict({"connect_timeout": str(SECONDS_TO_WAIT)})
        engine = create_engine(address, pool_pre_ping=True, **common)
        event.listen(engine, "connect", _wait_not_for_ever)
        return engine
    engine = create_engine(address, connect_args={"timeout": SECONDS_TO_WAIT, "check_same_thread": False}, **common)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", partial(_begin, EAGER_SECONDS_BETWEEN_TRIES if eager else SECONDS_BETWEEN_TRIES))
    return engine


def _prepare(connection: SqliteConnection, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _wait_not_for_ever(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{SECONDS_TO_WAIT}s'")
    connection.commit()


def _begin(between_tries: float, connection: Connection) -> None:
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting sleeps up to 100 ms at a time, long after the lock is free: a webhook would wait for nothing.
    raw = cast(SqliteConnection, connection.connection.dbapi_connection)
    raw.execute("PRAGMA busy_timeout=0")
    try:
        for _ in range(int(SECONDS_TO_WAIT / between_tries)):
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if error.sqlite_errorcode & 0xFF != SQLITE_BUSY:
                    break
                time.sleep(between_tries)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last try fails as SQLAlchemy's error
    finally:
        raw.execute(f"PRAGMA busy_timeout={SECONDS_TO_WAIT * 1000}")


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
