"""A finished run of the report flow, ready to be filed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from flows import versions
from models import Answer, Contact, Message, Report, Run
from reports import filing
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import THANDI

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANSWERS: dict[str, dict[str, Any]] = {
    "category": {"code": "street_light"},
    "what_happened": {"code": "The light is off since Friday"},
    "where": {"code": "V section", "area": "umlazi", "place": "V section", "lat": -29.967, "lon": 30.883, "located_by": "area"},
    "when": {
        "code": "Friday",
        "start": "2026-11-20T16:00:00+00:00",
        "end": "2026-11-20T22:00:00+00:00",
        "precision": "part_of_day",
    },
    "dangerous": {"code": "yes"},
    "follow_up": {"code": "yes"},
}


def finished(session: Session, line: Line, answers: dict[str, dict[str, Any]] | None = None, city: str = "durban") -> Run:
    """A run whose last question was answered at NOW; its first message came before."""
    message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    version = versions.published(session, "report")
    run = Run(
        contact_id=session.scalars(select(Contact.id)).one(),
        version=version,
        city=city,
        channel="sms",
        state="completed",
        path=[],
        origin_message_id=message.id,
        started_at=NOW,
        updated_at=NOW,
    )
    given = ANSWERS if answers is None else answers
    for name, value in given.items():
        run.answers.append(Answer(question=name, value=value, said=str(value.get("code")), how="typed", answered_at=NOW))
    session.add(run)
    session.flush()
    return run


def file(line: Line, answers: dict[str, dict[str, Any]] | None = None, city: str = "durban", at: datetime = NOW) -> Report:
    """A report that a resident made just now."""
    line.receives(THANDI, SMS_SENDERS[city], "hello")
    with line.board.sessions.writing() as session:
        run = finished(session, line, answers, city)
        report = filing.file(session, run, cities.load()[city], "en", at)
        session.flush()
        session.get_one(Report, report.id)
        return report
