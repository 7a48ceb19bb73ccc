"""Which of the line's three languages a message is in, decided without chance, memory or waiting.

The measured design: exact naive Bayes over langdetect's n-gram table and over the words of our own examples and
cue words, and a soft prior from the city and from what the contact wrote before. All is loaded when this module is.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, Literal, Protocol, cast

from nlu.fold import words_only
from nlu.language_choice import chosen
from nlu.profiles import LANGUAGES, Profiles, Words, folded_word, shares, spelled_words, words

__all__ = ["FIRST", "SWITCH", "Guess", "chosen", "identify"]

Language = Literal["es", "en", "zu"]

FIRST: Final = 0.9
"""From this confidence on a first message settles the language; below, answer in the guess and ask once."""
SWITCH: Final = 0.8
"""From this confidence on a known contact's language follows a message that answers no question."""

_CUE = 3.0
"""What a word that only one language uses weighs against the languages that are not ours, in log-likelihood."""
_SOFT = 0.7
"""Flattens the city's prior: at 1 a Spanish speaker in Durban is misread on every seventh short message."""
_HISTORY = 6.0
"""How many times likelier the language a contact has used so far is than before they wrote."""
_NOTHING_TOLD = 0.5
_ELSEWHERE = ("fr", "pt", "it", "de", "nl", "af", "sw", "so", "vi", "tl")
_ELSEWHERE_WORDS = 4
_ELSEWHERE_SHARE = 0.95

_OURS = Profiles(LANGUAGES)
_WIDER = Profiles((*LANGUAGES, *_ELSEWHERE))
_CUES = {language: cast(frozenset[str], words(language)["cues"]) for language in LANGUAGES}
_WORDS = Words(_CUES)
_ELSEWHERE_CUES = cast(frozenset[str], words("shared")["elsewhere"])
_BORROWED = cast(frozenset[str], words("shared")["borrowed"])
_NEUTRAL = cast(frozenset[str], words("shared")["neutral"])

_KIN = words("neighbours")
_KIN_WORDS = cast(frozenset[str], _KIN["words"])
_KIN_BEGINNINGS = tuple(sorted(cast(frozenset[str], _KIN["beginnings"])))
_KIN_PIECES = tuple(sorted(cast(frozenset[str], _KIN["pieces"])))
_SHORTEST_KIN = 5

_LINK = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|\b\w+\.(?:com|org|net|co|mx|za|gov)\b\S*", re.IGNORECASE)
_PLATE = re.compile(r"\b[A-Z]{2,3}[ -]?\d{2,3}(?:[ -]?(?:\d{2,3}|[A-Z]))\b")
"""A car's number ("ND 452 310", "EFG-123-A"): its letters are no words."""
_LOCATIVES = frozenset(
    link + place
    for link in (
        "",
        "s",
        "as",
        "us",
        "is",
        "nas",
        "was",
        "yas",
        "bas",
        "las",
        "zas",
        "kas",
        "ngas",
        "kus",
        "k",
        "ng",
        "n",
    )
    for place in ("e", "o", "a", "ekwa", "kwa")
) | {"i", "u", "ku", "wakwa", "yakwa", "bakwa", "sakwa", "ngakwa", "ngase", "w", "na", "nge", "no"}
"""What isiZulu sets before a place's stem: e-Mlazi, base-Mlazi, nga-kwa-Mashu, i-Phoenix."""
_LONGEST_LOCATIVE = max(map(len, _LOCATIVES))
_LONGEST_PLACE = 5
_TELLING = 2
"""Words beside which a borrowed one need not be heard."""
_ENOUGH = 400
"""Characters that are read: more of a long message tells nothing new and would cost milliseconds."""


