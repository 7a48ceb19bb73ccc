from actions import forgetting
from actions.base import TurnAction
from actions.turn import Turn


class ForgetMe(TurnAction):
    """Erase me: asked once more before anything happens."""

    title = "action_forget_me"
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        forgetting.ask(turn)
