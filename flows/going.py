"""A run as one turn works on it: what was asked, what was answered, and what writing an answer means."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from flows import definition as definitions
from flows import engine
from flows.context import Context
from flows.definition import Definition, Question
from flows.reading import Reading, Said, Unclear, hear, read
from flows.reading.choice import named
from flows.reply import Reply
from models import Answer, Run
from words import Catalogue

IN_WORDS = {"geopoint", "dateTime"}
"""Types whose answers can be corrected by simply saying another one."""


@dataclass
class Going:
    """A run, and everything this turn knows besides."""

    session: Session
    run: Run
    context: Context
    words: Catalogue
    message_id: int
    definition: Definition = field(init=False)

    def __post_init__(self) -> None:
        self.definition = definitions.of_version(self.run.version.digest, self.run.version.definition)

    @property
    def answers(self) -> dict[str, dict[str, object]]:
        return {answer.question: answer.value for answer in self.run.answers}

    @property
    def question(self) -> Question | None:
        """What was asked last; nothing when the run is new, done, or choosing what to correct."""
        name = self.run.question
        return self.definition.question(name) if name and name != engine.PICK else None

    @property
    def asks_what_happened(self) -> bool:
        """True while the question is one for a story in their own words."""
        return self.question is not None and self.question.type == "text"

    @property
    def in_own_words(self) -> bool:
        """True while anything said may be the answer, so that only exact commands are taken as commands."""
        return self.question is not None and self.question.type in ("text", "geopoint")

    @property
    def at_its_end(self) -> bool:
        """True when every question is answered."""
        return self.run.state == "active" and self.run.question is None

    def understands(self, said: Said) -> bool:
        """True when the message can be read as an answer to what was asked last."""
        if self.question is None:
            return self.run.question is not None
        if self._read(said) is not None:
            return True
        return self.question.appearance == "summary" and self.names_a_place_or_time(said.text)

    def names_a_place_or_time(self, text: str) -> bool:
        """True when a place or a time can be read in the text: at the summary that is a correction."""
        return any(hear(self.definition, each, text, self.context) for each in self.definition.questions if each.type in IN_WORDS)

    def names_a_choice(self, text: str) -> bool:
        """True when the text is, to the letter, one of the choices of what was asked last."""
        return self.question is not None and named(text, self.context.choices(self.definition, self.question)) is not None

    def recognises(self, said: Said) -> bool:
        """True when the words answer what was asked last beyond doubt: nothing that merely could be an answer counts."""
        question = self.question
        if question is None or question.appearance == "summary":
            return False
        if question.type == "select_one":
            return self._read(said) == "yes"
        return hear(self.definition, question, said.text, self.context) is not None

    def say(self, key: str, **values: object) -> Reply:
        return Reply(self.words.say(key, self.context.language, self.context.channel, city=self.context.city.name, **values))

    def _read(self, said: Said) -> str | None:
        assert self.question is not None
        try:
            return read(self.definition, self.question, said, self.context).code
        except Unclear:
            return None

    def write(self, question: Question, reading: Reading) -> None:
        """Keep an answer in the place of an earlier one. Files add up, and a pin makes a named place more exact."""
        earlier = self.answers.get(question.name, {})
        value = reading.value
        if reading.how == "media":
            files = int(str(earlier.get("files", 0))) + int(str(value["files"]))
            messages = earlier.get("messages", [])
            assert isinstance(messages, list)
            value |= {"files": files, "messages": [*messages, self.message_id]}
        if reading.how == "pin" and earlier.get("place"):
            value["place"] = earlier["place"]
        kept = next((answer for answer in self.run.answers if answer.question == question.name), None)
        if kept is None:
            kept = Answer(question=question.name)
            self.run.answers.append(kept)
        kept.value, kept.said, kept.how = value, reading.said, reading.how
        kept.message_id, kept.answered_at = self.message_id, self.context.now

    def leave_open(self, question: Question) -> None:
        """No answer, or the one that the flow names for this case."""
        self.write(question, Reading(question.parameters.get("fallback", ""), "skipped"))

    def forget(self, names: Iterable[str]) -> None:
        """Take answers back."""
        gone = set(names)
        self.run.answers[:] = [answer for answer in self.run.answers if answer.question not in gone]
        self.session.flush()
