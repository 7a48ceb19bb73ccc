"""Everything about a contact is erased when they ask for it and then say yes to our question. contacts/erasing.py does it."""

from datetime import timedelta

from actions import conversation, earlier, surveying
from actions.turn import Turn
from flows import facts

YES, NO = "forget=yes", "forget=no"

HOLDS = timedelta(days=1)
"""How long the question may be answered: an old button found again must not erase anything."""

STILL_ASKED = timedelta(hours=1)
"""How long the question is asked again after something else was said in between."""


def ask(turn: Turn) -> None:
    """What goes, what stays, and whether they mean it."""
    turn.say("forget_me.ask", turn.option(YES, "forget_me.yes"), turn.option(NO, "forget_me.no"))


def is_answered(turn: Turn) -> bool:
    """True for the button or its number, and for a yes or a no in words straight after the question."""
    in_words = not turn.payload and YES in turn.offered and turn.intent in ("affirm", "deny")
    return turn.payload in (YES, NO) or in_words


def answer(turn: Turn) -> None:
    """Yes: nothing goes on, and the erasing begins when this reply is on its way. No: all stays as it is."""
    if turn.payload == NO or (not turn.payload and turn.intent == "deny"):
        turn.intent = "deny"  # written down with the turn: the question is closed
        turn.say("forget_me.kept")
        turn.repeat()
    elif not _was_asked(turn):
        ask(turn)
    else:
        conversation.cancel_all(turn)
        facts.withdraw(turn.session, turn.contact.id, surveying.MAY_ASK, turn.context)  # nobody is invited on the way out
        turn.contact.forgetting_at = turn.context.now
        turn.say("forget_me.confirmed")


def ask_again(turn: Turn) -> None:
    """The question survives what was said in between, unless that offers choices of its own: numbers would mean two things."""
    if turn.run is not None or turn.contact.forgetting_at is not None or any(reply.options for reply in turn.replies):
        return
    if turn.replies and turn.intent != "deny" and _stands_open(turn):
        ask(turn)


def _was_asked(turn: Turn) -> bool:
    before = earlier.turns_before(turn.session, turn.message)
    asked = (each.at for each in before if any(option.id == YES for option in earlier.options_of(each)))
    return any(turn.context.now - at < HOLDS for at in asked)


def _stands_open(turn: Turn) -> bool:
    for before in earlier.turns_before(turn.session, turn.message):
        options = {option.id for option in earlier.options_of(before)}
        if YES in options:
            return turn.context.now - before.at < STILL_ASKED
        if options or before.run_id is not None or before.intent in ("deny", "stop"):
            return False
    return False
