"""Which kind of problem a message tells of, read from cues that are data (nlu/cues/), in any of the three languages.

How a cue is written: words with single spaces, without accents. `robar*` begins, `*gebeng*` contains; `(a|b c)` is one of
several; `..` is up to four words in between; `{list}` is a list named under `lists`; ` + ` joins what may stand anywhere;
a group with `?` after it may be missing. `decisive` counts 4, `strong` 2, `weak` 1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from cities import LANGUAGES, Category
from nlu.fold import words_only

CONFIDENT = 0.58
"""From this score on the kind can be taken without asking: a strong cue that nothing else contradicts."""

_CUES = Path(__file__).resolve().parent / "cues"
_POINTS = {"decisive": 4, "strong": 2, "weak": 1}
_MOST_POINTS = 8
_STRONGLY = 2
_OVERSHADOWED = 0.1
_TOKEN = re.compile(r"(?:[^\W_]|['’‘´`])+")
_PIECE = re.compile(r"\([^)]*\)\??|\{\w+\}|\S+")


@dataclass(frozen=True)
class Match:
    """A category that a message may mean, with a score from 0 to 1."""

    category: Category
    score: float


@dataclass(frozen=True)
class Cue:
    """Expressions that must all be found in the folded words, what that is worth, and runs of letters of which one must be
    there for it: looking for those is far cheaper."""

    expressions: tuple[re.Pattern[str], ...]
    points: int
    needs: tuple[str, ...]

    def found_in(self, said: str) -> list[tuple[int, int]]:
        """Where in the folded words the cue stands, if all of it does."""
        matches = [match for expression in self.expressions if (match := expression.search(said))]
        return [match.span() for match in matches] if len(matches) == len(self.expressions) else []


def find(text: str, categories: Sequence[Category]) -> list[Match]:
    """The categories that a message's words speak for, best first; empty when none does.

    A kind that the city does not list counts for the category that covers it; if none does, for none: then it only
    makes the others less sure.
    """
    said = words_only(text)
    home = {kind: category for category in categories for kind in (category.name, *category.covers)}
    points = _spoken_for(said)
    matches: dict[str, Match] = {}
    for kind in points.keys() & home.keys():
        match = Match(home[kind], _score(kind, points, home))
        known = matches.get(match.category.name)
        if match.score > (known.score if known else 0):
            matches[match.category.name] = match
    order = {category.name: position for position, category in enumerate(categories)}
    return sorted(matches.values(), key=lambda match: (-match.score, order[match.category.name]))


def span(text: str, name: str, categories: Sequence[Category]) -> tuple[int, int]:
    """From where to where the words stand that speak for a category; the whole text where that cannot be told."""
    said = words_only(text)
    kinds = next(((category.name, *category.covers) for category in categories if category.name == name), ())
    possible = _possible(said)
    parts = [part for kind in kinds for cue in possible.get(kind, ()) for part in cue.found_in(said)]
    tokens = [token.span() for token in _TOKEN.finditer(text) if words_only(token[0])]
    if not parts or len(tokens) != len(said.split()):
        return 0, len(text)
    first = said.count(" ", 0, min(start for start, _ in parts))
    last = said.count(" ", 0, max(end for _, end in parts))
    return tokens[first][0], tokens[last][1]


@lru_cache(maxsize=64)
def _spoken_for(said: str) -> Mapping[str, int]:
    """The points of every kind. One message is asked about several times in its turn, and read once."""
    return {kind: worth for kind, cues in _possible(said).items() if (worth := _points(said, cues))}


def _possible(said: str) -> Mapping[str, Sequence[Cue]]:
    """The cues of every kind for which the words hold the letters, in their order."""
    needed, longest = _needed()
    words = ((word, start) for word in said.split() for start in range(len(word)))
    runs = {word[start:end] for word, start in words for end in range(start + 1, min(start + longest, len(word)) + 1)}
    possible: dict[str, list[Cue]] = {}
    for kind, at in sorted({place for run in runs & needed.keys() for place in needed[run]}):
        possible.setdefault(kind, []).append(_cues()[kind][at])
    return possible


def _points(said: str, cues: Sequence[Cue]) -> int:
    """What the cues in the folded words are worth; the same words count once, for the cue that is worth most."""
    worth = 0
    counted: list[tuple[int, int]] = []
    for cue in cues:
        found = cue.found_in(said)
        if found and not any(_overlap(span, other) for span in found for other in counted):
            counted.extend(found)
            worth += cue.points
    return min(worth, _MOST_POINTS)


def _overlap(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _score(kind: str, points: Mapping[str, int], home: dict[str, Category]) -> float:
    """More points, more sure; less so the more a rival has, unless this kind explains the rival. A rival's
    single weak cue hardly counts: a robbery near the clinic is a robbery."""
    mine = points[kind]
    beaten = _beats().get(kind, frozenset()) if mine >= _STRONGLY else frozenset()
    rivals = [
        worth if worth >= _STRONGLY else worth / 2
        for other, worth in points.items()
        if home.get(other) is not home[kind] and other not in beaten
    ]
    rival = max(rivals, default=0)
    return mine / (mine + 1) * max(_OVERSHADOWED, 1 - rival / (2 * mine))


@lru_cache(maxsize=1)
def _cues() -> dict[str, list[Cue]]:
    """Every kind's cues, of all languages together, the decisive first: a message may mix languages."""
    found: dict[str, dict[str, Cue]] = {}
    for language in LANGUAGES:
        data = _read(f"{language}.yml")
        lists = {name: [str(word) for word in words] for name, words in data.pop("lists", {}).items()}
        for kind, levels in data.items():
            for level, cues in levels.items():
                known = found.setdefault(kind, {})
                known.update({str(cue): _cue(str(cue), lists, _POINTS[level]) for cue in cues if str(cue) not in known})
    return {kind: sorted(cues.values(), key=lambda cue: -cue.points) for kind, cues in found.items()}


