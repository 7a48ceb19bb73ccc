"""One contact's way through a flow: begin, take an answer, back, skip, correct, end. The caller commits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows import definition as definitions
from flows import engine
from flows.asking import MORE, ask, display_values
from flows.context import Context
from flows.definition import Definition, Question
from flows.expressions import filled
from flows.reading import Reading, Said, Unclear, hear, read
from flows.reading.choice import chosen
from flows.reply import Option, Reply
from models import Answer, FlowVersion, Message, Run
from words import Catalogue

EXPIRES_AFTER_DAYS = 7
"""Silence after which a run ends by itself, unless the flow's settings say otherwise."""

MOST_UNCLEAR = 3
"""Answers in a row that cannot be read before a question is left open: never a loop."""

ENOUGH_WORDS = 3
"""Words from which an answer to the summary may name a new place or time."""

NAMED = {"geopoint", "dateTime"}


@dataclass
class Going:
    """A run as this turn works on it."""

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

    def say(self, key: str, **values: object) -> Reply:
        return Reply(self.words.say(key, self.context.language, self.context.channel, **values))

    @property
    def question(self) -> Question | None:
        """What was asked last; nothing when the run is new, done, or choosing what to correct."""
        name = self.run.question
        return self.definition.question(name) if name and name != engine.PICK else None

    def understands(self, said: Said) -> bool:
        """True when the message can be read as an answer to what was asked last."""
        if self.question is None:
            return self.run.question is not None
        try:
            read(self.definition, self.question, said, self.context)
        except Unclear:
            return False
        return True

    @property
    def asks_what_happened(self) -> bool:
        """True while the question is one for a story in their own words."""
        return self.question is not None and self.question.type == "text"

    @property
    def at_its_end(self) -> bool:
        """True when every question is answered."""
        return self.run.state == "active" and self.run.question is None

    @property
    def in_own_words(self) -> bool:
        """True while anything said may be the answer, so that only exact commands are taken as commands."""
        return self.question is not None and self.question.type in ("text", "geopoint")


def active(session: Session, contact_id: str) -> Run | None:
    """The contact's run under way, if any."""
    return session.scalars(select(Run).where(Run.contact_id == contact_id, Run.state == "active")).first()


def oldest(session: Session, contact_id: str, state: str) -> Run | None:
    """The contact's oldest run in this state."""
    return session.scalars(
        select(Run).where(Run.contact_id == contact_id, Run.state == state).order_by(Run.started_at).limit(1)
    ).first()


def expire(session: Session, run: Run, now: datetime) -> bool:
    """End a run after long silence; its answers are kept as they are. True if it was ended."""
    days = int(run.version.definition.get("settings", {}).get("expires_after_days", EXPIRES_AFTER_DAYS))
    if now - run.updated_at < timedelta(days=days):
        return False
    run.state, run.ended_at = "expired", now
    return True


def begin(
    session: Session, contact_id: str, flow: Definition, context: Context, origin_message_id: int | None, state: str = "active"
) -> Run:
    """A new run of the flow as it is published now. Only one is active: the index refuses a second."""
    run = Run(
        contact_id=contact_id,
        version=_version(session, flow, context.now),
        city=context.city.key,
        channel=context.channel,
        state=state,
        path=[],
        origin_message_id=origin_message_id,
        started_at=context.now,
        updated_at=context.now,
        unclear=0,
        page=0,
    )
    session.add(run)
    session.flush()
    return run


def _version(session: Session, flow: Definition, now: datetime) -> FlowVersion:
    known = session.scalars(select(FlowVersion).where(FlowVersion.flow == flow.name, FlowVersion.digest == flow.digest)).first()
    if known is None:
        known = FlowVersion(flow=flow.name, digest=flow.digest, definition=dict(flow.source), created_at=now)
        session.add(known)
    return known


def listen(going: Going, text: str) -> list[str]:
    """Fill in what the resident's words already say. Returns the names of the questions that were answered so."""
    heard = []
    for question in going.definition.questions:
        if question.heard and question.name not in going.answers and question.name != going.run.question:
            reading = hear(going.definition, question, text, going.context)
            if reading is not None:
                _write(going, question, reading)
                heard.append(question.name)
    return heard


