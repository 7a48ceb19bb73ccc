"""A turn: one message of one contact, what it means, and what is said to it."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from cities import City
from flows import run as runs
from flows.context import Context, spoken_lines
from flows.reading import Said
from flows.reply import Option, Reply
from models import Contact, Message, Run
from words import Catalogue

EXACT = 1.0
"""The confidence of a command that was typed as such; a guessed intent is always below it."""

FRESH = timedelta(hours=12)
"""After a longer silence a returning resident is told where we were."""


@dataclass
class Turn:
    """What an action works with. It writes rows and adds replies; whoever runs it commits."""

    session: Session
    contact: Contact
    message: Message
    city: City
    words: Catalogue
    intent: str
    confidence: float
    language: str
    payload: str = ""
    """What was tapped, or which of the options offered last the typed number means."""

    offered: frozenset[str] = frozenset()
    """Payloads of the options in the last reply."""

    other_language: bool = False
    """True when the words are in a language that nobody speaks here."""

    run: Run | None = None
    """The run under way."""

    replies: list[Reply] = field(default_factory=list)

    @property
    def said(self) -> Said:
        """The message as an answer."""
        details = self.message.details
        return Said(
            text=self.message.text,
            payload=self.payload,
            lat=details.get("lat"),
            lon=details.get("lon"),
            files=tuple(media.content_type for media in self.message.media if media.state == "stored"),
            refused=tuple(media.reason or "" for media in self.message.media if media.state == "refused"),
        )

    @property
    def context(self) -> Context:
        return Context(self.city, self.language, self.message.channel, self.message.created_at)

    @property
    def going(self) -> runs.Going:
        """The run under way, ready to be worked on."""
        assert self.run is not None
        return runs.Going(self.session, self.run, self.context, self.words, self.message.id)

    @property
    def exact(self) -> bool:
        return self.confidence >= EXACT

    @property
    def is_answer(self) -> bool:
        """True when a guessed meaning gives way: the flow asked for something in the resident's own words."""
        return self.run is not None and not self.exact and self.going.in_own_words

    @property
    def returning(self) -> bool:
        """True when the run under way was left alone for a while."""
        return self.run is not None and self.context.now - self.run.updated_at > FRESH

    def say(self, key: str, *options: Option, **values: object) -> None:
        """Add a reply by the key of its words."""
        channel = self.message.channel
        text = self.words.say(key, self.language, channel, city=self.city.name, **values)
        self.replies.append(Reply(text, options, self.words.say("flow.choose", self.language, channel) if options else ""))

    def say_emergency_lines(self) -> None:
        self.say("emergency.lines", lines=spoken_lines(self.city.emergency_lines, self.language))

    def repeat(self) -> None:
        """Ask the question of the running flow again, if one runs."""
        if self.run is not None:
            self.replies.append(runs.repeat(self.going))

    def option(self, payload: str, key: str) -> Option:
        """An option with its words."""
        return Option(payload, self.words.say(key, self.language, self.message.channel))
