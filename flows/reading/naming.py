"""Which question a resident names who wants to correct an answer: "correct the date", "lungisa indawo"."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from flows.definition import Item, Wording
from flows.reading.answer_words import listed
from nlu.fold import words_only

_CLOSE = 84
"""Similarity in percent from which a word with a slip is the word that was meant."""

_MOST_WORDS = 5
"""Words beside those that ask for a correction; more of them tell something new."""

_SHORTEST = 3

_OPENING = 4
"""Words within which it is said that something shall be changed: "I want to change"."""


def names_it(text: str, items: Sequence[Item]) -> list[Item]:
    """The items that a text names best, by their short name, what such a question is called, their label or their name.

    Several when they are named as well; none when the text names nothing.
    """
    said = [word for word in words_only(text).split() if word not in listed("correcting")]
    if not said or len(said) > _MOST_WORDS:
        return []
    scores = {at: _score(said, item) for at, item in enumerate(items)}
    best = max(scores.values(), default=0)
    return [item for at, item in enumerate(items) if best and scores[at] == best]


def asks_to_correct(text: str) -> bool:
    """True when a text says that an answer shall be changed: "change the date", "quiero corregir el lugar"."""
    return bool(listed("corrects") & set(words_only(text).split()[:_OPENING]))


def _score(said: Sequence[str], item: Item) -> int:
    """4 when the words are the short name, 3 when it holds them, 2 for what such a question is called, 1 for the label."""
    summaries = _spoken(item.summary)
    if any(_same(" ".join(said), summary) for summary in summaries):
        return 4
    if any(_holds(summary.split(), said) for summary in summaries):
        return 3
    if _holds(listed(f"things.{item.type}"), said):
        return 2
    own = [*_spoken(item.label), words_only(item.name)]
    return 1 if any(_holds([word for word in words.split() if len(word) >= _SHORTEST], said) for words in own) else 0


def _spoken(wording: Wording | None) -> list[str]:
    """Every wording of a text, without the words that merely ask."""
    if wording is None:
        return []
    texts = (words_only(text).split() for text in wording)
    return [" ".join(word for word in words if word not in listed("correcting")) for words in texts]


def _holds(words: Iterable[str], said: Sequence[str]) -> bool:
    known = list(words)
    return bool(known) and all(any(_same(word, each) for each in known) for word in said)


def _same(word: str, meant: str) -> bool:
    if not word or not meant:
        return False
    return word == meant or (min(len(word), len(meant)) > _SHORTEST and fuzz.ratio(word, meant) >= _CLOSE)
