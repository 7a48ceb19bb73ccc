"""A city's place names, laid out so that the words of a message are found among them quickly.

An area's label and its aliases are names; its hints (the aliases with a sign in areas.csv) say when a name counts:
`=sur` counts only when it is the whole message; `!bluff` takes back the label, which is also an ordinary word;
`?hidalgo` takes it back too, and counts alone and after what leads to a place ("colonia", "en la", "in");
`-centro de` is a phrase that is no place, whatever it contains; `~km #` is part of an address (`#` a number,
`@` one letter) that names the area only if nothing else does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from cities import Area, City
from nlu.fold import fold
from nlu.place_words import Word, little_words, sounds, words_of

_GAP = re.compile(r"[ \t.'’/-]{0,3}")
_SIGNS = "=-~?"
_LOCATIVES = sorted(sorted(little_words("locatives")), key=len, reverse=True)
_SHORTEST_STEM = 4
_SHORTEST_FUZZY = 5
_SHORTEST_FUZZY_STEM = 7
_LONG_NAME = 10
_SHORT_WORD = 3
_SHORTEST_SOUND = 6
_EXACT, _INFLECTED, _SOUNDS_ALIKE = 1.0, 0.97, 0.93
_LINKS = little_words("name_links")
_ORDINARY = little_words("ordinary")
_RECENT = 4096
"""Words and runs of words whose spellings are kept: every city asks for the same ones of a message."""
_SOUNDS = tuple((re.compile(written), sound) for written, sound in sounds())


@dataclass(frozen=True)
class Name:
    """One name of an area; `area` is None for a phrase that is no place."""

    area: Area | None
    keys: tuple[str, ...]
    whole: bool = False
    part: bool = False
    led: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.keys)


@dataclass(frozen=True)
class Hit:
    """The words `first` to `last` (inclusive) are a name of these areas, with a score from 0 to 1."""

    first: int
    last: int
    names: tuple[Name, ...]
    score: float
    letters: int

    @property
    def is_near(self) -> bool:
        """Whether the name is spelled otherwise than we know it; isiZulu's locatives are no other spelling."""
        return self.score < _INFLECTED


