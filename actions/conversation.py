"""One conversation at a time: a run begun, answered, set aside for another, taken up again, and ended."""

from dataclasses import replace

from actions import earlier, endings
from actions.turn import Turn
from flows import run as runs
from flows import steps, versions
from flows.definition import REPORT
from flows.going import Going
from flows.hearing import absorb, listen, words_of
from flows.reply import Reply
from models import FlowVersion, Message, Run


def is_report(run: Run | None) -> bool:
    return run is not None and run.version.flow == REPORT


def published(turn: Turn, flow: str) -> FlowVersion:
    """The version of a flow that a run begun now gets. Raises LookupError when there is none."""
    version = versions.published(turn.session, flow)
    if version is None:
        raise LookupError(f"the flow {flow} is not published")
    return version


def begin(turn: Turn, version: FlowVersion, heard: Message | None = None) -> None:
    """Begin a run with what a message already says; what runs is set aside first."""
    set_aside(turn)
    turn.run = runs.begin(turn.session, turn.contact.id, version, turn.context, turn.message.id)
    hear(turn, heard)
    go_on(turn)


def answer(turn: Turn) -> None:
    """Give the message to the run under way."""
    going, said = turn.going, turn.said
    asked = going.run.question
    replies = steps.take(going, said)
    if said.pictures and not said.text and going.run.question == asked and earlier.follows_a_file(turn.session, turn.message):
        return  # ten photos come as ten messages: one thank-you is enough
    go(turn, replies)


def go_on(turn: Turn) -> None:
    """Ask the next question of the run under way."""
    go(turn, steps.proceed(turn.going))


def go(turn: Turn, replies: list[Reply]) -> None:
    """Say what the flow says next; at its end do what its end means, and turn to what was set aside."""
    turn.replies += replies
    going = turn.going
    if not going.at_its_end:
        return
    going.finish()
    run = going.run
    endings.of(run.version.flow)(turn, run)
    runs.end(run, "completed", turn.context.now)
    turn.run = None
    turn_to_the_next(turn)


def set_aside(turn: Turn) -> None:
    """What runs is kept as it is, for afterwards."""
    if turn.run is not None:
        turn.run.state = "parked"
        turn.run = None
        turn.session.flush()


def turn_to_the_next(turn: Turn) -> None:
    """A second problem that was kept is asked about at once; a survey that was set aside is offered."""
    waiting = runs.oldest(turn.session, turn.contact.id, "waiting")
    if waiting is not None:
        turn.say("report.now_the_other")
        resume(turn, waiting)
    elif (parked := runs.oldest(turn.session, turn.contact.id, "parked")) is not None:
        offer_to_resume(turn, parked)


def offer_to_resume(turn: Turn, parked: Run) -> None:
    """A run that was set aside is never taken up without asking."""
    kind = "report" if is_report(parked) else "survey"
    turn.say(
        f"conversation.resume_{kind}", turn.option("menu=resume", "flow.yes"), turn.option("menu=later", "conversation.later")
    )


def resume(turn: Turn, run: Run) -> None:
    """Take up a run: a new one with the words that it was kept for, another where it was left."""
    set_aside(turn)
    runs.activate(turn.session, run, turn.context.now)
    turn.run = run
    if run.question is not None:
        turn.repeat()
        return
    hear(turn, origin(turn, run))
    go_on(turn)


def hear(turn: Turn, message: Message | None) -> None:
    """Take from a message what it already answers; "today" is the day on which it was said."""
    if message is None:
        return
    context = replace(turn.context, now=message.created_at)
    going = Going(turn.session, turn.going.run, context, turn.words, message.id)
    said = words_of(message)
    aside = absorb(going, said)
    listen(going, said.text)
    if aside is not None and message.id == turn.message.id:
        turn.say(aside)


def origin(turn: Turn, run: Run) -> Message | None:
    """The message that a run began with."""
    return turn.session.get(Message, run.origin_message_id) if run.origin_message_id else None


def cancel(turn: Turn) -> None:
    """Leave the run without sending it; what was kept for later comes next."""
    assert turn.run is not None
    turn.say("flow.cancelled" if is_report(turn.run) else "conversation.cancelled")
    runs.end(turn.run, "cancelled", turn.context.now)
    turn.run = None
    turn.session.flush()
    turn_to_the_next(turn)


def cancel_all(turn: Turn) -> None:
    """Nothing goes on, and nothing comes later."""
    for state in ("active", *runs.NOT_BEGUN, "parked"):
        while (run := runs.oldest(turn.session, turn.contact.id, state)) is not None:
            runs.end(run, "cancelled", turn.context.now)
            turn.session.flush()
    turn.run = None


def late_answer(turn: Turn) -> bool:
    """An answer to a run that was set aside lands in that run: by the button, by the message that was replied to, or
    because it answers its question beyond doubt and nothing else. True if it landed; what runs is asked again."""
    if turn.run is None and turn.intent in ("affirm", "deny") and "menu=resume" in turn.offered:
        return False  # that is what was asked now
    for parked in turn.begun:
        if parked.question is None or not _is_meant(turn, parked):
            continue
        going = Going(turn.session, parked, turn.context, turn.words, turn.message.id)
        if turn.run is None:
            runs.activate(turn.session, parked, turn.context.now)
            turn.run = parked
            answer(turn)
            return True
        asked = parked.question
        replies = steps.take(going, turn.said)
        if parked.question == asked:
            turn.replies += replies  # it was meant for that question, and not understood
        else:
            turn.say("conversation.kept_late")
            turn.repeat()
        return True
    return False


def lands_where_it_quotes(turn: Turn) -> bool:
    """True when the message replied to a question of a run that was set aside, and landed there."""
    quoted = earlier.run_replied_to(turn.session, turn.message)
    elsewhere = quoted is not None and (turn.run is None or quoted != turn.run.id)
    return elsewhere and late_answer(turn)


def _is_meant(turn: Turn, parked: Run) -> bool:
    asked, tapped, _ = turn.payload.rpartition("=")
    if turn.run is not None and tapped and asked == turn.run.question:
        return False
    if tapped:
        return asked == parked.question
    replied_to = earlier.run_replied_to(turn.session, turn.message)
    if replied_to is not None:
        return replied_to == parked.id
    if turn.run is not None and (turn.going.in_own_words or turn.going.understands(turn.said)):
        return False
    return Going(turn.session, parked, turn.context, turn.words, turn.message.id).recognises_late(turn.said)
