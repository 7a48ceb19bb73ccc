"""References: nobody can guess one, and nobody mishears one."""

import secrets

ALPHABET = "234679KMRTWXY"
"""Symbols whose names and shapes differ in Spanish, English and isiZulu: no 0/O, 1/I/L, 5/S, 8/B, no two letters that rhyme.
Thirteen of them: a prime, so that the check symbol below notices every single mistake."""

RANDOM_SYMBOLS = 8
"""13 to the 8th: 8 x 10^8 references; each opens nothing but its own contact's report."""

GROUP = 3


def new() -> str:
    """A fresh reference: eight random symbols and one that checks them, in groups of three: ``7K3-9RX-2MW``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return _grouped(body + _check(body))


def read(text: str) -> str | None:
    """The reference in what somebody typed or read aloud, in its own spelling; nothing if it holds a mistake."""
    symbols = "".join(letter for letter in text.upper() if letter in ALPHABET)
    extra = sum(letter.isalnum() for letter in text) - len(symbols)
    if extra or len(symbols) != RANDOM_SYMBOLS + 1 or _check(symbols[:-1]) != symbols[-1]:
        return None
    return _grouped(symbols)


def _check(body: str) -> str:
    """A weighted sum modulo a prime: it changes with any one symbol and with any two neighbours swapped."""
    return ALPHABET[sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(body, start=2)) % len(ALPHABET)]


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))
