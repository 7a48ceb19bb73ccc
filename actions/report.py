from actions import conversation, reporting
from actions.base import TurnAction
from actions.turn import Turn


class Report(TurnAction):
    """Somebody tells of a problem, or says that they want to."""

    title = "action_report"
    gives_way = False

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            reporting.begin(turn, turn.meant or (None if turn.exact else turn.message))
        elif turn.exact and not conversation.is_report(turn.run):
            reporting.begin(turn)
        elif turn.exact:
            turn.say("report.under_way")
            turn.repeat()
        else:
            reporting.answer_or_keep(turn)
