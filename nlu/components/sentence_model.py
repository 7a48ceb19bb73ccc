"""What a sentence means, as shares of belief: linear margins over its pieces, words and sounds, and what they are worth.

A linear model over folded letters reads short texts in three languages as well as Rasa's neural one and trains in seconds.
The margins are made into shares by a second, small model that saw only margins of examples left out of training, so that a
confidence of .8 is right about eight times in ten. No Rasa here.
"""

import re
from dataclasses import dataclass
from typing import List, Sequence

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from nlu.components import emergency
from nlu.fold import fold

SIGNS = ("plea", "danger", "now", "past", "over")
"""Groups of nlu/emergency/ whose words say the same in each language: is it danger, is it now, is it over?"""
WEIGHT_OF_A_SIGN = 0.5
PARTS = 4
"""Into so many parts the examples are cut; each part's margins come from a model that learnt the others."""

_SPELLINGS = tuple(pair.split(">") for pair in "qu>k q>k ce>se ci>si z>s v>b ll>y x>s c>k ph>f h> 0>o".split())  # noqa: SIM905
_DRAWN_OUT = re.compile(r"(.)\1+")
_CUES = emergency.load()


@dataclass(frozen=True)
class Learnt:
    """A trained model, in scikit-learn's own parts."""

    pieces: TfidfVectorizer
    words: TfidfVectorizer
    sounds: TfidfVectorizer
    margins: LinearSVC
    shares: LogisticRegression

    def likelihoods(self, texts: Sequence[str]) -> List[List[float]]:
        """For each text the belief in each of `intents`; a row sums to 1."""
        margins = self.margins.decision_function(_features(texts, self.pieces, self.words, self.sounds))
        return [[float(share) for share in row] for row in self.shares.predict_proba(margins)]

    @property
    def intents(self) -> List[str]:
        """The intents that it knows."""
        return [str(name) for name in self.shares.classes_]


def learn(texts: Sequence[str], intents: Sequence[str], longest_piece: int, inverse_penalty: float) -> Learnt:
    """A model of what these texts mean. Rare intents count as much as frequent ones."""
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, longest_piece), sublinear_tf=True, lowercase=False, min_df=2)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, lowercase=False, token_pattern=r"\w+|[?!]", min_df=2)
    sounds = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, longest_piece), sublinear_tf=True, lowercase=False, min_df=2)
    pieces.fit([fold(text) for text in texts])
    words.fit([fold(text) for text in texts])
    sounds.fit([sound(text) for text in texts])
    seen = _features(texts, pieces, words, sounds)
    parts = StratifiedKFold(PARTS, shuffle=True, random_state=7)
    left_out = cross_val_predict(_linear(inverse_penalty), seen, intents, cv=parts, method="decision_function", n_jobs=2)
    shares = LogisticRegression(max_iter=500).fit(left_out, intents)
    return Learnt(pieces, words, sounds, _linear(inverse_penalty).fit(seen, intents), shares)


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
    return LinearSVC(C=inverse_penalty, class_weight="balanced", random_state=7)


def _features(texts: Sequence[str], pieces: TfidfVectorizer, words: TfidfVectorizer, sounds: TfidfVectorizer) -> csr_matrix:
    folded = [fold(text) for text in texts]
    told = csr_matrix([[WEIGHT_OF_A_SIGN * sign for sign in signs(text)] for text in texts])
    return hstack(
        [pieces.transform(folded), words.transform(folded), sounds.transform([sound(text) for text in texts]), told]
    ).tocsr()
