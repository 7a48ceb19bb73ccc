from actions import reporting
from actions.base import TurnAction
from actions.turn import Turn


class Emergency(TurnAction):
    """Somebody may be in danger now: the lines first, in any state, then the conversation goes on where it was."""

    title = "action_emergency"
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        turn.say_emergency_lines()
        if turn.run is None:
            reporting.offer(turn)
        elif turn.going.asks_what_happened and reporting.tells_of_a_problem(turn):
            # Their words are the answer to what was asked: to ask again would be not to have listened.
            reporting.answer(turn)
        else:
            turn.repeat()
