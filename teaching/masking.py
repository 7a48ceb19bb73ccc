"""A resident's words without the resident: what cannot be told from anybody else's stays, the rest becomes "…".

A word stays when it is one of ours (`vocabulary.py`) or when at least `ENOUGH` different contacts used it (k-anonymity for
words). Never shown, however common: digits and what they stand in, numbers spelled out one after another, links, addresses
of mail, places of any city, words with a capital inside a sentence, and the words after "my name is".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import yaml

import cities
from nlu.gazetteer import gazetteer
from nlu.place_words import compose, words_of
from nlu.sources import ROOT
from teaching import vocabulary

MASK = "…"
ENOUGH = 3
"""Contacts who must have used a word before it is shown."""

NAME_WORDS = 2
"""Words after "my name is" that may be a name."""

SPELLED_OUT = 3
"""Number words in a row from which on they may be a telephone number, a house or a document."""

_PIECE = re.compile(
    r"(?P<hidden>\S*(?:@|://|www\.)\S*|\S+\.(?:com|org|net|mx|za|co|info|gob|gov|me|ly)(?:/\S*)?(?!\w))"
    r"|(?P<word>\w+(?:['’‘´`/-]\w+)*)"
    r"|(?P<mark>[.,;:!?¿¡])"
)
_OPENING = "¿¡"
_SENTENCE = (".", "!", "?", ":", "¿", "¡")
_MYSELF = (["i"], ["im"], ["ive"], ["id"], ["ill"])


@dataclass(frozen=True)
class _Piece:
    text: str
    start: int
    end: int
    kind: str

    @property
    def keys(self) -> list[str]:
        return vocabulary.keys(self.text)


class Masker:
    """Masks texts by what these contacts have said: (contact, text) of everything that is looked at together."""

    def __init__(self, said: Iterable[tuple[str, str]]) -> None:
        users: dict[str, set[str]] = defaultdict(set)
        for contact, text in said:
            for piece in _pieces(compose(text)):
                for key in piece.keys:
                    users[key].add(contact)
        self._known = vocabulary.ours() | {key for key, contacts in users.items() if len(contacts) >= ENOUGH}

    def mask(self, text: str) -> str:
        """The text with everything masked that could lead to somebody; neighbouring masks are one."""
        composed = compose(text)
        pieces = list(_pieces(composed))
        hidden = _places(composed, pieces) | _names(pieces, composed) | _spelled_out(pieces)
        told = [
            piece.text if piece.kind == "mark" or (number not in hidden and self._may_be_seen(piece)) else MASK
            for number, piece in enumerate(pieces)
        ]
        return _written(told)

    def _may_be_seen(self, piece: _Piece) -> bool:
        if piece.kind == "hidden" or any(letter.isdigit() for letter in piece.text):
            return False
        keys = piece.keys
        return bool(keys) and all(key in self._known for key in keys)


def unmasked(masked: str) -> str:
    """The masked text without its masks, as a model learns it: a mask is not something that anybody writes."""
    return _written([piece.text for piece in _pieces(masked) if piece.text != MASK])


def _pieces(text: str) -> Iterator[_Piece]:
    for match in _PIECE.finditer(text):
        yield _Piece(match[0], match.start(), match.end(), str(match.lastgroup))


def _places(text: str, pieces: list[_Piece]) -> set[int]:
    """The pieces that a name of a place of any city stands in, in whatever spelling."""
    words = words_of(text)
    spans = [
        (words[hit.first].start, words[hit.last].end)
        for city in cities.load().values()
        for hit in gazetteer(city).hits(words, text)
        if _counts(hit.names, hit.last - hit.first + 1 == len(words))
    ]
    return {number for number, piece in enumerate(pieces) if any(a < piece.end and piece.start < b for a, b in spans)}


def _counts(names: Iterable[object], whole_text: bool) -> bool:
    """True for a name of a place, but not for an ordinary word that is one only when it is all that is said."""
    return any(getattr(name, "area", None) is not None and (whole_text or not getattr(name, "whole", False)) for name in names)


def _names(pieces: list[_Piece], text: str) -> set[int]:
    return _after_cues(pieces) | _capitals(pieces, text)


def _capitals(pieces: list[_Piece], text: str) -> set[int]:
    """Words with a capital where no sentence begins, unless all of it is shouted."""
    if text.isupper():
        return set()
    found = set()
    for number, piece in enumerate(pieces):
        begins = number == 0 or pieces[number - 1].text in _SENTENCE
        if piece.kind == "word" and not begins and not piece.text.islower() and piece.keys[:1] not in _MYSELF:
            found.add(number)
    return found


def _after_cues(pieces: list[_Piece]) -> set[int]:
    words = [(number, piece) for number, piece in enumerate(pieces) if piece.kind == "word"]
    told = [" ".join(piece.keys) for _, piece in words]
    found = set()
    for at in range(len(words)):
        for cue in _cues():
            size = len(cue)
            if tuple(told[at : at + size]) == cue:
                last = words[at + size - 1][0]
                follow = range(last + 1, min(last + 1 + NAME_WORDS, len(pieces)))
                found |= set(takewhile(lambda number: pieces[number].kind == "word", follow))
            elif size == 1 and told[at].startswith(cue[0]) and len(told[at]) > len(cue[0]):
                found.add(words[at][0])  # isiZulu writes the name onto the cue: nginguSipho
    return found


def _spelled_out(pieces: list[_Piece]) -> set[int]:
    found: set[int] = set()
    row: list[int] = []
    for number, piece in enumerate(pieces):
        if piece.kind == "word" and all(_numbers().fullmatch(key) for key in piece.keys):
            row.append(number)
        elif piece.kind == "word":
            row = []
        if len(row) >= SPELLED_OUT:
            found |= set(row)
    return found


def _written(told: list[str]) -> str:
    """Words and marks as a line: no space before a mark, none after an opening one, masks in a row as one."""
    line = ""
    for piece in told:
        if piece == MASK and line.rstrip(" .,;:!?¿¡").endswith(MASK):
            continue
        glued = not line or piece in ".,;:!?" or line[-1] in _OPENING
        line += piece if glued else f" {piece}"
    return line.strip(" ,;:")


@cache
def _cues() -> tuple[tuple[str, ...], ...]:
    content = yaml.safe_load(Path(__file__).with_name("name_cues.yml").read_text("utf-8"))
    return tuple(tuple(str(cue).split()) for cues in content.values() for cue in cues)


@cache
def _numbers() -> re.Pattern[str]:
    content = yaml.safe_load((ROOT / "nlu" / "number_words.yml").read_text("utf-8"))
    spellings = [each for language in ("es", "en", "zu") for each in content[language]["values"].values()]
    return re.compile("|".join(f"(?:{word})" for words in spellings for word in words))
