"""What an official types on a phone, read: ``ACK R7K3``, ``DONE R7K3 lamp replaced``, several in one message.

Every text is read alike, whoever wrote it: who may do it is decided elsewhere. A verb counts with something after it that
is, or nearly is, the code of a report; so a resident who writes "done" or "who did it" has said nothing of this kind.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from nlu import references
from nlu.fold import fold, words_only
from nlu.references import ALPHABET
from reports import tags

FILE = Path(__file__).with_name("verbs.yml")

VERBS = ACKNOWLEDGE, DONE, MORE, ASSIGN, WHO = ("acknowledge", "done", "more", "assign", "who")

MOST = 12
"""Commands of one message that are obeyed: each is answered within one SMS segment."""

LONGEST_VERB = 3
"""Words."""

LONGEST_NAME = 4
"""Words of a colleague's name."""

SHORTEST_WITH_TYPO = 5
LONGEST_NOTE = 300

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SEPARATOR = re.compile(r"[\n\r,;.&+/|•*]")
_EDGE = ' \t\r\n,;.:!?¡¿&+/|-–—•*"”“«»()[]'
_JOINED = (" ", "-", ".")
_LENGTHS = range(tags.SHORTEST - 1, tags.LONGEST + 1)


@dataclass(frozen=True)
class Command:
    """One thing to do with one report."""

    verb: str
    tag: str | None
    """Nothing where what was typed holds a mistake: then it is no report's."""

    rest: str = ""
    """What follows: a note, or to whom it is given."""


@dataclass(frozen=True)
class Enrolment:
    """A confirmation code sent back; nothing in it where it holds a mistake."""

    code: str | None


def read(text: str) -> tuple[Command, ...]:
    """The commands of a message, in their order; none unless the message begins with one."""
    return _Line(_plain(text)).commands


def asks_for_more(text: str) -> bool:
    """True when the whole message is "more"."""
    return words_only(text) in _lists()[MORE]


def enrolment(text: str) -> Enrolment | None:
    """The confirmation code of an official text (``ENROL 7K3-9RX-2MW``), nothing where the message is none."""
    for word in sorted(_lists()["enrol"], key=len, reverse=True):
        said = words_only(text)
        if said.startswith(f"{word} "):
            symbols = "".join(said.removeprefix(word).split()).upper()
            sound = sum(symbol in ALPHABET for symbol in symbols)
            if abs(len(symbols) - references.RANDOM_SYMBOLS - 1) <= 1 and sound >= references.RANDOM_SYMBOLS - 1:
                return Enrolment(references.read(symbols))
    return None


