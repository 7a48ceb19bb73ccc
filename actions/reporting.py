"""A report from its first words to its reference."""

from datetime import timedelta

from actions import conversation
from actions.turn import Turn
from flows import definition as definitions
from flows import run as runs
from flows.definition import REPORT, Definition
from flows.hearing import tells
from flows.reading.answer_words import says
from models import Message

OFFER_HOLDS = timedelta(hours=12)
"""How long what was said in an emergency belongs to the report that is told after it."""


def begin(turn: Turn, heard: Message | None = None) -> None:
    """Begin a report with what the message already says, or with none of it; after an emergency, with what was said then."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None and turn.context.now - offered.started_at < OFFER_HOLDS:
        conversation.set_aside(turn)
        runs.activate(turn.session, offered, turn.context.now)
        turn.run = offered
        conversation.hear(turn, heard)
        conversation.hear(turn, conversation.origin(turn, offered))
        conversation.go_on(turn)
    else:
        conversation.begin(turn, conversation.published(turn, REPORT), heard)


def answer_or_keep(turn: Turn) -> None:
    """Answer the run under way, unless the message answers nothing that was asked: then it may be a late answer to
    another, or tell of another problem."""
    going = turn.going
    if going.asks_what_happened or going.understands(turn.said):
        conversation.answer(turn)
    elif conversation.late_answer(turn):
        return
    elif not tells_of_a_problem(turn):
        conversation.answer(turn)
    elif conversation.is_report(turn.run):
        keep_for_later(turn)
    else:
        begin(turn, turn.message)


def answer_or_begin(turn: Turn) -> None:
    """What is told answers the run under way, or begins a report."""
    if turn.run is not None:
        answer_or_keep(turn)
    else:
        begin(turn, turn.message)


def keep_for_later(turn: Turn) -> None:
    """A second problem while the first is still being told: nothing of it is lost, and one thing is asked at a time."""
    _keep(turn, "waiting")
    turn.say("report.kept_for_later")
    turn.repeat()


def offer(turn: Turn) -> None:
    """After an emergency nobody is questioned: the words are kept, and a report is only offered."""
    withdraw_offer(turn)
    _keep(turn, "offered")
    turn.say("emergency.offer", turn.option("menu=offer", "menu.report"))


def is_safe_again(turn: Turn) -> bool:
    """True when they write that they are safe, to the offer to report what happened once they are."""
    return "menu=offer" in turn.offered and says("safe", turn.message.text)


def take_offer(turn: Turn) -> bool:
    """Begin the report that was offered. True if there was one."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None:
        conversation.resume(turn, offered)
    return offered is not None


def withdraw_offer(turn: Turn) -> None:
    """What was said in the emergency begins no report."""
    offered = runs.oldest(turn.session, turn.contact.id, "offered")
    if offered is not None:
        runs.end(offered, "cancelled", turn.context.now)


def tells_of_a_problem(turn: Turn) -> bool:
    """True when the message says what happened, whatever its intent was guessed to be."""
    return tells(_form(turn), turn.message.text, turn.context)


def is_told_something(turn: Turn) -> bool:
    """True when a message of a guessed meaning answers the run under way, or tells of another problem."""
    return turn.run is not None and not turn.exact and (turn.is_answer or tells_of_a_problem(turn))


def _keep(turn: Turn, state: str) -> None:
    version = conversation.published(turn, REPORT)
    runs.begin(turn.session, turn.contact.id, version, turn.context, turn.message.id, state)


def _form(turn: Turn) -> Definition:
    version = conversation.published(turn, REPORT)
    return definitions.of_version(version.digest, version.definition)
