from actions import menu
from actions.base import TurnAction
from actions.turn import Turn
from flows import steps


class Help(TurnAction):
    """What this line is for, and the words that work at any point."""

    title = "action_help"

    def decide(self, turn: Turn) -> None:
        if turn.run is not None:
            turn.replies += steps.help_about(turn.going)
            turn.say("help.in_a_flow")
            turn.repeat()
        else:
            turn.say("help.what_this_is")
            turn.say("help.also")
            menu.show(turn)
