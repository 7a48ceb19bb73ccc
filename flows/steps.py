"""One step of a conversation: an answer taken, a question asked, skipped, repeated, or gone back to. The caller commits."""

from flows import correcting, engine, facts
from flows.asking import MORE, ask, fill
from flows.definition import Asked, Wording
from flows.going import Going
from flows.hearing import absorb, listen
from flows.instance import ANOTHER
from flows.reading import Reading, Said, Unclear, help_for, read
from flows.reading.choice import is_unknown, named
from flows.reading.narrowing import matching
from flows.reply import Option, Reply
from models import CallRequest

HINT, EXAMPLE, WAYS_OUT = 1, 2, 3
"""What an answer that could not be read gets, the first, the second and the third time in a row; then it is left open."""

WAY_SKIP, WAY_CALL = "@skip", "@call"
"""Payloads of the two ways out of a question that could not be answered."""

TELLING = {"text", "geopoint", "select_one_from_file"}
"""Questions whose answer in words may hold the answers to later ones."""

NARROWS = 10
"""Choices up to which a long list is narrowed to what was typed."""


def take(going: Going, said: Said) -> list[Reply]:
    """Take a message as the answer to the question asked last, and go on. Returns what to say."""
    run, asked = going.run, going.asked
    run.updated_at = going.context.now
    if _belongs_elsewhere(going, said.payload):
        return [going.say("flow.old_button"), repeat(going)]
    if run.question == engine.PICK:
        return _pick(going, said)
    if asked is None:
        return proceed(going)
    if said.payload in (f"{asked.key}={MORE}", f"{asked.key}={WAY_SKIP}", f"{asked.key}={WAY_CALL}"):
        return _follow(going, asked, said.payload.rpartition("=")[2])
    aside = absorb(going, said)
    if aside is not None and not said.text.strip():
        return [going.say(aside), repeat(going)]
    return [*([going.say(aside)] if aside else []), *_answer(going, asked, said)]


def _follow(going: Going, asked: Asked, way: str) -> list[Reply]:
    if way == WAY_SKIP:
        return skip(going)
    if way == WAY_CALL:
        return _call(going, asked)
    going.run.page += 1
    return [repeat(going)]


def _answer(going: Going, asked: Asked, said: Said) -> list[Reply]:
    if asked.item.appearance == "summary" and correcting.in_words(going, said):
        return proceed(going)
    wanted = correcting.named_in(going, said)
    if wanted is not None:
        return ask_again(going, wanted)
    unsettled = going.instance.is_unsettled(asked.key)
    if is_unknown(said.text) and not asked.required and not unsettled and named(said.text, asked.choices) is None:
        return _left_open(going, asked)
    try:
        reading = read(asked, said, going.context)
        if not going.accepts(asked, reading):
            raise Unclear("flow.not_accepted")
        if not reading.code and asked.required and reading.how != "media":
            raise Unclear("flow.cannot_skip")
    except Unclear as unclear:
        return _unclear(going, asked, said, unclear)
    going.write(asked, reading)
    if reading.more.get("open"):
        going.run.unclear = 0
        return [going.say("flow.next_point", number=len(reading.more["points"])), repeat(going)]
    if reading.more.get("other"):
        _put_aside(going, asked, str(reading.more["other"]))
    if asked.item.type in TELLING and said.text:
        listen(going, said.text)
    if asked.item.appearance == "summary" and reading.code == "correct":
        going.run.question = engine.PICK
        return [repeat(going)]
    return proceed(going)


def proceed(going: Going, again: str | None = None) -> list[Reply]:
    """The notes that are due and the next question; no question when the flow is at its end.

    ``again`` is a question that is asked although its answer is known.
    """
    run, context = going.run, going.context
    asked = _next(going, again)
    going.drop_stale(asked.key if asked else None)
    due = engine.due(going.instance, asked.key if asked else None, run.path)
    replies = [Reply(fill(going.instance, note, note.item.label, going.words)) for note in due if note.item and note.item.label]
    heads = engine.headings(going.instance, asked.key, run.path) if asked else []
    run.unclear, run.page = 0, 0
    run.question = asked.key if asked else None
    run.path = [*run.path, *(node.key for node in (*due, *heads)), *([asked.key] if asked else [])]
    if asked is not None:
        question = repeat(going)
        titles = [fill(going.instance, head, head.item.label, going.words) for head in heads if head.item and head.item.label]
        replies.append(Reply("\n".join([*titles, question.text]), question.options, question.list_label))
    run.language = context.language
    return replies


def _next(going: Going, again: str | None) -> Asked | None:
    """The next question that the contact has not answered for good in an earlier run."""
    going.settle()
    while (asked := going.instance.next_question()) is not None and asked.item.remembers and asked.key != again:
        fact = facts.known(going.session, going.run.contact_id, asked.item.remembers)
        if fact is None or fact.run_id == going.run.id or not _still_fits(going, asked, fact.value):
            break
        more = {key: value for key, value in fact.value.items() if key != "code"}
        going.write(asked, Reading(str(fact.value.get("code", "")), "remembered", more=more))
        going.settle()
    return asked


def _still_fits(going: Going, asked: Asked, value: dict[str, object]) -> bool:
    code = str(value.get("code", ""))
    offered = not asked.choices or all(any(choice.name == name for choice in asked.choices) for name in code.split())
    return bool(code) and offered and going.instance.accepts(asked.key, code)


def repeat(going: Going, only: tuple[str, ...] = ()) -> Reply:
    """The question asked last, once more, in the language of now."""
    if going.run.question == engine.PICK:
        return correcting.options(going)
    assert going.asked is not None
    return ask(going.instance, going.asked, going.words, going.run.page, only)


