"""In which language a message is answered: what it is written in, weighed with what its writer was answered in so far.

Two halves, because two processes know two halves: the worker hears a message before Rasa does (`hear`), and the action
knows whether the line had asked something (`reply_in`). Pure: nothing is kept here.
"""

from dataclasses import dataclass
from typing import Final, cast

from nlu.language import FIRST, SWITCH, City, Language, identify, is_borrowed

HARDLY: Final = 0.6
"""Confidence below which a first message tells nothing: it is answered in the city's first language."""

FEW_WORDS: Final = 3
"""Words of a mere answer: "yebo" to a question in Spanish is a yes, and no wish for isiZulu."""

WIDELY_SPOKEN: Final = ("es", "en")
"""What somebody who writes none of our languages is likeliest to read."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The language to answer in as far as the message alone tells, and what is to be said about languages.

    `certain` is False where a first message did not tell: the other languages are named. `other` says that the message
    is in none of ours, `neighbour` that it is in one of isiZulu's kin, which is answered in isiZulu.
    """

    language: Language
    certain: bool
    other: bool = False
    neighbour: bool = False


def hear(text: str, *, city: City, contact: str | None = None, is_chosen: bool = False) -> Heard:
    """What a message says of its language.

    `contact` is the language its writer was last answered in, None before the first answer; `is_chosen` when they asked
    for it by name: then it stays.
    """
    guess = identify(text, contact=contact, city=city)
    language: Language = guess.language
    if contact is None:
        if guess.other:
            language = _widely_spoken(city)
        elif guess.confidence < HARDLY:
            language = _first(city)
    elif is_chosen or guess.other or guess.confidence < SWITCH or is_borrowed(text):
        language = cast(Language, contact)
    return Heard(language, is_chosen or guess.confidence >= FIRST, other=guess.other, neighbour=guess.neighbour)


def reply_in(
    heard: Language,
    text: str,
    *,
    contact: str | None = None,
    is_chosen: bool = False,
    is_asked: bool = False,
    is_tapped: bool = False,
) -> Language:
    """The language of the reply, where the message was heard as `heard`.

    `is_asked` while the line waits for an answer: a few words of whatever language are that answer. `is_tapped` for a
    button, which says what we wrote on it.
    """
    is_answer = is_tapped or (is_asked and len(text.split()) <= FEW_WORDS)
    return cast(Language, contact) if contact is not None and (is_chosen or is_answer) else heard


def _first(city: City) -> Language:
    return cast(Language, max(city.language_prior, key=lambda language: city.language_prior[language]))


def _widely_spoken(city: City) -> Language:
    return cast(Language, max(WIDELY_SPOKEN, key=lambda language: city.language_prior.get(language, 0.0)))
