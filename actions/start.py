from actions import menu, surveying
from actions.base import TurnAction
from actions.turn import Turn


class Start(TurnAction):
    """Back after a stop, or simply here."""

    title = "action_start"
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        if turn.contact.stopped_at is not None:
            turn.contact.stopped_at = None
            turn.say("stop.started")
        if turn.run is not None:
            turn.repeat()
        elif "survey=begin" not in turn.offered or not surveying.accept(turn):
            menu.show(turn)
