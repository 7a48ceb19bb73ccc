"""A turn: one message of one contact, what it means, and what is said to it."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from alerts.saying import Desk
from cities import City
from flows import correcting, steps
from flows import run as runs
from flows.context import Context
from flows.going import Going
from flows.hearing import words_of
from flows.reading import Said
from flows.reply import Option, Reply
from messaging.vault import Vault
from models import Contact, Message, Run
from nlu.language import identify
from nlu.language_of_reply import FEW_WORDS
from words import Catalogue

EXACT = 1.0
"""The confidence of a command that was typed as such; a guessed intent is always below it."""

FRESH = timedelta(hours=12)
"""After a longer silence a returning resident is told where we were."""


NEARLY_EXACT = 0.9
"""The confidence from which even a guess counts against an answer, where nothing else speaks for it."""

SHORT_QUESTION = 8
"""Words of a question to us."""

WISHES = frozenset({"stop", "cancel", "forget_me", "my_data", "human", "help", "tips", "status", "survey"})
"""Meanings that no place sounds like; "at the back" and "the next street" would."""


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

    language_is_certain: bool = True
    """False when the first words were too few to tell."""

    is_in_a_neighbours_language: bool = False
    """True when isiXhosa, siSwati, isiNdebele or Sesotho is why this contact is now answered in isiZulu."""

    ranking: tuple[str, ...] = ()
    """Every meaning that the message was held for, the likeliest first."""

    meant: Message | None = None
    """The earlier message that this one explains: they chose what it was meant to say."""

    run: Run | None = None
    """The run under way."""

    was_lost: bool = False
    """True once they were told that they were not understood, whatever meaning was guessed."""

    replies: list[Reply] = field(default_factory=list)

    desk: Desk = field(default_factory=Desk)
    """From where officials are written to."""

    vault: Vault | None = None
    """What knows an enrolment's code again."""

    @cached_property
    def begun(self) -> list[Run]:
        """The contact's runs that were set aside when the turn began, the oldest first."""
        return list(runs.of_state(self.session, self.contact.id, "parked"))

    @property
    def parked(self) -> Run | None:
        """The oldest run that is set aside."""
        return next((run for run in self.begun if run.state == "parked"), None)

    @property
    def told(self) -> Message:
        """The message whose words count: this one, or the earlier one that it explains."""
        return self.meant or self.message

    @property
    def said(self) -> Said:
        """The message as an answer."""
        return words_of(self.message, self.payload)

    @property
    def context(self) -> Context:
        return Context(self.city, self.language, self.message.channel, self.message.created_at)

    @property
    def going(self) -> Going:
        """The run under way, ready to be worked on."""
        assert self.run is not None
        return Going(self.session, self.run, self.context, self.words, self.message.id)

    @property
    def exact(self) -> bool:
        return self.confidence >= EXACT

    @property
    def is_answer(self) -> bool:
        """True when a guessed meaning gives way: the words answer what the flow asked, or may do so."""
        if self.run is None or self.exact or self._asks_rather_than_tells:
            return False
        return self.going.in_own_words or self.going.understands(self.said)

    @property
    def _asks_rather_than_tells(self) -> bool:
        """ "How does this work?" is no story and no place, though anything could be one: short, almost certain, nothing known."""
        going, short = self.going, len(self.message.text.split()) <= SHORT_QUESTION
        sure = short and self.confidence >= NEARLY_EXACT and not going.recognises(self.said)
        return sure and (going.asks_what_happened or (going.in_own_words and self.intent in WISHES))

    @property
    def names_a_choice(self) -> bool:
        """True when the text is, to the letter, one of the answers that the flow offers now."""
        return self.run is not None and not self.exact and self.going.names_a_choice(self.message.text)

    @property
    def corrects(self) -> bool:
        """True when an earlier answer is named to be changed, whatever meaning was guessed."""
        return self.run is not None and not self.exact and correcting.named_in(self.going, self.said) is not None

    @property
    def is_in_another_language(self) -> bool:
        """True when the words are in a language that nobody speaks here."""
        return identify(self.message.text, contact=self.contact.language, city=self.city).other

    @property
    def is_more_than_courtesy(self) -> bool:
        """True when a hello or a thank-you is also the answer: to a question for a story or a place, not in a few words."""
        few = len(self.message.text.split()) <= FEW_WORDS
        return self.is_answer and (not few or not self.going.in_own_words or self.going.recognises(self.said))

    @property
    def returning(self) -> bool:
        """True when the run under way was left alone for a while."""
        return self.run is not None and self.context.now - self.run.updated_at > FRESH

    def say(self, key: str, *options: Option, **values: object) -> None:
        """Add a reply by the key of its words."""
        channel = self.message.channel
        text = self.words.say(key, self.language, channel, city=self.city.name, **values)
        self.replies.append(Reply(text, options, self.words.say("flow.choose", self.language, channel) if options else ""))

    def repeat(self) -> None:
        """Ask the question of the running flow again, if one runs."""
        if self.run is not None:
            self.replies.append(steps.repeat(self.going))

    def option(self, payload: str, key: str) -> Option:
        """An option with its words."""
        return Option(payload, self.words.say(key, self.language, self.message.channel))
