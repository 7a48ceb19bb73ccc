from actions import conversation, menu
from actions.base import TurnAction
from actions.turn import Turn


class Pause(TurnAction):
    """Not now: what runs is kept where it is, on whatever channel they come back."""

    title = "action_pause"

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            menu.show(turn)
        else:
            conversation.set_aside(turn)
            turn.say("conversation.paused")
