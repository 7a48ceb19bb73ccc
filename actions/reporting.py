"""A report from its first words to its reference."""

from dataclasses import replace
from datetime import timedelta

from actions import earlier
from actions.turn import Turn
from flows import definition as definitions
from flows import run as runs
from flows import steps
from flows.hearing import absorb, listen, tells, words_of
from flows.reply import Reply
from models import Message, Run
from reports import filing

FLOW = "report"

OFFER_HOLDS = timedelta(hours=12)
"""How long what was said in an emergency belongs to the report that is told after it."""


def begin(turn: Turn, origin: Message | None = None) -> None:
    """Begin a report with what the message already says, or with none of it; after an emergency, with what was said then."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None and turn.context.now - offered.started_at < OFFER_HOLDS:
        _activate(turn, offered)
        _hear(turn, origin)
        _hear(turn, _origin(turn, offered))
    else:
        turn.run = runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id)
        _hear(turn, origin)
    turn.replies += steps.proceed(turn.going)


def answer(turn: Turn) -> None:
    """Give the message to the running flow."""
    going, said = turn.going, turn.said
    asked = going.run.question
    replies = steps.take(going, said)
    if said.pictures and not said.text and going.run.question == asked and earlier.follows_a_file(turn.session, turn.message):
        return  # ten photos come as ten messages: one thank-you is enough
    go(turn, replies)


def go(turn: Turn, replies: list[Reply]) -> None:
    """Say what the flow says next, and file the report when it is at its end."""
    turn.replies += replies
    if turn.going.at_its_end:
        _finish(turn)


def answer_or_keep(turn: Turn) -> None:
    """The same, unless the message answers nothing that was asked and tells of another problem."""
    going = turn.going
    if going.asks_what_happened or going.understands(turn.said) or not tells_of_a_problem(turn):
        answer(turn)
    else:
        keep_for_later(turn)


def keep_for_later(turn: Turn) -> None:
    """A second problem while the first is still being told: nothing of it is lost, and one thing is asked at a time."""
    runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id, "waiting")
    turn.say("report.kept_for_later")
    turn.repeat()


def offer(turn: Turn) -> None:
    """After an emergency nobody is questioned: the words are kept, and a report is only offered."""
    withdraw_offer(turn)
    runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id, "offered")
    turn.say("emergency.offer", turn.option("menu=offer", "menu.report"))


def take_offer(turn: Turn) -> bool:
    """Begin the report that was offered. True if there was one."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None:
        _resume(turn, offered)
    return offered is not None


def withdraw_offer(turn: Turn) -> None:
    """What was said in the emergency begins no report."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None:
        runs.end(offered, "cancelled", turn.context.now)


def cancel(turn: Turn) -> None:
    """Leave the run without sending it; one that was kept for later comes next."""
    assert turn.run is not None
    runs.end(turn.run, "cancelled", turn.context.now)
    turn.run = None
    turn.say("flow.cancelled")
    _go_on_with_the_other(turn)


def cancel_all(turn: Turn) -> None:
    """Nothing goes on, and nothing comes later."""
    for state in ("active", "waiting", "offered"):
        while (run := runs.oldest(turn.session, turn.contact.id, state)) is not None:
            runs.end(run, "cancelled", turn.context.now)
            turn.session.flush()
    turn.run = None


def tells_of_a_problem(turn: Turn) -> bool:
    """True when the message says what happened, whatever its intent was guessed to be."""
    return tells(definitions.load(FLOW), turn.message.text, turn.context)


def is_told_something(turn: Turn) -> bool:
    """True when a message of a guessed meaning answers the running flow, or tells of another problem."""
    return turn.run is not None and not turn.exact and (turn.is_answer or tells_of_a_problem(turn))


def _finish(turn: Turn) -> None:
    """File the report, say its reference, and go on with one that was kept for later."""
    run = turn.going.run
    report = filing.file(turn.session, run, turn.city, turn.language, turn.context.now)
    runs.end(run, "completed", turn.context.now)
    turn.run = None
    turn.say("report.filed_and_told" if report.follow_up else "report.filed", reference=report.reference)
    _go_on_with_the_other(turn)


def _go_on_with_the_other(turn: Turn) -> None:
    waiting = runs.oldest(turn.session, turn.contact.id, "waiting")
    if waiting is not None:
        turn.say("report.now_the_other")
        _resume(turn, waiting)


def _resume(turn: Turn, run: Run) -> None:
    """Begin a run that was kept, with the words that it was kept for."""
    _activate(turn, run)
    _hear(turn, _origin(turn, run))
    turn.replies += steps.proceed(turn.going)


def _activate(turn: Turn, run: Run) -> None:
    turn.session.flush()  # the run that ended first: only one may be active
    run.state, run.updated_at = "active", turn.context.now
    turn.session.flush()
    turn.run = run


def _origin(turn: Turn, run: Run) -> Message | None:
    return turn.session.get(Message, run.origin_message_id) if run.origin_message_id else None


def _hear(turn: Turn, origin: Message | None) -> None:
    """Take from a message what it already answers; "today" is the day on which it was said."""
    if origin is None:
        return
    going = replace(turn.going, message_id=origin.id, context=replace(turn.context, now=origin.created_at))
    said = words_of(origin)
    aside = absorb(going, said)
    listen(going, said.text)
    if aside is not None and origin.id == turn.message.id:
        turn.say(aside)