class Area(Protocol):
    """What is read of a city's area here."""

    @property
    def label(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


class City(Protocol):
    """What is read of a city here: its names are masked, its languages are the prior."""

    @property
    def key(self) -> str: ...
    @property
    def language_prior(self) -> Mapping[str, float]: ...
    @property
    def areas(self) -> Sequence[Area]: ...


@dataclass(frozen=True, slots=True)
class Guess:
    """A language and how sure we are of it, 0 to 1.

    `other` says that the message is in none of our languages; then `language` is only the best to say so in.
    `neighbour` says that it is in one of isiZulu's kin (isiXhosa, siSwati, isiNdebele, Sesotho): then `language` is isiZulu.
    """

    language: Language
    confidence: float
    other: bool = False
    neighbour: bool = False


def identify(text: str, *, contact: str | None = None, city: City | None = None) -> Guess:
    """The language of one message; `contact` is the language its writer has used so far.

    Where nothing tells (an empty text, a place, a number, "ok") the guess is the contact's language, or else
    the city's first, with a confidence below both thresholds.
    """
    letters = _PLATE.sub(" ", _LINK.sub(" ", unicodedata.normalize("NFC", text[:_ENOUGH])))
    said = _without_courtesy(_without_names(spelled_words(letters), city))
    folded = [folded_word(word) for word in said]
    prior = _prior(contact, city)
    if all(len(word) < 2 for word in folded):
        return Guess(cast(Language, contact) if contact in LANGUAGES else _likeliest(prior), _NOTHING_TOLD)
    if _mostly_foreign_letters(said):
        return Guess(_likeliest(prior), 0.0, other=True)
    kin = sum(_is_of_kin(word) for word in folded)
    by_grams, by_words = _OURS.score(said), _WORDS.score(folded)
    scores = {at: by_grams[i] + by_words[i] + prior[at] for i, at in enumerate(LANGUAGES)}
    scores["zu"] += _CUE * kin
    share = dict(zip(LANGUAGES, shares([scores[at] for at in LANGUAGES]), strict=True))
    best = _likeliest(share)
    neighbour = best == "zu" and kin > 0
    return Guess(best, share[best], other=not neighbour and _is_elsewhere(said, folded), neighbour=neighbour)


def is_borrowed(text: str) -> bool:
    """Whether a message is but a "hello", "thanks" or "ok bye", which people say in the middle of any language."""
    said = [folded_word(word) for word in spelled_words(text)]
    return all(word in _BORROWED or word in _NEUTRAL for word in said)


def _without_courtesy(said: list[str]) -> list[str]:
    """The words less a borrowed "hello" or "please", where enough others tell."""
    others = [word for word in said if folded_word(word) not in _BORROWED]
    return others if len(others) >= _TELLING else said


def _prior(contact: str | None, city: City | None) -> dict[str, float]:
    """Log weights: soft, so that an English speaker in Juárez or a Spanish one in Durban is still heard."""
    weights = {language: city.language_prior.get(language, 0.0) if city else 1 / 3 for language in LANGUAGES}
    weights = {language: max(weight, 0.01) ** _SOFT for language, weight in weights.items()}
    if contact in weights:
        weights[contact] *= _HISTORY
    return {language: log(weight) for language, weight in weights.items()}


def _likeliest(weights: Mapping[str, float]) -> Language:
    return cast(Language, max(LANGUAGES, key=lambda language: weights[language]))


def _is_of_kin(word: str) -> bool:
    """Whether isiXhosa, siSwati, isiNdebele or Sesotho has this word and isiZulu has not."""
    if word in _KIN_WORDS:
        return True
    if len(word) < _SHORTEST_KIN or word in _WORDS or word in _ELSEWHERE_CUES:
        return False
    return word.startswith(_KIN_BEGINNINGS) or any(piece in word for piece in _KIN_PIECES)


def _is_elsewhere(said: Sequence[str], folded: Sequence[str]) -> bool:
    """Whether a message long enough to tell is in a language of elsewhere rather than in ours."""
    if len(said) < _ELSEWHERE_WORDS:
        return False
    theirs = _CUE * sum(word in _ELSEWHERE_CUES for word in folded)
    bonus = {language: _CUE * sum(word in _CUES[language] for word in folded) for language in LANGUAGES}
    scores = _WIDER.score(said)
    share = shares([score + bonus.get(at, theirs) for at, score in zip(_WIDER.languages, scores, strict=True)])
    return sum(share[len(LANGUAGES) :]) >= _ELSEWHERE_SHARE


def _mostly_foreign_letters(said: Sequence[str]) -> bool:
    letters = "".join(said)
    return sum(letter > "\u024f" for letter in letters) * 2 > len(letters)


def _without_names(spelled: Sequence[str], city: City | None) -> list[str]:
    """The words less the city's places (isiZulu's locatives too) and less words of no language."""
    folded = [folded_word(word) for word in spelled]
    places = _places(city) if city else frozenset()
    kept: list[str] = []
    at = 0
    while at < len(folded):
        length = _place_length(folded, at, places)
        if not length and folded[at] not in _NEUTRAL:
            kept.append(spelled[at])
        at += length or 1
    return kept


def _place_length(folded: Sequence[str], at: int, places: frozenset[str]) -> int:
    """How many words from `at` on are a place's name; 0 for none."""
    if not places:
        return 0
    for length in range(min(_LONGEST_PLACE, len(folded) - at), 0, -1):
        name = " ".join(folded[at : at + length])
        if any(form in places for form in _stems(name)):
            return length
    return 0


def _stems(name: str) -> Iterable[str]:
    """The name, and what is left of it without each possible isiZulu prefix: emlazi, basemlazi → mlazi."""
    yield name
    for cut in range(1, min(_LONGEST_LOCATIVE, len(name) - 4) + 1):
        if name[:cut] in _LOCATIVES:
            yield name[cut:]


_names_of: dict[str, tuple[Sequence[Area], frozenset[str]]] = {}


def _places(city: City) -> frozenset[str]:
    """A city's names folded, with the stem that isiZulu's locatives keep (Umlazi → mlazi); kept per city."""
    known = _names_of.get(city.key)
    if known is not None and known[0] is city.areas:
        return known[1]
    names = {words_only(name) for area in city.areas for name in (area.label, *area.aliases)}
    names = {name for name in names if len(name) >= 4}
    names |= {name[1:] for name in names if name[0] in "aeiou" and len(name) >= 5}
    names |= {name[3:] for name in names if name.startswith("kwa") and len(name) >= 7}
    _names_of[city.key] = (city.areas, frozenset(names))
    return _names_of[city.key][1]
