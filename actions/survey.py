from actions import conversation, surveying
from actions.base import TurnAction
from actions.turn import Turn


class Survey(TurnAction):
    """Somebody wants to answer questions, or to go on with those that were set aside."""

    title = "action_survey"

    def decide(self, turn: Turn) -> None:
        if turn.run is not None:
            turn.say("report.under_way" if conversation.is_report(turn.run) else "conversation.under_way")
            turn.repeat()
        else:
            surveying.offer(turn)
