"""``python -m bench.digests``: what a summary costs at 10,000 and at 1,000,000 reports of one city: its figures, and all of it.

Two years of invented reports, a fifth of them pinned, one in twenty never done, and four messages for each of the last two
months. SQLite in a new file, or the empty PostgreSQL database that ``--database`` names; its tables are made, and stay.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Table, func, select, text

import cities
from digests.about import About
from digests.composing import mail
from digests.counting import count
from digests.period import Period
from models import Address, Base, Contact, FlowVersion, Message, Misunderstanding, Report, Run, Update
from models.engine import Sessions, connect
from models.migrate import upgrade
from reports.scope import Scope

CITY = cities.load()["juarez"]
ENDS = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
YEARS, WITH_MESSAGES = timedelta(days=730), timedelta(days=60)
PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}
SIZES = (10_000, 1_000_000)
CONTACTS = 5_000
MESSAGES_EACH = 4
PIECE = 20_000

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="izwi-bench-") as folder:
        for size in given.sizes:
            url = given.database or f"sqlite:///{Path(folder) / f'{size}.db'}"
            upgrade(url)
            sessions = Sessions(connect(url))
            fill(sessions, size)
            measure(sessions)


def measure(sessions: Sessions) -> None:
    for kind, length in PERIODS.items():
        period = Period(kind, "2026-11-23", ENDS - length, ENDS)
        about = About("0" * 32, "es", CITY, period, CITY.time_zone, "Obras públicas", "https://izwi.example/x")
        counted, whole = [], []
        for _ in range(6):
            began = time.perf_counter()
            with sessions.reading() as session:
                found = count(session, CITY, Scope(CITY.key), period)
                counted.append((time.perf_counter() - began) * 1000)
                mail(session, found, about)
            whole.append((time.perf_counter() - began) * 1000)
        with sessions.reading() as session:
            reports = session.scalar(select(func.count()).select_from(Report))
        named = f"{sessions.engine.dialect.name}, {reports:,} reports, {kind} ({found.total.count:,} in it)"
        times = f"{median(counted[1:]):.0f} / {median(whole[1:]):.0f} ms, the first time {whole[0]:.0f} ms"
        print(f"| {named}: figures / the whole e-mail with its charts, median of five | {times} |", flush=True)


def fill(sessions: Sessions, size: int) -> None:
    """Up to so many reports: what an earlier size left stays, and counts."""
    with sessions.reading() as session:
        there = session.scalar(select(func.count()).select_from(Report)) or 0
    chance = random.Random(size)
    if not there:
        people = [{"id": f"c{number}", "city": CITY.key, "created_at": ENDS, "seen_at": ENDS} for number in range(CONTACTS)]
        insert(sessions, Contact, people)
        version = {"id": "report", "flow": "report", "digest": "", "number": 1, "definition": {}, "created_by": ""}
        insert(sessions, FlowVersion, [version | {"created_at": ENDS}])
        address = {"id": "a", "contact_id": "c0", "channel": "sms", "fingerprint": "", "sealed": "", "created_at": ENDS}
        insert(sessions, Address, [address])
    for begins in range(there, size, PIECE):
        made = list(reports(chance, begins, min(begins + PIECE, size)))
        insert(sessions, Run, [run(each) for each in made])
        insert(sessions, Report, made)
        insert(sessions, Update, [received(each) for each in made])
        insert(sessions, Message, list(messages(chance, made)))
    misunderstood(sessions)
    with sessions.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))  # as autovacuum does by itself in two years


def reports(chance: random.Random, first: int, last: int) -> Iterator[Row]:
    kinds = list(CITY.categories)
    places = [each.name for each in CITY.areas]
    common = [1 / (place + 3) for place in range(len(places))]
    for number in range(first, last):
        kind = chance.choice(kinds)
        filed = ENDS - YEARS * chance.random()
        done = chance.random() < 0.95
        lat, lon = CITY.center[0] + chance.gauss(0, 0.05), CITY.center[1] + chance.gauss(0, 0.05)
        pinned = chance.random() < 0.2
        answered = filed + timedelta(days=chance.expovariate(0.5))
        yield {
            "id": f"r{number}",
            "reference": f"r{number}",
            "city": CITY.key,
            "contact_id": f"c{chance.randrange(CONTACTS)}",
            "run_id": f"run{number}",
            "category": kind.name,
            "dimensions": list(kind.dimensions),
            "sensitive": kind.sensitive,
            "text": "Words that a resident might have written, as long as they usually are in a text message",
            "area": chance.choices(places, common)[0] if chance.random() < 0.9 else None,
            "place": "the corner of the shop",
            "lat": lat if pinned else None,
            "lon": lon if pinned else None,
            "located_by": "pin" if pinned else None,
            "dangerous": chance.choice(("yes", "no", "no", "unsure")),
            "follow_up": False,
            "language": "es",
            "channel": "whatsapp",
            "state": "resolved" if done and answered < ENDS else "received",
            "acknowledged_at": answered if done and answered < ENDS else None,
            "resolved_at": answered if done and answered < ENDS else None,
            "received_at": filed,
            "filed_at": filed,
        }


def run(report: Row) -> Row:
    at = report["filed_at"]
    known = {"flow_version_id": "report", "city": CITY.key, "channel": "whatsapp", "state": "completed", "path": []}
    return known | {
        "id": report["run_id"],
        "contact_id": report["contact_id"],
        "started_at": at,
        "updated_at": at,
        "ended_at": at,
    }


def misunderstood(sessions: Sessions) -> None:
    """One in twelve of the messages that came."""
    known = {"reason": "not_understood", "thought": "nlu_fallback", "confidence": 0.2, "language": "es"}
    with sessions.reading() as session:
        noted = select(Misunderstanding.message_id)
        came = select(Message.id, Message.created_at).where(Message.direction == "in", Message.id % 24 == 1)
        rows = [known | {"message_id": number, "at": at} for number, at in session.execute(came.where(Message.id.not_in(noted)))]
    insert(sessions, Misunderstanding, rows)


def received(report: Row) -> Row:
    return {"id": report["id"], "report_id": report["id"], "state": "received", "actor": "resident", "at": report["filed_at"]}


def messages(chance: random.Random, made: Iterable[Row]) -> Iterator[Row]:
    for report in made:
        for number in range(MESSAGES_EACH if report["filed_at"] > ENDS - WITH_MESSAGES else 0):
            way = ("in", "out")[number % 2]
            state = "answered" if way == "in" else chance.choices(("delivered", "undelivered"), (50, 1))[0]
            yield {
                "contact_id": report["contact_id"],
                "address_id": "a",
                "city": CITY.key,
                "channel": "whatsapp",
                "direction": way,
                "state": state,
                "sender": "",
                "text": report["text"],
                "details": {},
                "language": "es",
                "created_at": report["filed_at"],
            }


def insert(sessions: Sessions, record: type[Base], rows: list[Row]) -> None:
    table = record.__table__
    assert isinstance(table, Table)
    with sessions.writing() as session:
        if rows:
            session.execute(table.insert(), rows)


if __name__ == "__main__":
    main()
