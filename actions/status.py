from actions import my_reports
from actions.base import TurnAction
from actions.turn import Turn


class Status(TurnAction):
    """What became of my reports."""

    title = "action_status"

    def decide(self, turn: Turn) -> None:
        my_reports.tell(turn)
        turn.repeat()
