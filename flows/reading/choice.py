"""Which choice words mean: a number, a word for one, a letter, the label or its beginning, a typo, yes in any language."""

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from flows.definition import Choice, Wording
from nlu import numbers
from nlu.fold import fold, words_only

WORDS = Path(__file__).with_name("choice_words.yml")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_FIGURES = re.compile(r"[0-9]+")
_BAND = re.compile(r"[^0-9]*([0-9]{1,3})[^0-9]+([0-9]{1,3})[^0-9]*")
_LETTERS = "abcdefghij"

SHORTEST_START = 3
"""Letters of a label's beginning that are enough to mean it."""

CLOSE = 83
"""Similarity in percent at which a typed label with a typo is taken for it."""

_YES_AND_NO = (Choice("yes", Wording({})), Choice("no", Wording({})))

_WITH_A = re.compile(r"\((as?)\)|/(as?)\b")
_O_WITH_A = re.compile(r"[oe]s?(?:\((as?)\)|/(as?)\b)")
"""How Spanish labels write both genders: seguro(a), seguros(as), seguro/a."""

_BY_NAME = ("send", "correct")
"""Meanings of our own choices, which are known by their name alone."""

_HIGHEST = 999
"""The highest number that can be one of a list."""


def chosen(text: str, choices: Sequence[Choice], *, numbered: bool = True) -> str | None:
    """The name of the choice that a text means, if it means exactly one.

    Where the choices stand without their numbers (`numbered` false) a label that is a number comes before the count.
    """
    name = exactly(text, choices, numbered=numbered)
    said = without_courtesy(_spoken(text))
    if name is not None or not said:
        return name
    if number(text) is not None:
        return _in_band(text, choices)
    closest: Sequence[Callable[[str, Sequence[Choice]], set[str]]] = (_started, _close, _beginning, _lettered, _misspelled)
    for close in closest:
        names = close(said, choices)
        if len(names) == 1:
            return names.pop()
    rest = _after_lead(said)
    return _in_band(text, choices) or (chosen(rest, choices, numbered=numbered) if rest else None)


def _after_lead(said: str) -> str:
    """What follows "I am", "me siento": the answer itself."""
    lead = max((lead for lead in words()["leads"] if said.startswith(f"{lead} ")), key=len, default="")
    return said.removeprefix(lead).strip() if lead else ""


def exactly(text: str, choices: Sequence[Choice], *, numbered: bool = True) -> str | None:
    """The choice whose number, label or unmistakable word is the whole text."""
    count = number(text)
    counted = choices[count - 1].name if count is not None and 1 <= count <= len(choices) else None
    if numbered and counted is not None:
        return counted
    return named(text, choices) or counted


