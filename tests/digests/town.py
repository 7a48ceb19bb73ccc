"""Rows as residents leave them, without a conversation before each: reports, what became of them, messages, surveys."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

import cities
from cities import City
from flows import versions
from models import Address, Answer, Contact, Incident, Message, Misunderstanding, Report, Run, Update
from reports import states
from tests.line import Line

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Town:
    """One city in one transaction, which is taken back in the end."""

    def __init__(self, session: Session, city: City) -> None:
        self.session, self.city = session, city
        self._numbers = itertools.count(1)

    def resident(self, name: str) -> str:
        """The id of the contact whom the test calls that."""
        contact_id = f"{name}-{self.city.key}"
        if self.session.get(Contact, contact_id) is None:
            self.session.add(Contact(id=contact_id, city=self.city.key, created_at=LONG_AGO, seen_at=LONG_AGO))
            address = Address(id=contact_id, contact_id=contact_id, channel="sms", created_at=LONG_AGO)
            address.fingerprint = address.sealed = contact_id
            self.session.add(address)
            self.session.flush()
        return contact_id

    def run(self, flow: str, who: str, at: datetime, state: str = "completed") -> Run:
        run = Run(contact_id=self.resident(who), version=versions.published(self.session, flow), city=self.city.key)
        run.channel, run.state, run.path, run.started_at, run.updated_at, run.ended_at = "sms", state, [], at, at, at
        self.session.add(run)
        return run

    def told(self, category: str, at: datetime, area: str | None = None, who: str = "thandi", **more: Any) -> Report:
        """A report filed at that moment. ``pin``: where they sent a pin."""
        number = next(self._numbers)
        kind = self.city.category(category)
        pin = more.pop("pin", None)
        report = Report(
            id=f"{number:032x}",
            reference=f"{self.city.key} {number}",
            city=self.city.key,
            contact_id=self.resident(who),
            run=self.run("report", who, at),
            category=category,
            dimensions=list(kind.dimensions) if kind else [],
            sensitive=bool(kind and kind.sensitive),
            text="",
            area=area,
            lat=pin[0] if pin else None,
            lon=pin[1] if pin else None,
            located_by="pin" if pin else None,
            language="en",
            channel="sms",
            state="received",
            received_at=at,
            filed_at=at,
            **more,
        )
        report.updates.append(Update(state="received", actor=states.RESIDENT, at=at))
        self.session.add(report)
        return report

    def often(self, category: str, times: int, at: datetime, area: str | None = None) -> None:
        """So many reports, a minute after one another, each by somebody else."""
        for number in range(times):
            self.told(category, at + timedelta(minutes=number), area, who=f"neighbour {number}")

    def becomes(self, report: Report, state: str, at: datetime) -> None:
        """Somebody moved it; ``received`` opens it again."""
        self.session.flush()
        if state == states.RECEIVED:
            states.reopen(self.session, report, states.RESIDENT, at)
        else:
            states.move(self.session, report, state, "an official", at)

    def incident(self, report: Report, at: datetime, **more: Any) -> Incident:
        incident = Incident(city=self.city.key, rule="shots", category=report.category, state="open", opened_at=at)
        incident.last_report_at = at
        for name, value in more.items():
            setattr(incident, name, value)
        self.session.add(incident)
        self.session.flush()
        report.incident_id = incident.id
        return incident

    def message(self, direction: str, state: str, at: datetime, language: str = "en", channel: str = "sms") -> Message:
        who = self.resident("thandi")
        message = Message(contact_id=who, address_id=who, city=self.city.key, channel=channel, direction=direction, state=state)
        message.sender, message.text, message.details, message.language, message.created_at = "", "", {}, language, at
        self.session.add(message)
        self.session.flush()
        return message

    def not_understood(self, message: Message) -> None:
        missed = Misunderstanding(message_id=message.id, reason="not_understood", thought="nlu_fallback", confidence=0.2)
        missed.language, missed.at = message.language or "", message.created_at
        self.session.add(missed)

    def answers(self, flow: str, question: str, code: str, at: datetime) -> None:
        """Somebody finished this survey and had answered that."""
        run = self.run(flow, f"neighbour {next(self._numbers)}", at)
        run.answers.append(Answer(question=question, value={"code": code}, said=code, how="typed", answered_at=at))


@contextmanager
def town(line: Line, key: str) -> Iterator[Town]:
    with line.board.sessions.writing() as session:
        savepoint = session.begin_nested()
        yield Town(session, cities.load()[key])
        savepoint.rollback()
