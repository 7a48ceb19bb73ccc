"""How many SMS segments a text costs, and the spelling of it that costs least.

GSM 03.38 (3GPP TS 23.038): 160 septets in one segment, 153 in each of several; anything outside its alphabet
makes the whole text UCS-2: 70 and 67 code units.
"""

from typing import NamedTuple

import regex

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")

# Only what a reader does not miss: é, ñ, ü, ¿ and ¡ are in the alphabet and stay.
_FOLDED = str.maketrans("áíóúÁÍÓÚ", "aiouAIOU")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


class Segments(NamedTuple):
    """What an SMS costs: its encoding, its length in that encoding's units, and the number of segments."""

    encoding: str
    characters: int
    segments: int


def count(text: str) -> Segments:
    """Count as Twilio bills: a character (grapheme) is never split between two segments."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        sizes = [2 if letter in EXTENDED else 1 for letter in text]
        return Segments("GSM-7", sum(sizes), _packed(sizes, 160, 153))
    sizes = [len(cluster.encode("utf-16-be")) // 2 for cluster in regex.findall(r"\X", text)]
    return Segments("UCS-2", sum(sizes), _packed(sizes, 70, 67))


def _packed(sizes: list[int], alone: int, each: int) -> int:
    if sum(sizes) <= alone:
        return 1
    segments, room = 1, each
    for size in sizes:
        if size > room:
            segments, room = segments + 1, each
        room -= size
    return segments


def for_sms(text: str) -> str:
    """Spell the text in GSM-7 where only accents and typography stand in the way; otherwise leave it alone."""
    plain = text.translate(_TYPOGRAPHY)
    folded = plain.translate(_FOLDED)
    if count(plain).encoding == "UCS-2" and count(folded).encoding == "GSM-7":
        return folded
    return plain