def tells(flow: Definition, text: str, context: Context) -> bool:
    """True when the text answers the flow's first question without being asked."""
    first = next(question for question in flow.questions if question.asks)
    return hear(flow, first, text, context) is not None


def words_of(message: Message) -> Said:
    """An earlier message as an answer."""
    return Said(message.text, lat=message.details.get("lat"), lon=message.details.get("lon"))


def absorb(going: Going, said: Said) -> bool:
    """Keep the words, the pin and the files of a message for the questions they answer. True if a pin or file was kept."""
    listen(going, said.text)
    kept = False
    for question in going.definition.questions:
        fits = (question.type == "geopoint" and said.lat is not None) or (question.type == "image" and said.files)
        if fits and question.name != going.run.question:
            try:
                _write(going, question, read(going.definition, question, said, going.context))
                kept = True
            except Unclear:
                continue  # a pin outside the city answers nothing: the place is asked
    return kept


def take(going: Going, said: Said) -> list[Reply]:
    """Take a message as the answer to the question asked last, and go on. Returns what to say."""
    run = going.run
    run.updated_at = going.context.now
    if _belongs_elsewhere(going, said.payload):
        return [going.say("flow.old_button"), repeat(going)]
    if run.question == engine.PICK:
        return _pick(going, said)
    question = going.question
    if question is None:
        return proceed(going)
    if said.payload == f"{question.name}={MORE}":
        run.page += 1
        return [repeat(going)]
    if question.type not in ("text", "geopoint", "image") and (said.files or said.lat is not None) and not said.text.strip():
        return [going.say("flow.kept" if absorb(going, said) else "flow.unclear"), repeat(going)]
    if question.appearance == "summary" and _corrected_in_words(going, said):
        return proceed(going)
    try:
        reading = read(going.definition, question, said, going.context)
    except Unclear as unclear:
        return _unclear(going, question, unclear)
    _write(going, question, reading)
    if question.type in ("text", "geopoint", "select_one_from_file") and said.text:
        listen(going, said.text)
    if question.appearance == "summary" and reading.code == "correct":
        return _offer_corrections(going)
    return proceed(going)


def _belongs_elsewhere(going: Going, payload: str) -> bool:
    """True for a button of an earlier question: it must not answer this one."""
    asked, tapped, _ = payload.partition("=")
    return bool(tapped) and asked != going.run.question


def proceed(going: Going) -> list[Reply]:
    """The notes that are due and the next question; no question when the flow is at its end."""
    run, context = going.run, going.context
    question = engine.next_question(going.definition, going.answers, context)
    told = set(run.path)
    due = engine.notes(going.definition, going.answers, context, question.name if question else None, told)
    display = display_values(going.definition, going.answers, context, going.words)
    replies = [Reply(filled(note.label.on(context.channel, context.language), display)) for note in due if note.label]
    run.unclear, run.page = 0, 0
    run.question = question.name if question else None
    run.path = [*run.path, *(note.name for note in due), *([question.name] if question else [])]
    if question is not None:
        replies.append(repeat(going))
    return replies


def repeat(going: Going) -> Reply:
    """The question asked last, once more, in the language of now."""
    if going.run.question == engine.PICK:
        return _corrections(going)
    assert going.question is not None
    return ask(going.definition, going.question, going.answers, going.context, going.words, going.run.page)


def back(going: Going) -> list[Reply]:
    """Ask the question before this one again; its answer is taken back."""
    asked = [name for name in going.run.path if going.definition.question(name).asks]
    while asked and asked[-1] == going.run.question:
        asked.pop()
    if not asked:
        return [going.say("flow.first_question"), repeat(going)]
    previous = asked[-1]
    _forget(going, [previous, *([going.run.question] if going.run.question else [])])
    last = len(going.run.path) - 1 - going.run.path[::-1].index(previous)
    going.run.path = going.run.path[:last]
    return proceed(going)


