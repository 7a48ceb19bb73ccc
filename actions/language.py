from actions import conversation, menu
from actions.base import TurnAction
from actions.turn import Turn
from nlu.language import chosen


class Language(TurnAction):
    """Another language, by its name or from a list; the question under way is asked again in it."""

    title = "action_language"
    gives_way = False

    def decide(self, turn: Turn) -> None:
        language = chosen(turn.message.text)
        if language is not None:
            menu.set_language(turn, language)
        elif turn.is_answer:
            conversation.answer(turn)
        else:
            menu.ask_language(turn)
