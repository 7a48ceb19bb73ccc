from actions import reporting
from actions.base import TurnAction
from actions.turn import Turn


class Thanks(TurnAction):
    """Somebody says thank you."""

    title = "action_thanks"
    gives_way = False

    def decide(self, turn: Turn) -> None:
        if turn.is_more_than_courtesy:
            reporting.answer(turn)
        else:
            turn.say("thanks.welcome")
            turn.repeat()
