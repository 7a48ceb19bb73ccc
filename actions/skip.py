from actions import conversation, menu
from actions.base import TurnAction
from actions.turn import Turn
from flows import steps


class Skip(TurnAction):
    """Leave this question open."""

    title = "action_skip"

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            menu.show(turn)
        else:
            conversation.go(turn, steps.skip(turn.going))
