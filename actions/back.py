from actions import conversation, menu
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
            conversation.go(turn, steps.back(turn.going))
