"""Which of the line's three languages a message is in, decided without chance, memory or waiting.

The measured design: exact naive Bayes over langdetect's n-gram table, cue words, and a soft prior
from the city and from what the contact wrote before. All profiles are loaded when this module is.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, Literal, Protocol, cast

from nlu.fold import fold, words_only
from nlu.language_choice import chosen
from nlu.profiles import LANGUAGES, Profiles, shares, words

__all__ = ["FIRST", "SWITCH", "Guess", "chosen", "identify"]

Language = Literal["es", "en", "zu"]

FIRST: Final = 0.9
"""From this confidence on a first message settles the language; below, answer in the guess and ask once."""
SWITCH: Final = 0.8
"""From this confidence on a known contact's language follows a message that answers no question."""

_CUE = 3.0
"""What a word that only one of the languages uses weighs, in log-likelihood. 2 was measured best with 65 such
words a language; with our longer lists 3 loses nothing and reads one short message in a hundred more."""
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
_ELSEWHERE_CUES = cast(frozenset[str], words("shared")["elsewhere"])
_NEUTRAL = cast(frozenset[str], words("shared")["neutral"])

_LINK = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|\b\w+\.(?:com|org|net|co|mx|za|gov)\b\S*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
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
    """

    language: Language
    confidence: float
    other: bool = False


def identify(text: str, *, contact: str | None = None, city: City | None = None) -> Guess:
    """The language of one message; `contact` is the language its writer has used so far.

    Where nothing tells (an empty text, a place, a number, "ok") the guess is the contact's language, or else
    the city's first, with a confidence below both thresholds.
    """
    letters = _LINK.sub(" ", unicodedata.normalize("NFC", text[:_ENOUGH]))
    spelled = [word.lower() for word in _WORD.findall(letters)]
    said = _without_names(spelled, city)
    prior = _prior(contact, city)
    if all(len(fold(word)) < 2 for word in said):
        return Guess(cast(Language, contact) if contact in LANGUAGES else _likeliest(prior), _NOTHING_TOLD)
    if _mostly_foreign_letters(said):
        return Guess(_likeliest(prior), 0.0, other=True)
    folded = [fold(word) for word in said]
    cues = {language: sum(word in _CUES[language] for word in folded) for language in LANGUAGES}
    scores = dict(zip(_OURS.languages, _OURS.score(said), strict=True))
    share = dict(zip(LANGUAGES, shares([scores[at] + _CUE * cues[at] + prior[at] for at in LANGUAGES]), strict=True))
    best = _likeliest(share)
    return Guess(best, share[best], other=_is_elsewhere(said, folded, cues))


def _prior(contact: str | None, city: City | None) -> dict[str, float]:
    """Log weights: soft, so that an English speaker in Juárez or a Spanish one in Durban is still heard."""
    weights = {language: city.language_prior.get(language, 0.0) if city else 1 / 3 for language in LANGUAGES}
    weights = {language: max(weight, 0.01) ** _SOFT for language, weight in weights.items()}
    if contact in weights:
        weights[contact] *= _HISTORY
    return {language: log(weight) for language, weight in weights.items()}


def _likeliest(weights: Mapping[str, float]) -> Language:
    return cast(Language, max(LANGUAGES, key=lambda language: weights[language]))


def _is_elsewhere(said: Sequence[str], folded: Sequence[str], cues: Mapping[str, int]) -> bool:
    """Whether a message long enough to tell is in one of the neighbours' languages rather than in ours."""
    if len(said) < _ELSEWHERE_WORDS:
        return False
    theirs = _CUE * sum(word in _ELSEWHERE_CUES for word in folded)
    bonus = {language: _CUE * cues[language] for language in LANGUAGES}
    scores = _WIDER.score(said)
    share = shares([score + bonus.get(at, theirs) for at, score in zip(_WIDER.languages, scores, strict=True)])
    return sum(share[len(LANGUAGES) :]) >= _ELSEWHERE_SHARE


def _mostly_foreign_letters(said: Sequence[str]) -> bool:
    letters = "".join(said)
    return sum(letter > "\u024f" for letter in letters) * 2 > len(letters)


def _without_names(spelled: Sequence[str], city: City | None) -> list[str]:
    """The words less the city's places (isiZulu's locatives too) and less words of no language."""
    folded = [fold(word).replace("'", "") for word in spelled]
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
