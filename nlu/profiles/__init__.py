"""Languages' profiles, scored exactly: a naive Bayes over langdetect's n-gram table, without its dice, and over words."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from pathlib import Path
from types import MappingProxyType
from typing import Final

import langdetect
import yaml
from langdetect.detector_factory import DetectorFactory

from nlu.fold import fold

LANGUAGES: Final = ("es", "en", "zu")

_HERE = Path(__file__).parent
_SHIPPED = Path(langdetect.__file__).parent / "profiles"
_SMOOTHING = 0.5 / 10_000
"""What an n-gram unseen in a language is worth: langdetect's own alpha / BASE_FREQ."""
_NOT_INDEPENDENT = 0.3
"""The n-grams of a word overlap, so each counts for less than one observation (measured on 750 messages)."""
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*")
_NEVER_SAID = 0.5
"""What a word that a language's examples do not use counts for beside those that they use."""
_CUE = 30
"""How often a cue word counts as having been said, beside the examples."""
_MOST_OF_A_WORD = 4.0
"""How much a single word may speak against a language, in log-likelihood: people borrow any word."""


class Profiles:
    """Some languages' n-gram frequencies, held as logarithms; never changed, so threads may share it."""

    def __init__(self, languages: Iterable[str]) -> None:
        factory = DetectorFactory()
        factory.load_json_profile([_grams_only(language) for language in languages])
        self.languages: Final[tuple[str, ...]] = tuple(factory.langlist)
        self._weights = {
            gram: tuple(_NOT_INDEPENDENT * log(_SMOOTHING + p) for p in frequencies)
            for gram, frequencies in factory.word_lang_prob_map.items()
        }

    def score(self, words: Sequence[str]) -> list[float]:
        """The log-likelihood of these lower-cased words in each of `languages`, in that order."""
        total = [0.0] * len(self.languages)
        for word in words:
            for gram in _grams(word):
                weights = self._weights.get(gram)
                if weights is not None:
                    for index, weight in enumerate(weights):
                        total[index] += weight
        return total


class Words:
    """How much a word that our examples use, or a cue word, speaks against each of our languages; never changed."""

    def __init__(self, cues: Mapping[str, frozenset[str]]) -> None:
        profiles = {language: json.loads(_read(language)) for language in LANGUAGES}
        known = sorted({word for language in LANGUAGES for word in (*profiles[language]["words"], *cues[language])})
        self._weights: dict[str, tuple[float, ...]] = {}
        for word in known:
            likely = [
                log((_NEVER_SAID + profiles[at]["words"].get(word, 0) + _CUE * (word in cues[at])) / profiles[at]["said"])
                for at in LANGUAGES
            ]
            top = max(likely)
            self._weights[word] = tuple(max(each - top, -_MOST_OF_A_WORD) for each in likely)

    def score(self, words: Sequence[str]) -> list[float]:
        """The log-likelihood of these folded words in each of `LANGUAGES`, in that order; 0 is the best."""
        total = [0.0] * len(LANGUAGES)
        for word in words:
            weights = self._weights.get(word)
            if weights is not None:
                for index, weight in enumerate(weights):
                    total[index] += weight
        return total

    def __contains__(self, word: str) -> bool:
        return word in self._weights


def spelled_words(text: str) -> list[str]:
    """The words of a text as they are spelled, in lower case; what is written onto a figure ("7pm") is none."""
    return [word.lower() for word in _WORD.findall(text)]


def folded_word(word: str) -> str:
    """A word as the tables and lists have it: no accents, no apostrophes."""
    return fold(word).replace("'", "")


def shares(scores: Sequence[float]) -> list[float]:
    """Log scores as shares that sum to 1."""
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    whole = sum(raised)
    return [part / whole for part in raised]


def words(name: str) -> MappingProxyType[str, frozenset[str] | dict[str, frozenset[str]]]:
    """One of the word lists beside the profiles (`es`, `en`, `zu`, `shared`), each list as a set."""
    record = yaml.safe_load((_HERE / "words" / f"{name}.yml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            key: {k: _as_set(v) for k, v in value.items()} if isinstance(value, dict) else _as_set(value)
            for key, value in record.items()
        }
    )


def _as_set(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _read(language: str) -> str:
    """Our own profile of a language where there is one, langdetect's otherwise."""
    own = _HERE / f"{language}.json"
    text = (own if own.exists() else _SHIPPED / language).read_text(encoding="utf-8")
    return json.dumps({**json.loads(text), "name": language})


def _grams_only(language: str) -> str:
    record = json.loads(_read(language))
    return json.dumps({key: record[key] for key in ("freq", "n_words", "name")})


def _grams(word: str) -> Iterable[str]:
    """All runs of one to three letters in the word and the spaces round it, as langdetect counts them."""
    for part in _LETTERS.findall(word):
        padded = f" {part} "
        yield from part
        for length in (2, 3):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
