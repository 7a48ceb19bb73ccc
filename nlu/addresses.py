"""The words around a place's name that belong to the address: street, section, unit, stage, corner."""

import re
from collections.abc import Sequence

from nlu.place_words import Word, little_words

_LINKS = little_words("links")
_AREA_WORDS = little_words("area_words")
_PART_WORDS = little_words("part_words")
_COUNTERS = little_words("counters")
_STREETS = little_words("streets")
_ROADS = little_words("roads")
_NOT_ADDRESS = little_words("not_address")
_SHORT = _STREETS | _AREA_WORDS | _COUNTERS | _PART_WORDS | _ROADS
_STOP = re.compile(r"[.;:!?\n]\s|\n|[;!?]")
_LETTER = re.compile(r"(?:kwa|ku|ka|u|e|i)?(?:[A-Z]|AA|BB|CC)|[a-z]|aa|bb|cc")
_BARE_LETTER = re.compile(r"(?:kwa|ku|u)?(?:[B-HJ-Z]|AA|BB|CC)")
_REACH = 12


def around(words: Sequence[Word], text: str, first: int, last: int) -> tuple[int, int]:
    """The first and last word of the whole address in which the words `first` to `last` are the place's name."""
    while True:
        wider = _left(words, text, first), _right(words, text, last)
        if wider == (first, last):
            return wider
        first, last = wider


def _left(words: Sequence[Word], text: str, first: int) -> int:
    if first and words[first - 1].key in _AREA_WORDS and _together(words, text, first - 1, first):
        return first - 1
    edge = first
    while edge and first - edge < 3 and words[edge - 1].key in _LINKS and _together(words, text, edge - 1, edge):
        edge -= 1
    if edge and not _together(words, text, edge - 1, edge):
        return first
    for start in (edge - 3, edge - 2):
        if start >= 0 and _is_part(words[start:edge]):
            return start
    road = _road_before(words, text, edge)
    street = _street_before(words, text, edge) if road is None else road
    return first if street is None else street


def _right(words: Sequence[Word], text: str, last: int) -> int:
    end = len(words)
    edge = last + 1
    while edge < end and edge - last < 3 and words[edge].key in _LINKS and _together(words, text, edge - 1, edge):
        edge += 1
    if edge >= end or not _together(words, text, edge - 1, edge):
        return last
    for stop in (edge + 3, edge + 2):
        if stop <= end and _is_part(words[edge:stop]):
            return stop - 1
    if _BARE_LETTER.fullmatch(words[edge].said) and (edge + 1 == end or words[edge].said != "A"):
        return edge
    return _street_after(words, text, edge, last)


def _is_part(words: Sequence[Word]) -> bool:
    """Whether the words are "V section", "unit 3", "etapa 5", "pole no 45"."""
    kept = [word for word in words if word.key not in _COUNTERS]
    if len(kept) != 2 or (len(words) == 3 and words[1].key not in _COUNTERS):
        return False
    before, after = kept
    if before.key in _PART_WORDS:
        return after.key.isdigit() or (bool(_LETTER.fullmatch(after.said)) and after.key not in ("y", "e", "o", "u"))
    return after.key == "section" and bool(_LETTER.fullmatch(before.said)) and before.said not in ("a", "i", "y")


def _street_before(words: Sequence[Word], text: str, edge: int) -> int | None:
    """Where "calle X entre Y y Z," begins that ends before `edge`; None if there is no such thing."""
    start = None
    for place in range(edge - 1, max(edge - _REACH, -1), -1):
        if not _together(words, text, place, place + 1) or _ends_address(words, place):
            break
        if words[place].key in _STREETS and place < edge - 1:
            start = place
    return start


def _street_after(words: Sequence[Word], text: str, edge: int, last: int) -> int:
    """The last word of ", calle X entre Y y Z" that begins at `edge`."""
    if words[edge].key not in _STREETS:
        return last
    stop = edge
    for place in range(edge + 1, min(edge + _REACH, len(words))):
        if not _together(words, text, place - 1, place) or _ends_address(words, place):
            break
        stop = place
    return stop if stop > edge else last


def _road_before(words: Sequence[Word], text: str, edge: int) -> int | None:
    """Where "12 Mangosuthu Highway" begins that ends before `edge`; a road without a name is none."""
    if not edge or words[edge - 1].key not in _ROADS:
        return None
    start = edge - 1
    while start and edge - start < 4 and words[start - 1].said[0].isupper() and _together(words, text, start - 1, start):
        if words[start - 1].key in _NOT_ADDRESS:
            break
        start -= 1
    if start and words[start - 1].key.isdigit():
        start -= 1
    return start if start < edge - 1 else None


def _ends_address(words: Sequence[Word], place: int) -> bool:
    """Whether a word belongs to the story rather than to the address; "no" before a number is part of it."""
    counts = words[place].key in _COUNTERS and place + 1 < len(words) and words[place + 1].key.isdigit()
    return words[place].key in _NOT_ADDRESS and not counts


def _together(words: Sequence[Word], text: str, left: int, right: int) -> bool:
    """Whether no sentence ends between two neighbouring words ("col. X" and "av. X" are one)."""
    if right >= len(words):
        return True
    gap = text[words[left].end : words[right].start]
    return not _STOP.search(gap) or (gap == ". " and len(words[left].said) <= 5 and words[left].key in _SHORT)
