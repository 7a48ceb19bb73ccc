"""What the words of a message speak of: a gun, a child, last night, nobody came. One set of concepts for the three languages,
so that what was learnt from one word, or in one language, helps with another that no example has.

Reads nlu/concepts/*.yml, each a mapping of concepts to words in one language. No Rasa here.
"""

import re
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Set

import yaml

from nlu.fold import fold

FOLDER = Path(__file__).resolve().parents[1] / "concepts"

_WORD = re.compile(r"\w+|[?!]")
_JOINS = re.compile(r"[-/_]")
_SAFE = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""As safe_load reads, ten times as fast: the lexicon has sixty thousand entries."""

_FREQUENT_WORDS = 16384

_ENDS_HERE = ""
"""The branch of a tree under which the concepts of a finished entry stand; no pattern is empty."""


class Concepts:
    """A lexicon: words, and parts of words, with the concepts that they stand for.

    An entry is a word, or words that are neighbours. Of each word ``stem-`` is its beginning, ``-end`` its end and ``-part-``
    anything in it. Every entry that fits counts, not only the longest.
    """

    def __init__(self, entries: Mapping[str, Sequence[str]]) -> None:
        self.entries = {concept: list(phrases) for concept, phrases in entries.items()}
        self._tree: Dict[str, Any] = {}
        for concept, phrases in self.entries.items():
            for phrase in phrases:
                self._plant(phrase.split(), concept)
        self._patterns = frozenset(_patterns(self._tree))
        inside = [len(pattern) - 2 for pattern in self._patterns if pattern.startswith("-") and pattern.endswith("-")]
        self._inside = range(min(inside, default=1), max(inside, default=0) + 1)
        self._fitting = lru_cache(maxsize=_FREQUENT_WORDS)(self._fitting_to)

    def of(self, text: str) -> List[List[str]]:
        """The concepts of each word of a text, sorted; those of neighbours stand at the first of them."""
        fitting = [self._fitting(word) for word in words_of(text)]
        return [sorted(self._from(fitting, at)) for at in range(len(fitting))]

    def _plant(self, patterns: Sequence[str], concept: str) -> None:
        branch = self._tree
        for pattern in patterns:
            branch = branch.setdefault(pattern, {})
        branch.setdefault(_ENDS_HERE, set()).add(concept)

    def _fitting_to(self, word: str) -> Set[str]:
        n = len(word)
        forms = {word}
        for at in range(1, n + 1):
            forms.add(f"{word[:at]}-")
            forms.add(f"-{word[-at:]}")
        for size in self._inside:
            for at in range(n - size + 1):
                forms.add(f"-{word[at : at + size]}-")
        return forms & self._patterns

    def _from(self, fitting: Sequence[Set[str]], at: int) -> Set[str]:
        found: Set[str] = set()
        branches = [self._tree]
        while branches and at < len(fitting):
            branches = [branch[pattern] for branch in branches for pattern in fitting[at] if pattern in branch]
            for branch in branches:
                found |= branch.get(_ENDS_HERE, set())
            at += 1
        return found


def load(folder: Path = FOLDER) -> Concepts:
    """The lexicon of every language in a folder, as one: people mix languages."""
    entries: Dict[str, List[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        with path.open(encoding="utf-8") as file:
            for concept, phrases in yaml.load(file, Loader=_SAFE).items():  # noqa: S506
                entries.setdefault(concept, []).extend(phrases)
    return Concepts(entries)


def words_of(text: str) -> List[str]:
    """The words of a text as the lexicon spells them, and its question and exclamation marks."""
    return _WORD.findall(_JOINS.sub(" ", fold(text).replace("'", "")))


def told(concepts: Sequence[Sequence[str]]) -> List[str]:
    """What a model reads of the concepts of a text's words: each; each pair of neighbours ("child>alone"), words without a
    concept being passed over; and each pair in the whole text ("alone+child"), since what is told of whom may stand apart."""
    spoken = [each for each in concepts if each]
    neighbours = [f"{first}>{second}" for before, after in pairwise(spoken) for first in before for second in after]
    together = combinations(sorted({concept for each in spoken for concept in each}), 2)
    return [concept for each in spoken for concept in each] + neighbours + ["+".join(pair) for pair in together]


def _patterns(tree: Mapping[str, Any]) -> Iterator[str]:
    for pattern, branch in tree.items():
        if pattern != _ENDS_HERE:
            yield pattern
            yield from _patterns(branch)
