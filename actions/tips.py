from actions import advising
from actions.base import TurnAction
from actions.turn import Turn


class Tips(TurnAction):
    """Advice on staying safe: about what they ask, or about what they choose."""

    title = "action_tips"

    def decide(self, turn: Turn) -> None:
        advising.advise(turn)
