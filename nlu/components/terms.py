"""The terms of a text as numbers: more for what it says often, more for what is rare elsewhere (tf-idf: Spärck Jones, 1972).

Counts as scikit-learn's vectorizer with sublinear frequencies, without what that costs a single text. No Rasa here.
"""

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, count
from typing import Callable, Dict, Iterable, List, Optional, Tuple

import numpy as np
from scipy.sparse import csr_matrix

Spell = Callable[[str], List[str]]
"""The terms of one part of a text, a word say: the parts come again and again, and need be spelled only once."""


@dataclass(frozen=True)
class Terms:
    """The terms that enough texts had: the column of each, and how rare the term of a column is."""

    columns: Dict[str, int]
    rarity: np.ndarray

    def weigh(self, parts: Iterable[str], spell: Optional[Spell]) -> Tuple[np.ndarray, np.ndarray]:
        """The columns of a text's terms and their weights, of length 1 together. Unknown terms count for nothing."""
        counted = Counter(chain.from_iterable(map(spell, parts)) if spell else parts)
        known = [(self.columns[term], n) for term, n in counted.items() if term in self.columns]
        columns, often = np.array(known, dtype=np.int32).reshape(-1, 2).T
        return columns, _weights(often, self.rarity[columns], np.zeros_like(columns), 1)


def learn(texts: Iterable[Iterable[str]], spell: Optional[Spell], least: int) -> Tuple[Terms, csr_matrix]:
    """The terms that at least so many of the texts, each in its parts, have; and the texts as rows of their weights."""
    spelled, counts = _count(texts)
    if spell:
        spelled, spellings = _count(map(spell, spelled))
        counts = counts @ spellings
    having = np.bincount(counts.indices, minlength=len(spelled))
    kept = np.flatnonzero(having >= least)
    counts = counts[:, kept]
    rarity = np.log((1 + counts.shape[0]) / (1 + having[kept])) + 1
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    weights = _weights(counts.data, rarity[counts.indices], rows, counts.shape[0])
    terms = Terms({spelled[number]: column for column, number in enumerate(kept)}, rarity)
    return terms, csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)


def _count(texts: Iterable[Iterable[str]]) -> Tuple[List[str], csr_matrix]:
    """What the texts are made of, and how often each has what, a row for each text."""
    numbers: Dict[str, int] = defaultdict(count().__next__)
    found, often, ends = array("i"), array("i"), array("i", [0])
    for text in texts:
        counted = Counter(text)
        found.extend(map(numbers.__getitem__, counted))
        often.extend(counted.values())
        ends.append(len(found))
    return list(numbers), csr_matrix((often, found, ends), shape=(len(ends) - 1, len(numbers)))


def _weights(often: np.ndarray, rarity: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray:
    weights = (1 + np.log(often)) * rarity
    return weights / np.sqrt(np.bincount(rows, weights**2, minlength=n))[rows]