@lru_cache(maxsize=1)
def _needed() -> tuple[Mapping[str, Sequence[tuple[str, int]]], int]:
    """Which cues need a run of letters, by kind and place among the kind's; and how long the longest run is."""
    needed: dict[str, list[tuple[str, int]]] = {}
    for kind, cues in _cues().items():
        for at, cue in enumerate(cues):
            for run in cue.needs:
                needed.setdefault(run, []).append((kind, at))
    return needed, max(map(len, needed))


@lru_cache(maxsize=1)
def _beats() -> dict[str, frozenset[str]]:
    return {kind: frozenset(beaten) for kind, beaten in _read("beats.yml").items()}


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((_CUES / name).read_text("utf-8")))


def _cue(cue: str, lists: dict[str, list[str]], points: int) -> Cue:
    expressions, needs = zip(*(_expression(part, lists) for part in cue.split(" + ")), strict=True)
    return Cue(expressions, points, min(needs, key=len))


def _expression(cue: str, lists: dict[str, list[str]]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    expression = ""
    needs: list[tuple[str, ...]] = []
    for piece in _PIECE.findall(cue):
        if piece == "..":
            expression += r"(?: \w+){0,4}?"
            continue
        phrases = _phrases(piece, lists)
        expression += f"(?: {_choice(phrases)})?" if piece.endswith(")?") else " " + _choice(phrases)
        if not piece.endswith(")?"):
            needs.append(tuple(_letters(phrase) for phrase in phrases))
    return re.compile(rf"\b{expression.removeprefix(' ')}\b"), min(needs, key=len)


def _phrases(piece: str, lists: dict[str, list[str]]) -> list[str]:
    """What may stand in this place of a cue: one word, one of a group, or one of a list."""
    inside = piece.removesuffix("?").removeprefix("(").removesuffix(")").split("|")
    return [phrase for given in inside for phrase in (lists[given[1:-1]] if given.startswith("{") else [given])]


def _choice(phrases: Sequence[str]) -> str:
    return "(?:" + "|".join(" ".join(_word(word) for word in phrase.split()) for phrase in phrases) + ")"


def _letters(phrase: str) -> str:
    return max((word.strip("*") for word in phrase.split()), key=len)


def _word(word: str) -> str:
    before = r"\w*" if word.startswith("*") else ""
    after = r"\w*" if word.endswith("*") else ""
    return before + re.escape(word.strip("*")) + after