def back(going: Going) -> list[Reply]:
    """Ask the question before this one again; its answer is taken back."""
    asked = [key for key in going.run.path if _is_asked(going, key)]
    while asked and asked[-1] == going.run.question:
        asked.pop()
    if not asked:
        return [going.say("flow.first_question"), repeat(going)]
    previous = asked[-1]
    going.forget([previous, *([going.run.question] if going.run.question else [])])
    last = len(going.run.path) - 1 - going.run.path[::-1].index(previous)
    going.run.path = going.run.path[:last]
    return proceed(going)


def _is_asked(going: Going, key: str) -> bool:
    return key in set(going.instance.to_ask())


def ask_again(going: Going, key: str) -> list[Reply]:
    """Take one answer back and ask its question; afterwards the conversation goes on where it was."""
    going.forget([key, *correcting.summaries(going)])
    return proceed(going, again=key)


def skip(going: Going) -> list[Reply]:
    """Leave the question open, where the flow allows it."""
    if going.run.question == engine.PICK:
        correcting.show_again(going)
        return proceed(going)
    asked = going.asked
    if asked is None or (asked.required and not going.default_of(asked)):
        return [_message(going, asked, "required") or going.say("flow.cannot_skip"), repeat(going)]
    going.leave_open(asked)
    return proceed(going)


def help_about(going: Going) -> list[Reply]:
    """What the form says about the question that is asked, and an example of an answer."""
    asked = going.asked
    if asked is None:
        return []
    own = asked.item.guidance_hint or asked.item.hint
    key, values = help_for(asked, EXAMPLE, going.context)
    return [*([_own(going, asked, own)] if own else []), going.say(key, **values)]


def _belongs_elsewhere(going: Going, payload: str) -> bool:
    """True for a button of an earlier question: it must not answer this one."""
    asked, tapped, _ = payload.rpartition("=")
    return bool(tapped) and asked != going.run.question


def _pick(going: Going, said: Said) -> list[Reply]:
    if correcting.pick(going, said):
        return proceed(going)
    going.run.unclear += 1
    if going.run.unclear >= WAYS_OUT:
        correcting.show_again(going)
        return proceed(going)
    return [going.say("flow.unclear"), repeat(going)]


def _unclear(going: Going, asked: Asked, said: Said, unclear: Unclear) -> list[Reply]:
    """A hint; an example; the ways out; then the question is left open, or waits for its answer. Never a loop."""
    run = going.run
    run.unclear += 1
    few = matching(said.text, asked.choices)
    if 1 < len(few) <= NARROWS < len(asked.choices):
        return [going.say("flow.which_of_these"), repeat(going, tuple(few))]
    if run.unclear == HINT:
        return [_hint(going, asked, unclear), repeat(going)]
    if run.unclear == EXAMPLE:
        key, values = help_for(asked, EXAMPLE, going.context)
        return [going.say(key, **values), repeat(going)]
    if run.unclear == WAYS_OUT:
        return [_ways_out(going, asked)]
    if asked.required:
        return [going.say("flow.waiting_for_you")]
    return _left_open(going, asked)


def _ways_out(going: Going, asked: Asked) -> Reply:
    """Skip or be called, as two numbered choices; what is needed cannot be skipped."""
    ways = [(WAY_CALL, "flow.be_called")] if asked.required else [(WAY_SKIP, "flow.skip"), (WAY_CALL, "flow.be_called")]
    options = tuple(Option(f"{asked.key}={way}", going.say(key).text) for way, key in ways)
    key = "flow.ways_out_of_needed" if asked.required else "flow.ways_out"
    return Reply(going.say(key).text, options, going.say("flow.choose").text)


def _call(going: Going, asked: Asked) -> list[Reply]:
    """Somebody is asked to call; the conversation goes on without this answer, or waits."""
    run = going.run
    going.session.add(
        CallRequest(
            contact_id=run.contact_id,
            run_id=run.id,
            city=run.city,
            language=going.context.language,
            question=asked.key,
            at=going.context.now,
        )
    )
    if asked.required:
        return [going.say("flow.call_noted"), going.say("flow.waiting_for_you")]
    going.leave_open(asked)
    return [going.say("flow.call_noted"), *proceed(going)]


def _left_open(going: Going, asked: Asked) -> list[Reply]:
    going.leave_open(asked)
    return [going.say("flow.left_open"), *proceed(going)]


def _put_aside(going: Going, asked: Asked, words: str) -> None:
    """ "Other: the dogs" answers the question that follows "other" as well."""
    following = going.instance.next_question()
    if following is not None and following.item.type == "text" and asked.item.name in following.item.relevant:
        going.write(following, Reading(words, "typed", words))


def _hint(going: Going, asked: Asked, unclear: Unclear) -> Reply:
    own = {"flow.not_accepted": "constraint", "flow.cannot_skip": "required"}.get(unclear.reason)
    message = _message(going, asked, own) if own else None
    if message is not None:
        return message
    general = help_for(asked, HINT, going.context)
    if asked.item.hint is not None and unclear.reason in (Unclear.GENERAL, general[0]):
        return _own(going, asked, asked.item.hint)
    key, values = general if unclear.reason == Unclear.GENERAL else (unclear.reason, unclear.values)
    return going.say(key, **values)


def _message(going: Going, asked: Asked | None, which: str) -> Reply | None:
    """The form's own words for an answer that it refuses."""
    if asked is None or asked.key.endswith(ANOTHER):
        return None
    wording = asked.item.constraint_message if which == "constraint" else asked.item.required_message
    return _own(going, asked, wording) if wording else None


def _own(going: Going, asked: Asked, wording: Wording) -> Reply:
    """The form's own words about a question."""
    return Reply(fill(going.instance, going.instance.node(asked.key), wording, going.words))
