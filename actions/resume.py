from actions import conversation, surveying
from actions.base import TurnAction
from actions.turn import Turn


class Resume(TurnAction):
    """Go on: with what runs, else with what was set aside."""

    title = "action_resume"

    def decide(self, turn: Turn) -> None:
        if turn.run is not None:
            turn.repeat()
        elif turn.parked is not None:
            conversation.resume(turn, turn.parked)
        else:
            surveying.offer(turn)
