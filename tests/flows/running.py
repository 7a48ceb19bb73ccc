"""A run played on a real database, without the road to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import cities
import words
from flows import run as runs
from flows import steps
from flows.context import Context
from flows.definition import Definition
from flows.going import KEPT, Going
from flows.reading import Said
from flows.reply import Reply
from models import Base, Contact, FlowVersion, Run


@contextmanager
def database() -> Iterator[Session]:
    """An empty database in memory."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@dataclass
class Chat:
    """One contact in one run: what they write, and what is said to it."""

    session: Session
    run: Run
    context: Context

    @classmethod
    def begin(cls, session: Session, flow: Definition, now: datetime, *, language: str = "en", channel: str = "sms") -> "Chat":
        contact = Contact(city="durban", language=language, created_at=now, seen_at=now)
        version = session.scalars(select(FlowVersion).where(FlowVersion.digest == flow.digest)).first() or FlowVersion(
            flow=flow.name, digest=flow.digest, number=1, definition=dict(flow.source), created_by="test", created_at=now
        )
        session.add_all([contact, version])
        session.flush()
        context = Context(cities.load()["durban"], language, channel, now)
        chat = cls(session, runs.begin(session, contact.id, version, context, None), context)
        steps.proceed(chat.going)
        return chat

    @property
    def going(self) -> Going:
        return Going(self.session, self.run, self.context, words.load(), None)

    def says(self, text: str = "", **more: object) -> list[Reply]:
        return steps.take(self.going, Said.of(text, **more))  # type: ignore[arg-type]

    def taps(self, name: str) -> list[Reply]:
        return self.says(payload=f"{self.run.question}={name}")

    def back(self) -> list[Reply]:
        return steps.back(self.going)

    def skip(self) -> list[Reply]:
        return steps.skip(self.going)

    @property
    def answers(self) -> dict[str, str]:
        """Codes by key, of what was asked."""
        return {each.question: str(each.value.get("code", "")) for each in self.run.answers if each.how not in KEPT}

    def later(self, **time: float) -> None:
        """Time passes."""
        self.context = Context(
            self.context.city, self.context.language, self.context.channel, self.context.now + timedelta(**time)
        )
