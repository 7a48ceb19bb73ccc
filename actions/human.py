from actions import whom_to_call
from actions.base import TurnAction
from actions.turn import Turn


class Human(TurnAction):
    """Somebody wants to speak with a person."""

    title = "action_human"

    def decide(self, turn: Turn) -> None:
        whom_to_call.tell(turn)
