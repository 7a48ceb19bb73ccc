from actions import conversation, menu
from actions.base import TurnAction
from actions.turn import Turn
from flows import steps
from flows.reading.choice import is_unknown


class Skip(TurnAction):
    """Leave this question open."""

    title = "action_skip"

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            menu.show(turn)
        elif is_unknown(turn.said.text):
            conversation.answer(turn)  # a list may have “I don't know” among its choices
        else:
            conversation.go(turn, steps.skip(turn.going))
