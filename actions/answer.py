from actions import guessing, menu, reporting
from actions.base import TurnAction
from actions.turn import Turn


class Answer(TurnAction):
    """What is no command answers the running flow; with nothing running it may tell of a problem."""

    title = "action_answer"
    gives_way = False

    def decide(self, turn: Turn) -> None:
        said = turn.said
        if turn.run is not None:
            reporting.answer_or_keep(turn)
        elif "menu=offer" in turn.offered and turn.intent in ("affirm", "deny"):
            _answer_the_offer(turn)
        elif turn.intent in ("affirm", "deny") and menu.say_yes_or_no(turn):
            return
        elif reporting.tells_of_a_problem(turn) or said.files or said.lat is not None:
            reporting.begin(turn, turn.message)
        elif said.refused:
            turn.say("flow.refused_file")
            menu.show(turn)
        else:
            guessing.not_understood(turn)


def _answer_the_offer(turn: Turn) -> None:
    if turn.intent == "deny":
        reporting.withdraw_offer(turn)
        turn.say("emergency.declined")
    elif not reporting.take_offer(turn):
        menu.show(turn)
