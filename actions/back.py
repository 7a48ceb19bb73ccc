from actions import menu, reporting
from actions.base import TurnAction
from actions.turn import Turn
from flows import run as runs


class Back(TurnAction):
    """One question back."""

    title = "action_back"

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            menu.show(turn)
        elif turn.is_answer:
            reporting.answer(turn)
        else:
            reporting.go(turn, runs.back(turn.going))
