"""A message that does nothing but choose a language: "English please", "¿habla español?", "ngesiZulu"."""

import re
from typing import Final, Literal, cast

from rapidfuzz.distance import OSA

from nlu.fold import fold
from nlu.profiles import LANGUAGES, words

_CLAUSE: Final = re.compile(r"[,.;:!?¿¡\n]+|\bpero\b|\bbut\b|\bkodwa\b|\bsino\b")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LONGEST: Final = 10
"""More words than this are a message about something, not a choice."""


def _lists(key: str) -> frozenset[str]:
    return frozenset().union(*(cast(frozenset[str], words(language)[key]) for language in LANGUAGES))


_NAMES: Final = {
    name: named
    for written in LANGUAGES
    for named, names in cast(dict[str, frozenset[str]], words(written)["names"]).items()
    for name in names
}
_FRAME: Final = _lists("choice")
_NEGATIONS: Final = _lists("negations")
_NEUTRAL: Final = cast(frozenset[str], words("shared")["neutral"])
_TOWARDS: Final = frozenset({"a", "al", "to"})


def chosen(text: str) -> Literal["es", "en", "zu"] | None:
    """The language this message asks for; None when it asks for none, for two, or says something else."""
    clauses = [_WORD.findall(clause) for clause in _CLAUSE.split(fold(text))]
    if sum(map(len, clauses)) > _LONGEST:
        return None
    wanted: list[str] = []
    for clause in clauses:
        named, switches_to = _named(clause)
        if named is None:
            return None
        if not _NEGATIONS.intersection(clause):
            wanted += named[-1:] if switches_to else named
    return cast(Literal["es", "en", "zu"], wanted[0]) if len(set(wanted)) == 1 else None


def _named(clause: list[str]) -> tuple[list[str] | None, bool]:
    """The languages a clause names in order (None: it says more), and whether it turns to the last."""
    named: list[str] = []
    switches_to = False
    previous = ""
    for word in clause:
        if language := _language_of(word):
            switches_to = bool(named) and previous in _TOWARDS
            named.append(language)
        elif not (word in _NEGATIONS or word in _NEUTRAL or _close(word, _FRAME)):
            return None, False
        previous = word
    return named, switches_to


def _language_of(word: str) -> str | None:
    """The language a word names, one slip of the thumb allowed (two in a long word)."""
    if word in _NAMES:
        return _NAMES[word]
    if word in _FRAME:
        return None
    near = {_NAMES[name] for name in _NAMES if len(name) >= 5 and OSA.distance(word, name) <= len(name) // 5 and len(word) > 3}
    return near.pop() if len(near) == 1 else None


def _close(word: str, known: frozenset[str]) -> bool:
    return word in known or (len(word) >= 5 and any(len(k) >= 5 and OSA.distance(word, k) <= 1 for k in known))
