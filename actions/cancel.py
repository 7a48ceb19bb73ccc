from actions import menu, reporting
from actions.base import TurnAction
from actions.stop import blocked_by_twilio, stop
from actions.turn import Turn
from flows import run as runs


class Cancel(TurnAction):
    """Leave what runs without sending it."""

    title = "action_cancel"

    def decide(self, turn: Turn) -> None:
        if turn.is_answer:
            reporting.answer(turn)
        elif blocked_by_twilio(turn):
            stop(turn)
        elif turn.run is not None:
            runs.end(turn.going, "cancelled")
            turn.run = None
            turn.say("flow.cancelled")
        else:
            turn.say("flow.nothing_to_cancel")
            menu.show(turn)
