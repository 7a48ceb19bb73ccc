from actions import conversation
from actions.base import TurnAction
from actions.turn import Turn


class Thanks(TurnAction):
    """Somebody says thank you."""

    title = "action_thanks"
    gives_way = False
    is_courtesy = True

    def decide(self, turn: Turn) -> None:
        if turn.is_more_than_courtesy:
            conversation.answer(turn)
        else:
            turn.say("thanks.welcome")
            turn.repeat()
