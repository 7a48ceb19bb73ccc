"""A run as one turn works on it: what was asked, what was answered, and what writing an answer means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows import definition as definitions
from flows import engine, facts, types
from flows import run as runs
from flows.context import Context
from flows.definition import Asked, Definition, Item
from flows.instance import ANOTHER, LAST_SAVED, Instance
from flows.reading import Reading, Said, Unclear, hear, read
from flows.reading.choice import named, number
from flows.reply import Reply
from models import Answer, Report, Run
from words import Catalogue

IN_WORDS = {"geopoint", "dateTime"}
"""Types whose answers can be corrected by simply saying another one."""

KEPT = {"default", "calculated"}
"""How values came that nobody was asked for."""


@dataclass
class Going:
    """A run, and everything this turn knows besides."""

    session: Session
    run: Run
    context: Context
    words: Catalogue
    message_id: int | None
    definition: Definition = field(init=False)

    def __post_init__(self) -> None:
        run = self.run
        self.definition = definitions.of_version(run.version.digest, run.version.definition)
        self.context = replace(
            self.context,
            contact=run.contact_id,
            run=run.id,
            started=run.started_at,
            about=_about(self.session, run, self.context) if run.about else self.context.about,
            last_saved=runs.last_saved(self.session, run) if _mentions(self.definition, LAST_SAVED) else {},
        )

    @cached_property
    def instance(self) -> Instance:
        """The run's values as they stand; made anew after every change."""
        answers = {each.question: each.value for each in self.run.answers if each.how not in KEPT}
        kept = {each.question: str(each.value.get("code", "")) for each in self.run.answers if each.how in KEPT}
        return Instance(self.definition, answers, self.context, kept)

    @property
    def answers(self) -> Mapping[str, Mapping[str, Any]]:
        return self.instance.answers

    @property
    def asked(self) -> Asked | None:
        """What was asked last; nothing when the run is new, done, or choosing what to correct."""
        key = self.run.question
        if not key or key == engine.PICK:
            return None
        asked = self.instance.asked(key)
        # A form may demand a photo, but no SMS can carry one.
        cannot = asked.item.type in types.FILES and self.context.channel == "sms"
        return replace(asked, required=False) if cannot and asked.required else asked

    @property
    def question(self) -> Item | None:
        """The row of what was asked last."""
        return self.asked.item if self.asked is not None else None

    @property
    def asks_what_happened(self) -> bool:
        """True while the question is one for a story in their own words."""
        return self.question is not None and self.question.type == "text"

    @property
    def in_own_words(self) -> bool:
        """True while anything said may be the answer, so that only exact commands are taken as commands."""
        return self.question is not None and self.question.type in ("text", "barcode", "geopoint")

    @property
    def takes_any_words(self) -> bool:
        """True while the question is answered by whatever is written."""
        return self.question is not None and self.question.type == "text" and not self.question.heard

    @property
    def at_its_end(self) -> bool:
        """True when every question is answered."""
        return self.run.state == "active" and self.run.question is None

    def understands(self, said: Said) -> bool:
        """True when the message can be read as an answer to what was asked last."""
        if self.asked is None:
            return self.run.question is not None
        if self._read(said) is not None:
            return True
        return self.asked.item.appearance == "summary" and self.names_a_place_or_time(said.text)

    def names_a_place_or_time(self, text: str) -> bool:
        """True when a place or a time can be read in the text: at the summary that is a correction."""
        asked = [self.instance.asked(key) for key in self.instance.to_ask()]
        return any(hear(each, text, self.context) for each in asked if each.item.type in IN_WORDS)

    def names_a_choice(self, text: str) -> bool:
        """True when the text is, to the letter, one of the choices of what was asked last."""
        return self.asked is not None and named(text, self.asked.choices) is not None

    def recognises(self, said: Said) -> bool:
        """True when the words answer what was asked last beyond doubt: nothing that merely could be an answer counts."""
        asked = self.asked
        if asked is None or asked.item.appearance == "summary":
            return False
        if asked.item.type == "select_one":
            return self._read(said) == "yes" or self.names_a_choice(said.text)
        return hear(asked, said.text, self.context) is not None

    def recognises_late(self, said: Said) -> bool:
        """The same for words that came when something else was asked: a label counts, a mere number does not."""
        lists = self.question is not None and self.question.type in types.LISTED
        return self.recognises(said) or (lists and number(said.text) is None and self._read(said) is not None)

    def say(self, key: str, **values: object) -> Reply:
        return Reply(self.words.say(key, self.context.language, self.context.channel, city=self.context.city.name, **values))

    def _read(self, said: Said) -> str | None:
        assert self.asked is not None
        try:
            return read(self.asked, said, self.context).code
        except Unclear:
            return None

    def accepts(self, asked: Asked, reading: Reading) -> bool:
        """False when the question's constraint refuses the answer."""
        return self.instance.accepts(asked.key, reading.code)

    def write(self, asked: Asked, reading: Reading) -> None:
        """Keep an answer in the place of an earlier one. Files add up, and a pin makes a named place more exact."""
        earlier = self.answers.get(asked.key, {})
        before = self.instance.value(asked.key)
        value = dict(reading.value)
        if reading.how == "media":
            files = int(str(earlier.get("files", 0))) + int(str(value["files"]))
            value |= {"files": files, "messages": [*earlier.get("messages", []), self.message_id]}
        if reading.how == "pin" and earlier.get("place"):
            value["place"] = earlier["place"]
        self._keep(asked.key, value, reading.how, reading.said, _label(asked, reading.code, self.context))
        self.run.language = self.context.language
        if not asked.key.endswith(ANOTHER) and self.instance.value(asked.key) != before:
            for key, code in self.instance.triggered(asked.key).items():
                self._keep(key, {"code": code}, "calculated")
        settled = not self.instance.is_unsettled(asked.key)
        if asked.item.remembers and settled and reading.how not in ("skipped", "remembered"):
            facts.remember(self.session, self.run, asked, value, self.context)

    def leave_open(self, asked: Asked) -> None:
        """No answer: a default stays, else what the flow names for this case. Of a place that could be several the
        resident's own words stay."""
        if self.instance.is_unsettled(asked.key):
            words = str(asked.value["place"])
            self.write(asked, Reading(words, "typed", words, {"place": words}))
            return
        self.write(asked, Reading(self.default_of(asked) or asked.item.chat.get("fallback", ""), "skipped"))

    def default_of(self, asked: Asked) -> str:
        """The value that stands there already, if the constraint takes it."""
        code = str(asked.value.get("code") or "")
        return code if code and self.instance.accepts(asked.key, code) else ""

    def forget(self, keys: Iterable[str]) -> None:
        """Take answers back."""
        gone = set(keys)
        self.run.answers[:] = [answer for answer in self.run.answers if answer.question not in gone or answer.how in KEPT]
        self._changed()

    def settle(self) -> None:
        """Keep what is calculated once: from now on it stays as it is."""
        for key, code in self.instance.settled().items():
            self._keep(key, {"code": code}, "default")

    def drop_stale(self, before: str | None) -> None:
        """Drop the answers that count no more where the conversation stands before this question, or at its end."""
        gone = engine.stale(self.instance, before)
        if gone:
            self.forget(gone)

    def finish(self) -> None:
        """Write down every calculated value as it stands at the end."""
        for key, code in self.instance.calculated().items():
            self._keep(key, {"code": code}, "calculated")

    def _keep(self, key: str, value: dict[str, Any], how: str, said: str = "", label: str | None = None) -> None:
        kept = next((answer for answer in self.run.answers if answer.question == key), None)
        if kept is None:
            kept = Answer(question=key)
            self.run.answers.append(kept)
        kept.value, kept.said, kept.how, kept.label = value, said, how, label
        kept.message_id, kept.answered_at = self.message_id, self.context.now
        self._changed()

    def _changed(self) -> None:
        self.__dict__.pop("instance", None)


def _label(asked: Asked, code: str, context: Context) -> str | None:
    """What the chosen codes are called where they were chosen."""
    if asked.item.type not in types.LISTED or not code:
        return None
    labels = {choice.name: choice.label.on(context.channel, context.language) for choice in asked.choices}
    return ", ".join(labels.get(name, name) for name in code.split())


def _about(session: Session, run: Run, context: Context) -> Mapping[str, str]:
    """What a form may say of the contact's own report: its reference, its local day, its category."""
    report = session.scalars(select(Report).where(Report.reference == run.about, Report.contact_id == run.contact_id)).first()
    if report is None:
        return {}
    day = report.received_at.astimezone(context.city.time_zone)
    return {"reference": report.reference, "day": f"{day.day}/{day.month}", "category": report.category}


def _mentions(definition: Definition, text: str) -> bool:
    return any(text in expression for item in definition.items for expression in (item.default, item.calculation, item.relevant))
