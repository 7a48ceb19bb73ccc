"""References of reports: what they are made of, and where one stands in what somebody wrote.

Nobody can guess one, and nobody mishears one. Residents also type a part of theirs, or one with a mistake in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.fold import fold

ALPHABET = "234679KMRTWXY"
"""Symbols whose names and shapes differ in Spanish, English and isiZulu: no 0/O, 1/I/L, 5/S, 8/B, no two letters that rhyme.
Thirteen of them: a prime, so that the check symbol notices every single mistake."""

RANDOM_SYMBOLS = 8
"""13 to the 8th: 8 x 10^8 references; each opens nothing but its own contact's report."""

GROUP = 3
SHORTEST_PART = 3
"""Symbols of a reference that are enough to look for it among a contact's own."""

_LEADS = tuple(yaml.safe_load((Path(__file__).resolve().parent / "reference_words.yml").read_text("utf-8"))["leads"])
_SYMBOL = f"[{ALPHABET}{ALPHABET.lower()}]"
_WHOLE = re.compile(rf"(?<!\w){_SYMBOL}{{3}}[-. ]?{_SYMBOL}{{3}}[-. ]?{_SYMBOL}{{3}}(?!\w)")
_MIXED = re.compile(rf"(?<!\w)(?=\w*[0-9][a-zA-Z]+[0-9]|\w*[a-zA-Z][0-9]+[a-zA-Z]){_SYMBOL}{{4,9}}(?!\w)")
_LED = re.compile(r"\W+([A-Za-z0-9]{3,9}(?:-[A-Za-z0-9]{2,6}){0,2})(?!\w)")


@dataclass(frozen=True)
class Mention:
    """A reference in a text: from where to where, and its symbols in capitals, in groups where it is a whole one."""

    start: int
    end: int
    value: str


def find(text: str) -> Mention | None:
    """The reference that a text names: a whole one, a part that can be nothing else, or what is called one."""
    for match in _WHOLE.finditer(text):
        value = read(match[0])
        if value is not None:
            return Mention(*match.span(), value)
    for start, end in _led(text):
        return Mention(start, end, read(text[start:end]) or text[start:end].upper())
    part = _WHOLE.search(text) or _MIXED.search(text)
    if part is None or (part.re is _WHOLE and not re.search("[0-9]", part[0])):
        return None
    return Mention(*part.span(), part[0].upper())


def _led(text: str) -> Iterator[tuple[int, int]]:
    """What follows "my reference is", "folio": with a digit in it, or in capitals where not all is."""
    folded = "".join(fold(letter) or " " for letter in text)
    if len(folded) != len(text):
        return
    for lead in _LEADS:
        for found in re.finditer(rf"(?<!\w){lead}(?!\w)", folded):
            named = _LED.match(text, found.end())
            if named and (re.search("[0-9]", named[1]) or (named[1].isupper() and not text.isupper())):
                yield named.span(1)


def read(text: str) -> str | None:
    """The reference in what somebody typed or read aloud, in its own spelling; nothing if it holds a mistake."""
    symbols = "".join(letter for letter in text.upper() if letter in ALPHABET)
    extra = sum(letter.isalnum() for letter in text) - len(symbols)
    if extra or len(symbols) != RANDOM_SYMBOLS + 1 or check(symbols[:-1]) != symbols[-1]:
        return None
    return grouped(symbols)


def symbols_of(text: str) -> str:
    """Only the letters and digits, in capitals: what two spellings of a reference are compared by."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def check(body: str) -> str:
    """A weighted sum modulo a prime: it changes with any one symbol and with any two neighbours swapped."""
    return ALPHABET[sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(body, start=2)) % len(ALPHABET)]


def grouped(symbols: str) -> str:
    """In groups of three: ``7K3-9RX-2MW``."""
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))
