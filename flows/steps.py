"""One step of a conversation: an answer taken, a question asked, skipped, repeated, or gone back to. The caller commits."""

from flows import correcting, engine
from flows.asking import MORE, ask, display_values
from flows.definition import Question
from flows.expressions import filled
from flows.going import Going
from flows.hearing import absorb, listen
from flows.reading import Said, Unclear, read
from flows.reading.choice import is_unknown
from flows.reply import Reply

MOST_UNCLEAR = 3
"""Answers in a row that cannot be read before a question is left open, or we wait without asking again: never a loop."""

TELLING = {"text", "geopoint", "select_one_from_file"}
"""Questions whose answer in words may hold the answers to later ones."""


def take(going: Going, said: Said) -> list[Reply]:
    """Take a message as the answer to the question asked last, and go on. Returns what to say."""
    run, question = going.run, going.question
    run.updated_at = going.context.now
    if _belongs_elsewhere(going, said.payload):
        return [going.say("flow.old_button"), repeat(going)]
    if run.question == engine.PICK:
        return _pick(going, said)
    if question is None:
        return proceed(going)
    if said.payload == f"{question.name}={MORE}":
        run.page += 1
        return [repeat(going)]
    aside = absorb(going, said)
    if aside is not None and not said.text.strip():
        return [going.say(aside), repeat(going)]
    return [*([going.say(aside)] if aside else []), *_answer(going, question, said)]


def _answer(going: Going, question: Question, said: Said) -> list[Reply]:
    if question.appearance == "summary" and correcting.in_words(going, said):
        return proceed(going)
    if is_unknown(said.text) and not question.required and question.type != "select_one":
        return _left_open(going, question)
    try:
        reading = read(going.definition, question, said, going.context)
    except Unclear as unclear:
        return _unclear(going, question, said, unclear)
    going.write(question, reading)
    if question.type in TELLING and said.text:
        listen(going, said.text)
    if question.appearance == "summary" and reading.code == "correct":
        going.run.question = engine.PICK
        return [repeat(going)]
    return proceed(going)


def proceed(going: Going) -> list[Reply]:
    """The notes that are due and the next question; no question when the flow is at its end."""
    run, context = going.run, going.context
    question = engine.next_question(going.definition, going.answers, context)
    due = engine.notes(going.definition, going.answers, context, question.name if question else None, set(run.path))
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
        return correcting.options(going)
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
    going.forget([previous, *([going.run.question] if going.run.question else [])])
    last = len(going.run.path) - 1 - going.run.path[::-1].index(previous)
    going.run.path = going.run.path[:last]
    return proceed(going)


def skip(going: Going) -> list[Reply]:
    """Leave the question open, where the flow allows it."""
    if going.run.question == engine.PICK:
        correcting.show_again(going)
        return proceed(going)
    question = going.question
    if question is None or question.required:
        return [going.say("flow.cannot_skip"), repeat(going)]
    going.leave_open(question)
    return proceed(going)


def _belongs_elsewhere(going: Going, payload: str) -> bool:
    """True for a button of an earlier question: it must not answer this one."""
    asked, tapped, _ = payload.partition("=")
    return bool(tapped) and asked != going.run.question


def _pick(going: Going, said: Said) -> list[Reply]:
    if correcting.pick(going, said):
        return proceed(going)
    going.run.unclear += 1
    if going.run.unclear >= MOST_UNCLEAR:
        correcting.show_again(going)
        return proceed(going)
    return [going.say("flow.unclear"), repeat(going)]


def _unclear(going: Going, question: Question, said: Said, unclear: Unclear) -> list[Reply]:
    """First the hint, then the hint with the ways out; then the question is left open, or waits for its answer."""
    run = going.run
    run.unclear += 1
    if question.required and run.unclear >= MOST_UNCLEAR:
        return [_hint(going, question, unclear), going.say("flow.waiting_for_you")]
    if run.unclear >= MOST_UNCLEAR or (is_unknown(said.text) and not question.required):
        return _left_open(going, question)
    ways_out = [] if run.unclear == 1 else [going.say("flow.ways_out_of_needed" if question.required else "flow.ways_out")]
    return [_hint(going, question, unclear), *ways_out, repeat(going)]


def _left_open(going: Going, question: Question) -> list[Reply]:
    going.leave_open(question)
    return [going.say("flow.left_open"), *proceed(going)]


def _hint(going: Going, question: Question, unclear: Unclear) -> Reply:
    if unclear.reason == "flow.unclear" and question.hint is not None:
        return Reply(question.hint.on(going.context.channel, going.context.language))
    return going.say(unclear.reason)
