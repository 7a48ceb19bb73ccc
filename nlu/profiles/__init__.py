"""Languages' n-gram profiles, scored exactly: a naive Bayes over langdetect's table, without its dice."""

import json
import re
from collections.abc import Iterable, Sequence
from math import exp, log
from pathlib import Path
from types import MappingProxyType
from typing import Final

import langdetect
import yaml
from langdetect.detector_factory import DetectorFactory

LANGUAGES: Final = ("es", "en", "zu")

_HERE = Path(__file__).parent
_SHIPPED = Path(langdetect.__file__).parent / "profiles"
_SMOOTHING = 0.5 / 10_000
"""What an n-gram unseen in a language is worth: langdetect's own alpha / BASE_FREQ."""
_NOT_INDEPENDENT = 0.3
"""The n-grams of a word overlap, so each counts for less than one observation (measured on 750 messages)."""
_LETTERS = re.compile(r"[^\W\d_]+")


class Profiles:
    """Some languages' n-gram frequencies, held as logarithms; never changed, so threads may share it."""

    def __init__(self, languages: Iterable[str]) -> None:
        factory = DetectorFactory()
        factory.load_json_profile([_read(language) for language in languages])
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


def _grams(word: str) -> Iterable[str]:
    """All runs of one to three letters in the word and the spaces round it, as langdetect counts them."""
    for part in _LETTERS.findall(word):
        padded = f" {part} "
        yield from part
        for length in (2, 3):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
