"""The words of a message as places are looked for in them, and the little words an address is made of."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.fold import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’‘´`][^\W\d_]+)*|\d+")
_DATA: dict[str, Any] = yaml.safe_load((Path(__file__).resolve().parent / "place_words.yml").read_text("utf-8"))
_SAME = {spelling: word for word, spellings in _DATA["same"].items() for spelling in spellings}


@dataclass(frozen=True)
class Word:
    """A word of the message: as it is compared, and where it stands in the text."""

    key: str
    said: str
    start: int
    end: int


def little_words(kind: str) -> frozenset[str]:
    """A list of place_words.yml."""
    return frozenset(_DATA[kind])


def sounds() -> tuple[tuple[str, str], ...]:
    """What letters are written for, in the order in which they are replaced to compare how two names sound."""
    return tuple((str(written), str(sound)) for written, sound in _DATA["sounds"])


def words_of(text: str) -> list[Word]:
    """The words and numbers of a text in NFC; letters and digits are kept apart ("km20" is two)."""
    found = []
    for match in _WORD.finditer(text):
        key = fold(match[0]).replace("'", "")
        found.append(Word(_SAME.get(key, key), match[0], match.start(), match.end()))
    return found


def compose(text: str) -> str:
    """The text with each accented letter as one character, as `words_of` needs it."""
    return unicodedata.normalize("NFC", text)
