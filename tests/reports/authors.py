"""Named people with invented numbers, what they reported, and what the city did about it."""

from datetime import UTC, datetime

from sqlalchemy import select

import cities
from flows import versions
from messaging import outbox
from models import Answer, Contact, Report, Run, Update
from reports import asking, filing, notices, states
from tests.line import Line
from tests.surveys.neighbours import settle, wrote

OFFICIAL = "0" * 32
"""Who moved it on; no resident is ever told."""


def reports(
    line: Line, who: str, kind: str = "street_light", language: str = "en", hours_ago: float = 3, follow_up: str = "yes"
) -> str:
    """They reported something some hours ago. Returns the reference."""
    contact_id = settle(line, who)
    wrote(line, contact_id, hours_ago)
    city, channel = "juarez" if "+52" in who else "durban", "whatsapp" if who.startswith("whatsapp:") else "sms"
    with line.board.sessions.writing() as session:
        contact = session.get_one(Contact, contact_id)
        contact.language, contact.noticed_at = language, contact.seen_at
        common = {"path": [], "started_at": contact.seen_at, "updated_at": contact.seen_at, "ended_at": contact.seen_at}
        version = versions.published(session, "report")
        run = Run(contact_id=contact_id, version=version, city=city, channel=channel, state="completed", **common)
        given = {"category": kind, "what_happened": "The lamp is broken", "follow_up": follow_up}
        for name, code in given.items():
            run.answers.append(Answer(question=name, value={"code": code}, said=code, how="typed", answered_at=contact.seen_at))
        session.add(run)
        session.flush()
        return filing.file(session, run, cities.load()[city], language, contact.seen_at).reference


def moves(line: Line, reference: str, state: str, note: str | None = None) -> None:
    """An official moves the report on, now."""
    with line.board.sessions.writing() as session:
        assert states.move(session, report(line, reference, session), state, OFFICIAL, datetime.now(UTC), note) is not None


def report(line: Line, reference: str, session: object = None) -> Report:
    """The report as it stands now."""
    wanted = select(Report).where(Report.reference == reference)
    if session is not None:
        return session.scalars(wanted).one()  # type: ignore[attr-defined, no-any-return]
    with line.board.sessions.reading() as reading:
        return reading.scalars(wanted).one()


def contact(line: Line, reference: str) -> str:
    return report(line, reference).contact_id


def told(line: Line, reference: str) -> list[str | None]:
    """What became of the notices of each change, in their order; the filing's own is left out."""
    with line.board.sessions.reading() as session:
        changes = select(Update).join(Report).where(Report.reference == reference).order_by(Update.at)
        return [update.notice for update in session.scalars(changes) if update.notice is not None]


def tick(line: Line) -> int:
    """The scheduler's tick, and everything that it makes the outbox send. Returns how many notices were queued."""
    return _sent(line, notices.tell_residents(line.board))


def ask(line: Line) -> int:
    """The same for the question whether it is fixed."""
    return _sent(line, asking.ask_whether_fixed(line.board))


def _sent(line: Line, queued: int) -> int:
    while outbox.send_next(line.board):
        pass
    return queued
