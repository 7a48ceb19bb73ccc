from actions import menu, reporting
from actions.base import TurnAction
from actions.turn import Turn


class Answer(TurnAction):
    """What is no command answers the running flow; with nothing running it may tell of a problem."""

    title = "action_answer"

    def decide(self, turn: Turn) -> None:
        said = turn.said
        if turn.run is not None:
            reporting.answer(turn)
        elif turn.intent == "affirm" and "menu=offer" in turn.offered and reporting.take_offer(turn):
            pass
        elif reporting.tells_of_a_problem(turn) or said.files or said.lat is not None:
            reporting.begin(turn, turn.message)
        elif said.refused:
            turn.say("flow.refused_file")
            menu.show(turn)
        else:
            turn.say("menu.not_understood" if said.text.strip() else "menu.needs_words")
            menu.show(turn)
