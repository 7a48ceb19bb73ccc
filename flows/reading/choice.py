"""type select_one: a number, a word for a number, the label or its beginning, a typo, yes in any language, a tap."""

import re
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from flows.context import Context
from flows.definition import Choice, Definition, Question
from flows.reading.said import Reading, Said, Unclear
from nlu import categories
from nlu.fold import fold, words_only

WORDS = Path(__file__).with_name("choice_words.yml")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")

SHORTEST_START = 3
"""Letters of a label's beginning that are enough to mean it."""

CLOSE = 83
"""Similarity in percent at which a typed label with a typo is taken for it."""


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    choices = context.choices(definition, question)
    name = _tapped(question, said.payload, choices)
    how = "chosen"
    if name is None:
        how, name = "typed", chosen(said.text, choices)
    if name is None and question.type == "select_one_from_file":
        name = _meant(said.text, context, confident=False)
    if name is None:
        raise Unclear
    return Reading(name, how, said.text)


def hear(definition: Definition, question: Question, text: str, context: Context) -> Reading | None:
    name = _meant(text, context, confident=True)
    return Reading(name, "prefilled", text) if name else None


def _tapped(question: Question, payload: str, choices: tuple[Choice, ...]) -> str | None:
    """A payload counts only when it is one of ours for this very question: an old button answers nothing new."""
    asked, _, name = payload.partition("=")
    return name if asked == question.name and any(choice.name == name for choice in choices) else None


def chosen(text: str, choices: tuple[Choice, ...]) -> str | None:
    """The choice that a text means, if it means exactly one."""
    said = _spoken(text)
    if not said:
        return None
    count = number(text)
    if count is not None:
        return choices[count - 1].name if 1 <= count <= len(choices) else None
    name = named(text, choices)
    if name is not None:
        return name
    names = {choice.name for choice in choices}
    labels = _labels(choices)
    for close in (
        {name for name, label in labels if len(said) >= SHORTEST_START and (label.startswith(said) or said in label.split())},
        {name for name, label in labels if len(said) > SHORTEST_START and fuzz.ratio(label, said) >= CLOSE},
        _beginning(said, names),
    ):
        if len(close) == 1:
            return close.pop()
    return None


def named(text: str, choices: tuple[Choice, ...]) -> str | None:
    """The choice whose label, or a word that always means it, is the whole text."""
    said = _spoken(text)
    names = {choice.name for choice in choices}
    for name, synonyms in _words()["synonyms"].items():
        if name in names and said in synonyms:
            return str(name)
    same = {name for name, label in _labels(choices) if said and (label == said or words_only(name) == said)}
    return same.pop() if len(same) == 1 else None


def _labels(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(choice.name, words_only(label)) for choice in choices for label in choice.label.values()]


def _beginning(said: str, names: set[str]) -> set[str]:
    """ "no, they have gone": the first words are the answer, the rest explains it; the longest that fit count."""
    fitting = {
        (len(synonym), str(name))
        for name, synonyms in _words()["synonyms"].items()
        for synonym in synonyms
        if name in names and synonym not in _words()["alone"] and f"{said} ".startswith(f"{synonym} ")
    }
    longest = max((length for length, _ in fitting), default=0)
    return {name for length, name in fitting if length == longest}


def is_unknown(text: str) -> bool:
    """True for "I don't know" and "I don't remember": an answer to any question."""
    return _spoken(text) in _words()["synonyms"]["unsure"]


def is_yes_or_no(text: str) -> bool:
    """True when the whole text is a yes or a no, in any of the languages."""
    synonyms = _words()["synonyms"]
    return _spoken(text) in synonyms["yes"] | synonyms["no"]


def _spoken(text: str) -> str:
    """What a text says when it is folded; a thumb up says something too."""
    return words_only(text) or _SKIN_TONES.sub("", fold(text))


def number(text: str) -> int | None:
    """The number that a text is: "2", "2.", "option 2", "dos", "kubili"; nothing if it says more than a number."""
    words = words_only(text).split()
    if words and words[0] in _words()["number_signs"]:
        words = words[1:]
    if len(words) != 1:
        return None
    if words[0].isdecimal():
        return int(words[0]) if len(words[0]) < 4 else None
    for value, spellings in _words()["numbers"].items():
        if words[0] in spellings:
            return int(value)
    return None


def _meant(text: str, context: Context, *, confident: bool) -> str | None:
    matches = categories.find(text, context.city.categories)
    if not matches or (confident and matches[0].score < categories.CONFIDENT):
        return None
    if len(matches) > 1 and matches[1].score == matches[0].score:
        return None
    return matches[0].category.name


@cache
def _words() -> dict[str, dict[str | int, set[str]]]:
    """Words for numbers, and for choices that mean the same everywhere, in the three languages together."""
    data = yaml.safe_load(WORDS.read_text("utf-8"))
    gathered: dict[str, dict[str | int, set[str]]] = {}
    for group in ("numbers", "synonyms"):
        gathered[group] = {
            key: {_spoken(word) for words in languages.values() for word in words} for key, languages in data[group].items()
        }
    gathered["alone"] = {words_only(word): set() for words in data["alone"].values() for word in words}
    gathered["number_signs"] = {words_only(word): set() for words in data["number_signs"].values() for word in words}
    return gathered