def named(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice whose label, or a word that always means it, is the whole text."""
    said = _spoken(text)
    if not said:
        return None
    same = offered(choices).exact.get(said)
    if same:
        return _only(same)
    for meaning, synonyms in words()["synonyms"].items():
        if said in synonyms and (meant := meaning_this(meaning, choices)) is not None:
            return meant
    return offered(choices).names.get(said)


def meaning_this(meaning: str, choices: Sequence[Choice]) -> str | None:
    """The one choice that means yes, no, unsure, declined, none, other: by its name or its label."""
    return offered(choices).meanings.get(meaning)


@dataclass(frozen=True, eq=False)
class Offered:
    """Choices laid out so that words are quickly found among them."""

    choices: Sequence[Choice]
    exact: Mapping[str, set[str]]
    """Folded labels, and whose they are."""

    words: Mapping[str, set[str]]
    """The words of the labels."""

    names: Mapping[str, str]
    meanings: Mapping[str, str]
    """yes, no, other ...: the one choice that means it."""

    @cached_property
    def bands(self) -> Sequence[tuple[tuple[int, int], str]]:
        """From and to which number the labels go that name a band, and whose they are."""
        labels = ((choice.name, label) for choice in self.choices for label in choice.label)
        return [(band, name) for name, label in labels if (band := _band(label)) is not None]

    @cached_property
    def runs(self) -> Mapping[tuple[str, ...], str]:
        """Labels as their words, with the choice; one that several choices share names none."""
        return {tuple(label.split()): next(iter(names)) for label, names in self.exact.items() if len(names) == 1}


_laid_out: deque[Offered] = deque(maxlen=16)


def offered(choices: Sequence[Choice]) -> Offered:
    """The choices laid out; once for each list that is asked about."""
    known = next((each for each in tuple(_laid_out) if each.choices is choices), None)
    if known is None:
        known = _lay_out(choices)
        _laid_out.append(known)
    return known


def _lay_out(choices: Sequence[Choice]) -> Offered:
    exact: dict[str, set[str]] = {}
    vocabulary: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for choice in choices:
        names.setdefault(_folded(choice.name), choice.name)
        for label in filter(None, (_folded(form) for wording in choice.label for form in _forms(wording))):
            exact.setdefault(label, set()).add(choice.name)
            for word in label.split():
                vocabulary.setdefault(word, set()).add(choice.name)
    meanings = {}
    for meaning, spellings in words()["meanings"].items():
        found = {names[spelling] for spelling in spellings if spelling in names}
        if not found and meaning not in _BY_NAME:
            found = set().union(*(exact.get(spelling, set()) for spelling in spellings))
        if len(found) == 1:
            meanings[meaning] = found.pop()
    return Offered(choices, exact, vocabulary, names, meanings)


@lru_cache(maxsize=32768)
def _folded(label: str) -> str:
    return _spoken(label)


def _forms(label: str) -> set[str]:
    """ "Muy seguro(a)" is written by nobody: it stands for "muy seguro" and "muy segura"."""

    def ending(found: re.Match[str]) -> str:
        return found.group(1) or found.group(2)

    return {label, _WITH_A.sub("", label), _WITH_A.sub(ending, _O_WITH_A.sub(ending, label))}


def _beginning(said: str, choices: Sequence[Choice]) -> set[str]:
    """ "no, they have gone": the first words are the answer, the rest explains it; the longest that fit count."""
    fitting = {
        (len(synonym), name)
        for meaning, synonyms in words()["synonyms"].items()
        if (name := meaning_this(meaning, choices)) is not None
        for synonym in synonyms
        if synonym not in words()["alone"] and f"{said} ".startswith(f"{synonym} ")
    }
    longest = max((length for length, _ in fitting), default=0)
    return {name for length, name in fitting if length == longest}


def _started(said: str, choices: Sequence[Choice]) -> set[str]:
    """The beginning of a label, or one of its words."""
    if len(said) < SHORTEST_START:
        return set()
    among = offered(choices)
    starts = (names for label, names in among.exact.items() if label.startswith(said))
    return set().union(among.words.get(said, set()), *starts)


def _close(said: str, choices: Sequence[Choice]) -> set[str]:
    """A label with a slip in it."""
    return _alike(said, offered(choices).exact) if len(said) > SHORTEST_START else set()


def _misspelled(said: str, choices: Sequence[Choice]) -> set[str]:
    """One word of a longer label with a slip in it."""
    return _alike(said, offered(choices).words) if len(said) > SHORTEST_START + 1 and " " not in said else set()


def _alike(said: str, known: Mapping[str, set[str]]) -> set[str]:
    alike = process.extract_iter(said, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
    figures = _FIGURES.findall(said)
    meant = (known[word] for word, _, _ in alike if len(word) >= SHORTEST_START and _FIGURES.findall(word) == figures)
    return set().union(*meant)


def _lettered(said: str, choices: Sequence[Choice]) -> set[str]:
    place = _LETTERS.find(said) if len(said) == 1 else -1
    return {choices[place].name} if 0 <= place < len(choices) else set()


def _in_band(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice whose label is a band in which the number lies: 34 is "25-34 years"."""
    bands = offered(choices).bands
    if not bands:
        return None
    ends = _FIGURES.findall(text)
    if len(ends) == 2:  # "de 35 a 64": the band itself
        return _only({name for (low, high), name in bands if [str(low), str(high)] == ends})
    try:
        value = numbers.amount(text, whole=True)
    except numbers.NoAmount:
        return None
    return _only({name for (low, high), name in bands if low <= value <= high})


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _band(label: str) -> tuple[int, int] | None:
    """From and to which number a label goes, both included: "25-34 years", "65+", "under 18"."""
    band = _BAND.fullmatch(label)
    if band:
        return int(band[1]), int(band[2])
    figures = _FIGURES.findall(label)
    if len(figures) != 1 or len(figures[0]) > 3:
        return None
    bare, end = f" {_folded(label)} ", int(figures[0])
    if "+" in label or any(f" {beside} " in bare for beside in words()["above"]):
        return end, _HIGHEST
    return (0, end - 1) if any(f" {beside} " in bare for beside in words()["below"]) else None


def is_unknown(text: str) -> bool:
    """True for "I don't know", "I don't remember" and "I prefer not to say": an answer to any question."""
    synonyms = words()["synonyms"]
    return _spoken(text) in synonyms["unsure"] | synonyms["declined"]


def is_yes_or_no(text: str) -> bool:
    """True when the whole text is a yes or a no, in any of the languages."""
    synonyms = words()["synonyms"]
    return _spoken(text) in synonyms["yes"] | synonyms["no"]


def yes_or_no(text: str) -> str | None:
    """Whether a text is, or begins with, a yes or a no: "ok gracias", "no tengo cámara"."""
    return chosen(text, _YES_AND_NO)


def is_none(text: str) -> bool:
    """True when the whole text says "none of them"."""
    return _spoken(text) in words()["synonyms"]["none"]


def _spoken(text: str) -> str:
    """What a text says when it is folded; a thumb up says something too."""
    return words_only(text) or _SKIN_TONES.sub("", fold(text))


def number(text: str) -> int | None:
    """The number that a text is: "2", "2.", "option 2", "dos", "kubili"; nothing if it says more than a number."""
    said = without_courtesy(words_only(text)).split()
    if said and said[0] in words()["number_signs"]:
        said = said[1:]
    if not said or len(said) > 3:
        return None
    if len(said) == 1:
        if said[0].isdecimal():
            return int(said[0]) if len(said[0]) < 4 else None
        if place := words()["ordinal"].fullmatch(said[0]):
            return int(place[1])
        for value, spellings in words()["numbers"].items():
            if said[0] in spellings:
                return int(value)
    return _spelled_out(" ".join(said))


def without_courtesy(said: str) -> str:
    """Folded words less the "please" at their end, unless that is all there is."""
    return words()["courtesy"].sub("", said) or said


@lru_cache(maxsize=256)
def _spelled_out(said: str) -> int | None:
    """A number in words, and nothing else: "trece", "twenty one"."""
    if any(letter.isdecimal() for letter in said):
        return None
    found = numbers.find(said)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(said)):
        return None
    value = found[0].value
    return int(value) if value == int(value) and 0 < value <= _HIGHEST else None


