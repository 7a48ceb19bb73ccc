"""No more notices about reports, and notices again: asked for in words alone, while everything else goes on."""

from actions.turn import EXACT, Turn
from nlu import notices as wishes
from reports import notices

MEANING = "notices"

FOLLOW_UP = "follow_up"
"""The report's own question whether they want to be told: a no to it is about this report."""


def is_asked_for(turn: Turn) -> bool:
    """True when they wrote of nothing but notices, and not as an answer to whether they want them. It is done then."""
    wish = wishes.wished(turn.message.text)
    if wish is None or turn.payload or turn.contact.stopped_at is not None or _answers_the_report(turn):
        return False
    turn.intent, turn.confidence = MEANING, EXACT  # written down with the turn: nothing was guessed
    if wish == "stop":
        turn.contact.notices_stopped_at = turn.contact.notices_stopped_at or turn.context.now
        notices.take_back(turn.session, turn.contact, turn.context.now)
        turn.say("notices.stopped")
    else:
        turn.contact.notices_stopped_at = None
        turn.say("notices.started")
    turn.repeat()
    return True


def _answers_the_report(turn: Turn) -> bool:
    return turn.run is not None and turn.run.question == FOLLOW_UP and turn.going.understands(turn.said)
