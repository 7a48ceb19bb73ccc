"""How hard a text is to read.

English: the grade of Kincaid, Fishburne, Rogers and Chissom (1975). Spanish: the perspicuity of Szigriszt Pazos (1993) on the
INFLESZ scale of Barrio-Cantalejo and others (2008), which calls less than 55 somewhat hard. isiZulu: no formula is established
for it, and its words are long because they carry what other languages say in several; so we look at sentences and words alone,
with limits of our own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.checks.draft import Draft
from flows.finding import Finding

HIGHEST_GRADE = 9.0
"""English: years of school. Nine are compulsory in South Africa."""

LOWEST_PERSPICUITY = 50.0
"""Spanish: a little below INFLESZ's 55, which was measured on longer texts."""

LONGEST_SENTENCE, LONGEST_WORD = 14, 11.0
"""isiZulu: words of a sentence, and letters of a word on average."""

FEWEST_WORDS = 12
"""A shorter text says too little about itself."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…:;]+(?:\s|$)|\n+")
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_ENGLISH = re.compile(r"[aeiouy]+")
_SPANISH = re.compile(r"[aeiouáéíóúü]")
_DIPHTHONG = re.compile(r"[aeoáéó][iuy](?![aeoáéíóú])|[iuü][aeoáéó]|iu|ui|üi|üe")


class Size(NamedTuple):
    """What the formulas count."""

    sentences: int
    words: int
    letters: int
    syllables: int


def reading_level(draft: Draft) -> Iterator[Finding]:
    """Texts of a dozen words and more that are hard to read, in the languages that we can tell it of."""
    for text in draft.texts:
        for language, wording in text.wording.general.items():
            why = hard(wording, language.partition("-")[0])
            if why:
                yield text.finding("warning", "reading_level", why, draft.called(language))


def hard(text: str, language: str) -> str:
    """Why the text is hard to read, in a sentence; empty when it is not, or nobody can say."""
    if language not in ("en", "es", "zu"):
        return ""
    size = measured(text, language)
    if size.words < FEWEST_WORDS:
        return ""
    if language == "en" and (grade := _grade(size)) > HIGHEST_GRADE:
        return f"This is hard to read (Flesch–Kincaid grade {grade:.0f}): use shorter sentences and words."
    if language == "es" and (score := _perspicuity(size)) < LOWEST_PERSPICUITY:
        return f"This is hard to read (INFLESZ {score:.0f} of 100): use shorter sentences and words."
    if language == "zu":
        if size.words / size.sentences > LONGEST_SENTENCE:
            return (
                f"Sentences of {size.words / size.sentences:.0f} words are hard to read in isiZulu; no formula exists for more."
            )
        if size.letters / size.words > LONGEST_WORD:
            return f"Words of {size.letters / size.words:.0f} letters are hard to read in isiZulu; no formula exists for more."
    return ""


def measured(text: str, language: str) -> Size:
    """Sentences, words, letters and (by rule of thumb, in English and Spanish) syllables."""
    plain = _REFERENCE.sub("x", text)
    found = [word for word in _WORD.findall(plain) if len(word) > 1 or word.lower() in "aioyeu"]
    sentences = max(1, sum(bool(_WORD.search(part)) for part in _SENTENCE.split(plain)))
    syllables = sum(_syllables(word.lower(), language) for word in found)
    return Size(sentences, len(found), sum(len(word) for word in found), syllables)


def _grade(size: Size) -> float:
    return 0.39 * size.words / size.sentences + 11.8 * size.syllables / size.words - 15.59


def _perspicuity(size: Size) -> float:
    return 206.835 - 62.3 * size.syllables / size.words - size.words / size.sentences


def _syllables(word: str, language: str) -> int:
    if language == "es":
        return max(1, len(_SPANISH.findall(word)) - len(_DIPHTHONG.findall(word)))
    groups = len(_ENGLISH.findall(word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)
