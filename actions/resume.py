from actions import conversation, surveying
from actions.base import TurnAction
from actions.turn import Turn
from flows import run as runs


class Resume(TurnAction):
    """Go on: with what runs, else with what was set aside."""

    title = "action_resume"

    def decide(self, turn: Turn) -> None:
        parked = runs.oldest(turn.session, turn.contact.id, "parked")
        if turn.run is not None:
            turn.repeat()
        elif parked is not None:
            conversation.resume(turn, parked)
        else:
            surveying.offer(turn)
