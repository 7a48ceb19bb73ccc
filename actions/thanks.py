from actions import reporting
from actions.base import TurnAction
from actions.turn import Turn


class Thanks(TurnAction):
    """Somebody says thank you."""

    title = "action_thanks"

    def decide(self, turn: Turn) -> None:
        if turn.run is not None and turn.going.understands(turn.said):
            reporting.answer(turn)
        else:
            turn.say("thanks.welcome")
            turn.repeat()
