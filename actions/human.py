from actions.base import TurnAction
from actions.turn import Turn
from flows.context import spoken_lines


class Human(TurnAction):
    """Somebody wants to speak with a person: this line says honestly whom they can call."""

    title = "action_human"

    def decide(self, turn: Turn) -> None:
        turn.say("human.call", lines=spoken_lines(turn.city.emergency_lines, turn.language))
        turn.repeat()
