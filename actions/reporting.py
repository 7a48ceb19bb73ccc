"""A report from its first words to its reference."""

from actions.turn import Turn
from flows import definition as definitions
from flows import run as runs
from flows.reply import Reply
from models import Message, Run
from reports import filing

FLOW = "report"


def begin(turn: Turn, origin: Message | None = None) -> None:
    """Begin a report with what the message already says, or with none of it."""
    turn.run = runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id)
    _open(turn, origin)


def answer(turn: Turn) -> None:
    """Give the message to the running flow."""
    go(turn, runs.take(turn.going, turn.said))


def go(turn: Turn, replies: list[Reply]) -> None:
    """Say what the flow says next, and file the report when it is at its end."""
    turn.replies += replies
    if turn.going.at_its_end:
        finish(turn)


def keep_for_later(turn: Turn) -> None:
    """A second problem while the first is still being told: nothing of it is lost, and one thing is asked at a time."""
    runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id, "waiting")
    turn.say("report.kept_for_later")
    turn.repeat()


def offer(turn: Turn) -> None:
    """After an emergency nobody is questioned: the words are kept, and a report is only offered."""
    earlier = runs.oldest(turn.session, turn.contact.id, "offered")
    if earlier is not None:
        earlier.state, earlier.ended_at = "cancelled", turn.context.now
    runs.begin(turn.session, turn.contact.id, definitions.load(FLOW), turn.context, turn.message.id, "offered")
    turn.say("emergency.offer", turn.option("menu=offer", "menu.report"))


def take_offer(turn: Turn) -> bool:
    """Begin the report that was offered. True if there was one."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is None:
        return False
    _start(turn, offered)
    return True


def finish(turn: Turn) -> None:
    """File the report, say its reference, and go on with one that was kept for later."""
    going = turn.going
    report = filing.file(turn.session, going.run, turn.city, turn.language, turn.context.now)
    runs.end(going, "completed")
    turn.run = None
    turn.say("report.filed_and_told" if report.follow_up else "report.filed", reference=report.reference)
    waiting = runs.oldest(turn.session, turn.contact.id, "waiting")
    if waiting is not None:
        turn.say("report.now_the_other")
        _start(turn, waiting)


def tells_of_a_problem(turn: Turn) -> bool:
    """True when the message says what happened, whatever its intent was guessed to be."""
    return runs.tells(definitions.load(FLOW), turn.message.text, turn.context)


def _start(turn: Turn, run: Run) -> None:
    run.state, run.updated_at = "active", turn.context.now
    turn.session.flush()
    turn.run = run
    _open(turn, turn.session.get(Message, run.origin_message_id) if run.origin_message_id else None)


def _open(turn: Turn, origin: Message | None) -> None:
    going = turn.going
    if origin is not None:
        runs.absorb(going, turn.said if origin.id == turn.message.id else runs.words_of(origin))
    turn.replies += runs.proceed(going)