def skip(going: Going) -> list[Reply]:
    """Leave the question open, where the flow allows it."""
    question = going.question
    if question is None or question.required:
        return [going.say("flow.cannot_skip"), repeat(going)]
    _write(going, question, Reading(question.parameters.get("fallback", ""), "skipped"))
    return proceed(going)


def end(going: Going, state: str) -> None:
    """Close the run; its answers stay."""
    going.run.state, going.run.ended_at, going.run.question = state, going.context.now, None


def _unclear(going: Going, question: Question, unclear: Unclear) -> list[Reply]:
    """First the hint, then the hint with the ways out, then the question is left open if it may be."""
    run = going.run
    run.unclear += 1
    if run.unclear >= MOST_UNCLEAR and not question.required:
        _write(going, question, Reading(question.parameters.get("fallback", ""), "skipped"))
        return [going.say("flow.left_open"), *proceed(going)]
    hint = _hint(going, question, unclear)
    ways_out = [] if run.unclear == 1 else [going.say("flow.ways_out")]
    return [hint, *ways_out, repeat(going)]


def _corrected_in_words(going: Going, said: Said) -> bool:
    """ "no, it was in Inanda" at the summary: the new place or time is taken as it is said."""
    if said.payload or len(said.text.split()) < ENOUGH_WORDS:
        return False
    corrected = False
    for question in engine.correctable(going.definition, going.answers, going.context):
        reading = hear(going.definition, question, said.text, going.context) if question.type in NAMED else None
        if reading is not None and reading.code != going.answers[question.name].get("code"):
            _write(going, question, reading)
            corrected = True
    return corrected


def _hint(going: Going, question: Question, unclear: Unclear) -> Reply:
    if unclear.reason == "flow.unclear" and question.hint is not None:
        return Reply(question.hint.on(going.context.channel, going.context.language))
    return going.say(unclear.reason, city=going.context.city.name)


def _offer_corrections(going: Going) -> list[Reply]:
    going.run.question = engine.PICK
    return [_corrections(going)]


def _corrections(going: Going) -> Reply:
    options = tuple(Option(f"{engine.PICK}={name}", label) for name, label in _picks(going))
    text = going.words.say("flow.what_to_correct", going.context.language, going.context.channel)
    return Reply(text, options, going.words.say("flow.choose", going.context.language, going.context.channel))


def _picks(going: Going) -> list[tuple[str, str]]:
    return [
        (question.name, question.summary.on(going.context.channel, going.context.language))
        for question in engine.correctable(going.definition, going.answers, going.context)
        if question.summary is not None
    ]


def _pick(going: Going, said: Said) -> list[Reply]:
    """Which answer to correct: its number, its name or a tap; a pin or a photo corrects at once."""
    if (said.lat is not None or said.files) and absorb(going, said):
        return _summary_again(going)
    choices = tuple(
        definitions.Choice(question.name, question.summary.general)
        for question in engine.correctable(going.definition, going.answers, going.context)
        if question.summary is not None
    )
    asked, _, name = said.payload.partition("=")
    picked = name if asked == engine.PICK and name in {choice.name for choice in choices} else chosen(said.text, choices)
    if picked is None:
        going.run.unclear += 1
        if going.run.unclear >= MOST_UNCLEAR:
            return _summary_again(going)
        return [going.say("flow.unclear"), repeat(going)]
    _forget(going, [picked, *_summaries(going)])
    return proceed(going)


def _summary_again(going: Going) -> list[Reply]:
    _forget(going, _summaries(going))
    return proceed(going)


def _summaries(going: Going) -> list[str]:
    return [question.name for question in going.definition.questions if question.appearance == "summary"]


def _forget(going: Going, names: Iterable[str]) -> None:
    gone = set(names)
    going.run.answers[:] = [answer for answer in going.run.answers if answer.question not in gone]
    going.session.flush()


def _write(going: Going, question: Question, reading: Reading) -> None:
    _forget(going, [question.name])
    going.run.answers.append(
        Answer(
            question=question.name,
            value=reading.value,
            said=reading.said,
            how=reading.how,
            message_id=going.message_id,
            answered_at=going.context.now,
        )
    )
    going.session.flush()
