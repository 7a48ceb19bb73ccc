"""Which reader reads which type of question."""

from collections.abc import Callable

from flows.context import Context
from flows.definition import Definition, Question
from flows.reading import choice, moment, picture, place, words
from flows.reading.said import Reading, Said, Unclear

Reader = Callable[[Definition, Question, Said, Context], Reading]
Hearer = Callable[[Definition, Question, str, Context], Reading | None]

READERS: dict[str, Reader] = {
    "text": words.read,
    "select_one": choice.read,
    "select_one_from_file": choice.read,
    "geopoint": place.read,
    "dateTime": moment.read,
    "image": picture.read,
}
HEARERS: dict[str, Hearer] = {
    "text": words.hear,
    "select_one_from_file": choice.hear,
    "geopoint": place.hear,
    "dateTime": moment.hear,
}


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    """The answer to a question that was asked. Raises Unclear."""
    return READERS[question.type](definition, question, said, context)


def hear(definition: Definition, question: Question, text: str, context: Context) -> Reading | None:
    """The answer to a question that was not asked yet, if the resident's words already hold it beyond doubt."""
    hearer = HEARERS.get(question.type)
    return hearer(definition, question, text, context) if hearer and text.strip() else None


__all__ = ["Reading", "Unclear", "hear", "read"]
