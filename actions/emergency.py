from actions import conversation, reporting
from actions.base import TurnAction
from actions.turn import Turn
from flows.context import spoken_lines

LIKELY = 0.5
"""Below this confidence it is more likely no emergency: then the lines are said as a precaution, and nothing stops for them."""


class Emergency(TurnAction):
    """Somebody may be in danger now: the lines first, in any state, then the conversation goes on where it was."""

    title = "action_emergency"
    gives_way = False
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        lines = spoken_lines(turn.city.emergency_lines, turn.language)
        turn.say("emergency.lines", lines=lines)
        if turn.contact.forgetting_at is not None:
            return  # nothing is begun any more: what is said now goes with the rest
        if turn.confidence < LIKELY and (turn.run is not None or reporting.tells_of_a_problem(turn)):
            reporting.answer_or_begin(turn)
            turn.replies[1:] = [reply for reply in turn.replies[1:] if lines not in reply.text]
        elif turn.run is None:
            reporting.offer(turn)
        elif turn.going.recognises(turn.said) or turn.going.takes_any_words:
            # Their words answer what was asked: to ask again would be not to have listened.
            conversation.answer(turn)
            turn.replies[1:] = [reply for reply in turn.replies[1:] if lines not in reply.text]
        else:
            turn.repeat()
