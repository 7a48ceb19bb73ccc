"""A long list narrowed to what was typed: "mar" leaves the colonias that have a word beginning so."""

from collections.abc import Sequence

from flows.definition import Choice
from nlu.fold import words_only


def matching(text: str, choices: Sequence[Choice]) -> list[str]:
    """Names of the choices in whose label every typed word begins a word, in any language."""
    typed = words_only(text).split()
    return [choice.name for choice in choices if typed and any(_fits(typed, words_only(label).split()) for label in choice.label)]


def _fits(typed: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in typed)
