"""Residents who answered, as the tables hold it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from flows import versions
from models import Address, Answer, Base, Contact, FlowVersion, Media, Message, Run
from models.engine import Sessions, connect
from settings import Settings

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Eleven in the morning in Durban, three in the night in Juárez."""


@pytest.fixture
def session(settings: Settings, tables: None) -> Iterator[Session]:
    here = Sessions(connect(settings.sqlalchemy_url, pool=2))
    with here.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    with here.writing() as session:
        yield session
    here.engine.dispose()


@dataclass
class Town:
    """Where people answer: each run begins an hour after the one before."""

    session: Session
    contacts: dict[str, Contact] = field(default_factory=dict)
    runs: int = 0

    def form(self, source: dict[str, Any]) -> FlowVersion:
        return versions.save_draft(self.session, source, "Nandi", MONDAY)

    def contact(self, name: str) -> Contact:
        if name not in self.contacts:
            contact = Contact(city="durban", created_at=MONDAY, seen_at=MONDAY)
            self.session.add(contact)
            self.session.flush()
            self.contacts[name] = contact
        return self.contacts[name]

    def answers(self, name: str, version: FlowVersion, answers: dict[str, Any], state: str = "completed", **more: Any) -> Run:
        """What a person answered: codes, values with more than a code, None for what they left open."""
        began = MONDAY + timedelta(hours=self.runs)
        self.runs += 1
        ended = began + timedelta(minutes=5)
        run = Run(
            id=f"{self.runs:032x}",
            contact_id=self.contact(name).id,
            version=version,
            state=state,
            path=[],
            started_at=began,
            updated_at=ended,
            ended_at=None if state == "active" else ended,
            **{"city": "durban", "channel": "sms", "language": "en", **more},
        )
        for number, (key, given) in enumerate(answers.items()):
            value, how = (
                (dict(given), "typed")
                if isinstance(given, dict)
                else ({"code": given or ""}, "skipped" if given is None else "typed")
            )
            how = str(value.pop("how", how))
            said = "in words that leave no table"
            at = began + timedelta(seconds=number)
            run.answers.append(Answer(question=key, value=value, said=said, how=how, label=None, answered_at=at))
        self.session.add(run)
        self.session.flush()
        return run

    def photo(self, name: str, *files: str) -> int:
        """A message with photos; returns its id."""
        contact = self.contact(name)
        address = Address(contact_id=contact.id, channel="whatsapp", sealed="sealed", fingerprint=f"of {name}", created_at=MONDAY)
        message = Message(
            contact_id=contact.id, address=address, city="durban", channel="whatsapp", direction="in", state="answered",
            sender="whatsapp:+27605550100", text="", details={}, created_at=MONDAY,
        )  # fmt: skip
        self.session.add(message)
        self.session.flush()
        for position, path in enumerate(files):
            self.session.add(
                Media(
                    message_id=message.id, position=position, url="", content_type="image/jpeg",
                    state="stored", reason=None, path=path, size=1, created_at=MONDAY,
                )
            )  # fmt: skip
        self.session.flush()
        return message.id


@pytest.fixture
def town(session: Session) -> Town:
    return Town(session)