class Gazetteer:
    """The names of one city."""

    def __init__(self, city: City) -> None:
        self._exact: dict[str, list[Name]] = {}
        self._stems: dict[str, list[Name]] = {}
        self._near: dict[tuple[str, int], list[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        self._longest = 1
        for area in city.areas:
            for name in _names_of(area):
                self._add(area, name)

    def _add(self, area: Area, alias: str) -> None:
        sign = alias[0] if alias[0] in _SIGNS else ""
        keys = [word.key for word in words_of(alias.lstrip(_SIGNS))] if sign != "~" else alias[1:].split()
        joined = "".join(keys)
        name = Name(None if sign == "-" else area, tuple(keys), whole=sign == "=", part=sign == "~", led=sign == "?")
        names = self._exact.setdefault(joined, [])
        if name in names:
            return
        names.append(name)
        self._longest = max(self._longest, len(keys))
        if sign:
            return
        if len(joined) >= _SHORTEST_FUZZY and joined.isalpha():
            self._near.setdefault((joined[0], len(joined)), []).append(joined)
        if len(joined) >= _SHORTEST_SOUND and joined.isalpha():
            self._sounds.setdefault(_sound(joined), []).append(joined)
        if joined[0] in "aeiou" and len(joined) > _SHORTEST_FUZZY:
            self._stems.setdefault(joined[1:], []).append(name)

    def hits(self, words: Sequence[Word], text: str) -> list[Hit]:
        """Every run of words that is, or nearly is, a name."""
        return [hit for first in range(len(words)) for hit in self._hits_from(words, first, text)]

    def _hits_from(self, words: Sequence[Word], first: int, text: str) -> Iterator[Hit]:
        joined = pattern = ""
        for last in range(first, min(first + self._longest + 1, len(words))):
            word = words[last]
            if last > first and not _GAP.fullmatch(text, words[last - 1].end, word.start):
                return
            joined += word.key
            pattern += _shape(word)
            found = self._look_up(joined, pattern, [word.key for word in words[first : last + 1]], words[first], text)
            if found:
                names, score = found
                yield Hit(first, last, tuple(names), score, len(joined))

    def _look_up(self, joined: str, pattern: str, keys: Sequence[str], first: Word, text: str) -> tuple[list[Name], float] | None:
        count = len(keys)
        names = [name for name in self._exact.get(joined, ()) if count <= name.words and not name.part]
        parts = dict.fromkeys([*self._exact.get(pattern, ()), *self._exact.get(joined, ())])
        names += [name for name in parts if name.part and count == name.words]
        if names:
            return names, _EXACT
        stems = _without_locative(joined, first.key, text[first.end : first.end + 1] == "-")
        for stem in [joined, *stems]:
            names = self._plain(stem, count)
            if names:
                return names, _INFLECTED
        for stem in [joined, *stems] if joined not in _ORDINARY else ():
            names = self._sounding(stem, count)
            if names:
                return names, _SOUNDS_ALIKE
        if joined in _ORDINARY:
            return None
        for candidate in [joined, *(stem for stem in stems if len(stem) >= _SHORTEST_FUZZY_STEM)]:
            near = self._nearest_name(candidate, keys)
            if near:
                return near
        return None

    def _plain(self, stem: str, count: int) -> list[Name]:
        """Names that take a locative: neither whole-message words nor parts; a split prefix counts as no word."""
        found = [*self._exact.get(stem, ()), *self._stems.get(stem, ())]
        return [name for name in found if not name.whole and not name.part and name.area and count <= name.words]

    def _sounding(self, stem: str, count: int) -> list[Name]:
        """Names that are said as they are written here: Salbárcar, Riveras del Brabo."""
        if len(stem) < _SHORTEST_SOUND:
            return []
        alike = dict.fromkeys(name for known in self._sounds.get(_sound(stem), ()) for name in self._plain(known, count))
        return [name for name in alike if not name.led]

    def _nearest_name(self, joined: str, keys: Sequence[str]) -> tuple[list[Name], float] | None:
        """The name with the fewest slips: one in a name of 5 to 9 letters, two in a longer one, same first letter."""
        if len(joined) < _SHORTEST_FUZZY:
            return None
        best: tuple[int, str] | None = None
        for length in range(len(joined) - 2, len(joined) + 3):
            slips = 2 if length >= _LONG_NAME else 1
            if abs(length - len(joined)) > slips:
                continue
            for key in self._near.get((joined[0], length), ()):
                distance = OSA.distance(joined, key, score_cutoff=slips)
                if distance <= slips and (best is None or (distance, key) < best) and self._fits(keys, key, distance):
                    best = (distance, key)
        names = [name for name in self._plain(best[1], len(keys)) if not name.led] if best else []
        return (names, 1 - 0.1 * best[0]) if best and names else None

    def _fits(self, keys: Sequence[str], name: str, distance: int) -> bool:
        """A name written in one word may have one slip only; else its short words must be right: Parajes del Sol is
        not Parajes del Sur."""
        for found in self._plain(name, len(keys)):
            if found.led:
                continue
            if found.words > len(keys):
                return distance == 1
            pairs = list(zip(keys, found.keys, strict=True))
            return all(_is_slip(said, meant) for said, meant in pairs) if len(pairs) > 1 else True
        return False


def _names_of(area: Area) -> list[str]:
    taken_back = {fold(hint[1:]) for hint in area.hints if hint[0] in "!?"}
    names = [re.sub(r"\s*\(.*\)", "", area.label), *area.aliases]
    return [name for name in names if fold(name) not in taken_back] + [hint for hint in area.hints if hint[0] != "!"]


def _is_slip(said: str, meant: str) -> bool:
    """Whether one word of a name may be written for another; a little word may be any other or be right."""
    if said == meant or (meant in _LINKS and len(said) <= _SHORT_WORD):
        return True
    return len(meant) > _SHORT_WORD and said[0] == meant[0] and OSA.distance(said, meant) <= 1


@lru_cache(maxsize=_RECENT)
def _sound(joined: str) -> str:
    for written, sound in _SOUNDS:
        joined = written.sub(sound, joined)
    return joined


def _shape(word: Word) -> str:
    """The word as a part of an address has it: `#` for a number, `@` for a letter."""
    if word.key.isdigit():
        return "#" if len(word.key) <= 3 else word.key
    if len(word.key) == 1 and word.said not in ("a", "i", "y", "e", "o", "u"):
        return "@"
    return word.key


@lru_cache(maxsize=_RECENT)
def _without_locative(joined: str, first: str, hyphen: bool) -> Sequence[str]:
    """The name inside an isiZulu word, the longest prefix taken off first: eMlazi, ngaseNanda, e-Phoenix, ePhoenixini."""
    stems = [joined[:-3]] if joined.endswith("ini") and len(joined) > _SHORTEST_STEM + 3 else []
    for prefix in _LOCATIVES:
        if first.startswith(prefix) and (len(first) > len(prefix) or hyphen):
            stem = joined[len(prefix) :]
            if len(stem) >= _SHORTEST_STEM:
                stems.append(stem)
                if stem.endswith(("ini", "eni")) and len(stem) > _SHORTEST_STEM + 3:
                    stems.append(stem[:-3])
    return stems


@lru_cache(maxsize=16)
def gazetteer(city: City) -> Gazetteer:
    """The city's gazetteer, built once."""
    return Gazetteer(city)
