from actions import conversation, menu
from actions.base import TurnAction
from actions.stop import blocked_by_twilio, stop
from actions.turn import Turn


class Cancel(TurnAction):
    """Leave what runs without sending it."""

    title = "action_cancel"

    def decide(self, turn: Turn) -> None:
        if blocked_by_twilio(turn):
            stop(turn)
        elif turn.run is not None:
            conversation.cancel(turn)
        else:
            turn.say("flow.nothing_to_cancel")
            menu.show(turn)