def verb_of(text: str) -> str | None:
    """The verb that these words are, a small slip forgiven."""
    said = words_only(text)
    for verb in VERBS:
        if said in _lists()[verb]:
            return verb
    near = {
        verb
        for verb in VERBS
        for word in _lists()[verb]
        if len(word) >= SHORTEST_WITH_TYPO and word[0] == said[:1] and OSA.distance(said, word, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


def colleague(rest: str) -> Iterator[str]:
    """What may be a colleague's handle or name at the beginning of ``rest``, folded, the longest first."""
    said = [_as_handle(word) for word in rest.split()]
    while said and said[0] in _lists()["to"]:
        said = said[1:]
    for length in range(min(len(said), LONGEST_NAME), 0, -1):
        yield " ".join(said[:length]).strip()


def behind(rest: str, name: str) -> str:
    """What is left of ``rest`` behind the colleague's name."""
    words, count = rest.split(), len(name.split())
    while words and words_only(words[0]) in _lists()["to"]:
        words = words[1:]
    return " ".join(words[count:]).strip(_EDGE)


def means_me(name: str) -> bool:
    """True for "me", whatever the language."""
    return name in _lists()["me"]


def looks_like_a_tag(word: str) -> bool:
    """True for what is a tag or one with a single wrong symbol; no word of our languages looks like that, nor "10am"."""
    symbols = word.upper()
    wrong = sum(symbol not in ALPHABET for symbol in symbols)
    mixed = any(symbol.isdigit() for symbol in symbols) and any(symbol.isalpha() for symbol in symbols)
    if len(symbols) not in _LENGTHS or not symbols.isascii():
        return False
    if len(symbols) < tags.SHORTEST:
        return wrong == 0 and mixed  # one symbol is missing
    return wrong == 0 or (wrong == 1 and mixed)


def _as_handle(word: str) -> str:
    """Folded, with the _ that a handle may hold."""
    return "_".join(words_only(part) for part in word.split("_"))


class _Line:
    """A message as words with their places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = list(_WORD.finditer(text))
        self._folded = [words_only(each[0]) for each in self._words]

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        found: list[tuple[int, int, str, list[str | None]]] = []
        at = self._first()
        while at < len(self._words):
            match = self._command_at(at) if not found or self._begins(at) else None
            if match is not None:
                found.append((at, *match))
                at = match[0]
            elif not found:
                return ()
            else:
                at += 1
        return tuple(dict.fromkeys(self._put_together(found)))

    def _put_together(self, found: list[tuple[int, int, str, list[str | None]]]) -> Iterator[Command]:
        for number, (_, after, verb, named) in enumerate(found):
            until = found[number + 1][0] if number + 1 < len(found) else None
            rest = self._between(after, until)
            for tag in named:
                yield Command(verb, tag, rest)

    def _first(self) -> int:
        """Where the first verb may stand: after a greeting or a please."""
        at = 0
        while at < len(self._words) and self._folded[at] in _lists()["before"]:
            at += 1
        return at

    def _begins(self, at: int) -> bool:
        """True where another command may begin: after a separator, or an "and"."""
        return bool(_SEPARATOR.search(self._gap(at))) or self._folded[at - 1] in _lists()["and"]

    def _gap(self, at: int) -> str:
        """What stands between this word and the one before."""
        return self._text[self._words[at - 1].end() : self._words[at].start()] if at else ""

    def _command_at(self, at: int) -> tuple[int, str, list[str | None]] | None:
        """Where its codes end, the verb, and the codes; nothing if no command begins here."""
        for length in range(min(LONGEST_VERB, len(self._words) - at), 0, -1):
            verb = verb_of(" ".join(self._folded[at : at + length]))
            if verb is None:
                continue
            behind = at + length
            while behind < len(self._words) and self._folded[behind] in _lists()["between"] and not self._tag_at(behind):
                behind += 1
            named: list[str | None] = []
            while (tag := self._tag_at(behind)) is not None and (not named or self._is_another(behind, tag)):
                named.append(tags.read(tag[0]))
                behind += tag[1]
                if behind + 1 < len(self._words) and self._folded[behind] in _lists()["and"] and self._tag_at(behind + 1):
                    behind += 1
            if named:
                if self._folded[behind - 1] in _lists()["and"]:
                    behind -= 1
                return behind, verb, named
        return None

    def _tag_at(self, at: int) -> tuple[str, int] | None:
        """What is or nearly is a code here, and of how many words: thumbs also type ``R7 K3`` and ``R7-K3``."""
        if at >= len(self._words):
            return None
        word = self._words[at][0]
        if at + 1 < len(self._words) and self._gap(at + 1) in _JOINED and len(word) < tags.SHORTEST:
            both = word + self._words[at + 1][0]
            if tags.read(both) is not None:
                return both, 2
        is_part_of_a_reference = len(word) < tags.SHORTEST and at + 1 < len(self._words) and self._gap(at + 1) == "-"
        return (word, 1) if looks_like_a_tag(word) and not is_part_of_a_reference else None

    def _is_another(self, at: int, tag: tuple[str, int]) -> bool:
        """True when a second code is meant, and not a note that begins with a measure ("24km of cable")."""
        behind = at + tag[1]
        ends = behind >= len(self._words) or bool(_SEPARATOR.search(self._gap(behind))) or self._tag_at(behind) is not None
        return tags.read(tag[0]) is not None or ends

    def _between(self, after: int, until: int | None) -> str:
        """The words from here to the next command, as they were typed."""
        stop = len(self._words) if until is None else until
        if until is not None and stop > after and self._folded[stop - 1] in _lists()["and"]:
            stop -= 1
        begins = self._words[after - 1].end()
        ends = len(self._text) if stop == len(self._words) else self._words[stop].start()
        return " ".join(self._text[begins:ends].strip(_EDGE).split())[:LONGEST_NOTE]


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    source: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    lists = source.pop("verbs") | source
    return {name: frozenset(fold(str(word)) for word in entries) for name, entries in lists.items()}


def _plain(text: str) -> str:
    """Full-width letters as ordinary ones, and nothing invisible between the symbols of a code."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
