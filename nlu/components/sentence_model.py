"""What a sentence means, as shares of belief: linear margins over pieces, words, sounds and concepts, and what they are worth.

A linear model over folded letters reads short texts in three languages as well as Rasa's neural one and trains in seconds; the
concepts carry what was learnt from one word, or in one language, over to others. The margins are made into shares by a second,
small model that saw only margins of examples left out of training, so that a confidence of .8 is right about eight times in ten.
No Rasa here.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, List, Sequence

from numpy import float32
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from nlu.components import emergency
from nlu.components.concepts import Concepts, told
from nlu.fold import fold

SIGNS = ("plea", "danger", "now", "past", "over")
"""Groups of nlu/emergency/ whose words say the same in each language: is it danger, is it now, is it over?"""
WEIGHT_OF_A_SIGN = 0.5
LEFT_OUT = 0.25
"""The share of the examples whose margins come from a model that did not learn them."""

_SPELLINGS = tuple(pair.split(">") for pair in "qu>k q>k ce>se ci>si z>s v>b ll>y x>s c>k ph>f h> 0>o".split())  # noqa: SIM905
_DRAWN_OUT = re.compile(r"(.)\1+")
_CUES = emergency.load()


@dataclass(frozen=True)
class Learnt:
    """A trained model, in scikit-learn's own parts, and the lexicon that its concepts come from."""

    pieces: TfidfVectorizer
    words: TfidfVectorizer
    sounds: TfidfVectorizer
    concepts: TfidfVectorizer
    margins: LinearSVC
    shares: LogisticRegression
    lexicon: Concepts

    def likelihoods(self, texts: Sequence[str]) -> List[List[float]]:
        """For each text the belief in each of `intents`; a row sums to 1."""
        folded = _folded(texts)
        features = _side_by_side(
            self.pieces.transform(folded),
            self.words.transform(folded),
            self.sounds.transform(_sounding(texts)),
            self.concepts.transform(_conceived(texts, self.lexicon)),
            _signs(texts),
        )
        margins = self.margins.decision_function(features)
        return [[float(share) for share in row] for row in self.shares.predict_proba(margins)]

    @property
    def intents(self) -> List[str]:
        """The intents that it knows."""
        return [str(name) for name in self.shares.classes_]


def learn(texts: Sequence[str], intents: Sequence[str], lexicon: Concepts, longest_piece: int, inverse_penalty: float) -> Learnt:
    """A model of what these texts mean. Rare intents count as much as frequent ones."""
    folded = _folded(texts)
    pieces = _counting(analyzer="char_wb", ngram_range=(1, longest_piece))
    words = _counting(ngram_range=(1, 2), token_pattern=r"\w+|[?!]")
    sounds = _counting(analyzer="char_wb", ngram_range=(2, longest_piece))
    concepts = _counting(token_pattern=r"\S+", min_df=3)  # pairs are many, and those seen once or twice are chance
    features = _side_by_side(
        pieces.fit_transform(folded),
        words.fit_transform(folded),
        sounds.fit_transform(_sounding(texts)),
        concepts.fit_transform(_conceived(texts, lexicon)),
        _signs(texts),
    )
    learnt, left_out, meant, meant_left_out = train_test_split(
        features, list(intents), test_size=LEFT_OUT, stratify=intents, random_state=7
    )
    with ThreadPoolExecutor(2) as both:  # liblinear leaves the other core free
        partial, margins = both.map(lambda part: _linear(inverse_penalty).fit(*part), [(learnt, meant), (features, intents)])
    margins.coef_ = margins.coef_.astype(float32)  # half the memory; seven figures are more than the examples tell
    shares = LogisticRegression(max_iter=500).fit(partial.decision_function(left_out), meant_left_out)
    return Learnt(pieces, words, sounds, concepts, margins, shares, lexicon)


def sound(text: str) -> str:
    """The text as it sounds rather than as it is spelt: "kiero aser" and "quiero hacer" are one."""
    said = fold(text)
    for spelt, heard in _SPELLINGS:
        said = said.replace(spelt, heard)
    return _DRAWN_OUT.sub(r"\1", said)


def signs(text: str) -> List[bool]:
    """Which of the `SIGNS` any language's words in the text give."""
    said = fold(text)
    return [any(getattr(cues, sign).search(said) for cues in _CUES) for sign in SIGNS]


def _linear(inverse_penalty: float) -> LinearSVC:
    # A coarser end than scikit-learn's: the same answers in three quarters of the time.
    return LinearSVC(C=inverse_penalty, class_weight="balanced", tol=0.01, random_state=7)


def _counting(**what: Any) -> TfidfVectorizer:
    return TfidfVectorizer(**{"sublinear_tf": True, "lowercase": False, "min_df": 2, **what})


def _folded(texts: Sequence[str]) -> List[str]:
    return [fold(text) for text in texts]


def _sounding(texts: Sequence[str]) -> List[str]:
    return [sound(text) for text in texts]


def _conceived(texts: Sequence[str], lexicon: Concepts) -> List[str]:
    return [" ".join(told(lexicon.of(text))) for text in texts]


def _signs(texts: Sequence[str]) -> csr_matrix:
    return csr_matrix([[WEIGHT_OF_A_SIGN * sign for sign in signs(text)] for text in texts])


def _side_by_side(*parts: csr_matrix) -> csr_matrix:
    return hstack(parts).tocsr()
