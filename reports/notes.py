"""What an official wrote beside a change, as a resident may be given it: one line, plain, and no longer than there is room."""

import re
import unicodedata
from collections.abc import Callable

import regex

from words import segments

CUT = "..."
_SPACES = re.compile(r"\s+")


def plain(note: str | None, channel: str) -> str:
    """The note as one line without control and direction marks; by SMS in the cheap alphabet only. Empty if nothing is left."""
    visible = "".join(" " if letter.isspace() else letter for letter in note or "" if letter.isspace() or not _is_hidden(letter))
    text = _SPACES.sub(" ", visible).replace('"', "'").strip()
    if channel != "sms":
        return text
    return _SPACES.sub(" ", "".join(_cheap(letter) for letter in segments.for_sms(text))).strip()


def cut(note: str, fits: Callable[[str], bool]) -> str:
    """As much of the note as fits, with dots where it was cut; empty where not one word does."""
    if not note or fits(note):
        return note
    letters: list[str] = regex.findall(r"\X", note)
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits("".join(letters[:middle]) + CUT) else (low, middle - 1)
    kept = "".join(letters[:low])
    if low < len(letters) and not letters[low].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:.-") + CUT if kept.strip() else ""


def _is_hidden(letter: str) -> bool:
    """Control, format (direction marks among them), unassigned, private, half of a pair."""
    return unicodedata.category(letter).startswith("C")


def _cheap(letter: str) -> str:
    alphabet = segments.BASIC | segments.EXTENDED
    bare = unicodedata.normalize("NFKD", letter)[0]
    return letter if letter in alphabet else bare if bare in alphabet else ""
