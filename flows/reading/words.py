"""types text and barcode: anything said in words, or in a voice note."""

from flows.context import Context
from flows.definition import Asked
from flows.reading.choice import is_unknown, is_yes_or_no
from flows.reading.said import Reading, Said, Unclear
from nlu import categories


def read(asked: Asked, said: Said, context: Context) -> Reading:
    text = said.text.strip()
    if _is_story(text) if asked.item.heard else any(letter.isalnum() for letter in text):
        return Reading(text, "typed", said.text)
    if said.sounds:
        return Reading("", "media", more={"files": len(said.sounds)})
    raise Unclear("flow.refused_file") if said.refused else Unclear


def hear(asked: Asked, text: str, context: Context) -> Reading | None:
    """A message tells what happened when a kind of problem can be read from it; "I want to report" does not.

    Only for a question that wants a story, which is one that may be heard: to any other its own answer is due.
    """
    if not asked.item.heard or not categories.find(text, context.city.categories):
        return None
    return Reading(text.strip(), "prefilled", text)


def _is_story(text: str) -> bool:
    """ "Yes" is no story: it answers "do you want to tell me?", and the story is still to come."""
    return any(letter.isalpha() for letter in text) and not (is_yes_or_no(text) or is_unknown(text))
