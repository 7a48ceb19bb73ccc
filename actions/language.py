from actions import menu, reporting
from actions.base import TurnAction
from actions.turn import Turn
from nlu.language import chosen


class Language(TurnAction):
    """Another language, by its name or from a list; the question under way is asked again in it."""

    title = "action_language"

    def decide(self, turn: Turn) -> None:
        language = chosen(turn.message.text)
        if turn.is_answer:
            reporting.answer(turn)
        elif language is not None:
            menu.set_language(turn, language)
        else:
            menu.ask_language(turn)
