from actions import my_reports, reporting
from actions.base import TurnAction
from actions.turn import Turn


class Status(TurnAction):
    """What became of my reports."""

    title = "action_status"

    def decide(self, turn: Turn) -> None:
        if turn.is_answer:
            reporting.answer(turn)
        else:
            my_reports.tell(turn)
            turn.repeat()
