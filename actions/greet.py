from actions import conversation, menu, reporting
from actions.base import TurnAction
from actions.turn import Turn


class Greet(TurnAction):
    """Somebody says hello: perhaps for the first time, perhaps back after a day."""

    title = "action_greet"
    gives_way = False
    is_courtesy = True

    def decide(self, turn: Turn) -> None:
        if turn.run is None:
            if reporting.tells_of_a_problem(turn):
                reporting.begin(turn, turn.message)
            else:
                turn.say("greet.hello")
                _show_what_can_be_done(turn)
        elif turn.is_more_than_courtesy:
            conversation.answer(turn)
        else:
            turn.say("greet.welcome_back" if turn.returning else "greet.here")
            turn.repeat()


def _show_what_can_be_done(turn: Turn) -> None:
    if turn.parked is not None:
        conversation.offer_to_resume(turn, turn.parked)
    else:
        menu.show(turn)
