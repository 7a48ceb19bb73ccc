"""Nobody sits at this line: who wants a person is told honestly whom they can call."""

from actions.turn import Turn
from flows.context import spoken_lines


def tell(turn: Turn) -> None:
    turn.say("human.call", lines=spoken_lines(turn.city.emergency_lines, turn.language))
    turn.repeat()
