from actions import menu, reporting
from actions.base import TurnAction
from actions.turn import Turn
from flows import steps


class Back(TurnAction):
    """One question back."""

    title = "action_back"

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            menu.show(turn)
        else:
            reporting.go(turn, steps.back(turn.going))
