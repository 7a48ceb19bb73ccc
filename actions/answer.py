from actions import menu, reporting
from actions.base import TurnAction
from actions.turn import Turn
from flows.context import spoken_lines


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
            _say_not_understood(turn)


def _answer_the_offer(turn: Turn) -> None:
    if turn.intent == "deny":
        reporting.withdraw_offer(turn)
        turn.say("emergency.declined")
    elif not reporting.take_offer(turn):
        menu.show(turn)


def _say_not_understood(turn: Turn) -> None:
    """Never the same again: who is not understood twice is told whom they can call."""
    if "menu=report" in turn.offered:
        turn.say("menu.still_not_understood", lines=spoken_lines(turn.city.emergency_lines, turn.language))
    else:
        turn.say("menu.needs_words" if turn.intent == "wordless" else "menu.not_understood")
    menu.show(turn)