@cache
def words() -> dict[str, Any]:
    """The words of choice_words.yml, folded; the three languages together."""
    data = yaml.safe_load(WORDS.read_text("utf-8"))
    gathered: dict[str, Any] = {}
    for group in ("numbers", "synonyms"):
        gathered[group] = {
            key: {_spoken(word) for spellings in languages.values() for word in spellings}
            for key, languages in data[group].items()
        }
    gathered["meanings"] = {key: {_spoken(word) for word in spellings} for key, spellings in data["meanings"].items()}
    for group in ("alone", "number_signs"):
        gathered[group] = {words_only(word) for spellings in data[group].values() for word in spellings}
    gathered["joined"] = re.compile(rf"(?<![^\W_]){data['joined']}(?![^\W_])")
    gathered["courtesy"] = re.compile(rf"[ ,]+(?:{'|'.join(data['courtesies'])})\W*$")
    gathered["ordinal"] = re.compile(rf"([0-9]{{1,2}})(?:{'|'.join(data['ordinal_ends'])})")
    gathered["between"] = re.compile(rf"(?<=[0-9])({'|'.join(data['joins'])})(?=[0-9])")
    for group in ("all", "both", "except", "joins", "to", "fillers", "leads", "above", "below"):
        gathered[group] = frozenset(words_only(word) for word in data[group])
    return gathered
