"""A flow played without residents: a database that exists in memory only, and one contact who is nobody."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

import words
from flows import definition as definitions
from flows import run as runs
from flows import steps
from flows.context import Context
from flows.going import Going
from flows.reading import Said
from flows.reading.choice import number
from flows.reply import Option, Reply
from models import Base, Contact, FlowVersion
from nlu.components import commands

REPORT = {"reference": "KMR-234-679", "day": "23/11", "category": "street_light"}
"""The report that the preview of a flow about one is about."""

Turn = list[Reply] | str
"""What is answered; or the name of a command that only a real conversation can follow."""


def play(source: Mapping[str, Any], context: Context, lines: Iterable[str]) -> Iterator[Turn]:
    """What the flow says at first, and to each line in turn. It ends with the flow, or with the lines."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        stage = _Stage(session, source, replace(context, about=context.about or REPORT))
        yield stage.begin()
        for line in lines:
            if stage.ended:
                break
            yield stage.turn(line.strip())
    engine.dispose()


class _Stage:
    def __init__(self, session: Session, source: Mapping[str, Any], context: Context) -> None:
        definition = definitions.parse(source)
        contact = Contact(city=context.city.key, created_at=context.now, seen_at=context.now)
        version = FlowVersion(
            flow=definition.name,
            digest=definition.digest,
            number=1,
            definition=dict(source),
            created_by="preview",
            created_at=context.now,
        )
        session.add_all([contact, version])
        session.flush()
        run = runs.begin(session, contact.id, version, context, None)
        self.going = Going(session, run, context, words.load(), None)
        self.commands = commands.load()
        self.offered: list[Option] = []

    @property
    def ended(self) -> bool:
        return self.going.at_its_end

    def begin(self) -> list[Reply]:
        return self._say(steps.proceed(self.going))

    def turn(self, line: str) -> Turn:
        command = None if self.going.names_a_choice(line) else self.commands.match(line)
        if command == "back":
            return self._say(steps.back(self.going))
        if command == "skip":
            return self._say(steps.skip(self.going))
        if command == "help":
            return self._say(steps.help_about(self.going))
        if command is not None and not self.going.in_own_words:
            return command
        return self._say(steps.take(self.going, Said(text=line, payload=self._payload(line))))

    def _payload(self, line: str) -> str:
        """A number means what stood under it, as in a real conversation."""
        chosen = number(line)
        return self.offered[chosen - 1].id if chosen is not None and 1 <= chosen <= len(self.offered) else ""

    def _say(self, replies: list[Reply]) -> list[Reply]:
        self.offered = [option for reply in replies for option in reply.options]
        return replies
