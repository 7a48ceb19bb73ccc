"""type text: anything said in words, or in a voice note."""

from flows.context import Context
from flows.definition import Definition, Question
from flows.reading.choice import is_unknown, is_yes_or_no
from flows.reading.said import Reading, Said, Unclear
from nlu import categories


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    # "Yes" is no story: it answers "do you want to tell me?", and the story is still to come.
    story = any(letter.isalpha() for letter in said.text) and not (is_yes_or_no(said.text) or is_unknown(said.text))
    if story:
        return Reading(said.text.strip(), "typed", said.text)
    if said.sounds:
        return Reading("", "media", more={"files": len(said.sounds)})
    raise Unclear("flow.refused_file" if said.refused else "flow.needs_words")


def hear(definition: Definition, question: Question, text: str, context: Context) -> Reading | None:
    """A message tells what happened when a kind of problem can be read from it; "I want to report" does not."""
    if not categories.find(text, context.city.categories):
        return None
    return Reading(text.strip(), "prefilled", text)
