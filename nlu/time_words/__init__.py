"""The words people have for times, in three languages at once: what stands where, not yet what it means.

The words are data (`es.yml`, `en.yml`, `zu.yml`, `shared.yml`); `scan` finds the longest,
none overlapping.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz.distance import OSA

from nlu.fold import fold

_HERE: Final = Path(__file__).parent
_LANGUAGES: Final = ("es", "en", "zu")
_NUMERALS: Final = {
    "hour24": r"(?P<hour>2[0-3]|1\d|0?\d)(?!\d)",
    "minute": r"(?P<minute>[0-5]\d)(?!\d)",
    "meridiem": r"(?P<meridiem>[ap]\.? ?m\b\.?)",
    "day": r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)",
    "monthnumber": r"(?P<monthnumber>\d{1,2})(?!\d)",
    "year": r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d:])",
}
_LISTS: Final = {
    "number": "numbers",
    "unit": "units",
    "hour": "hours",
    "until": "hours",
    "minuteword": "minutes",
    "weekday": "weekdays",
    "shortweekday": "short_weekdays",
    "month": "months",
}
_BEGINS: Final = r"(?<!\w)"
_HOUR_DIGITS: Final = r"1[0-2]|0?[1-9]"


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of a time: its kind ("day", "clock", "ago" ...), the entry of that kind, and what it says."""

    kind: str
    key: str
    start: int
    end: int
    text: str
    language: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Folded:
    """A text as the patterns read it, and where each of its letters came from."""

    text: str
    origin: tuple[int, ...]
    source: str

    def said(self, start: int, end: int) -> str:
        """The writer's own words between two places of the folded text."""
        if end <= start:
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1].strip(" ,.;:\n")

    def in_capitals_after(self, end: int) -> bool:
        """Whether a name follows: a word with a capital in a text that is not all in capitals."""
        following = re.search(r"[^\W\d_]+", self.source[self.origin[end - 1] + 1 :][:20]) if end else None
        return bool(following and following[0].istitle() and len(following[0]) > 1)


def folded(text: str) -> Folded:
    """The text without case and accents, so that every place in it is known in the original."""
    source = unicodedata.normalize("NFC", text)
    letters: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(source):
        plain = " " if letter.isspace() else fold(letter)
        letters.append(plain)
        origin.extend([at] * len(plain))
    return Folded("".join(letters), tuple(origin), source)


class _Words:
    """One language's lists: the values its words stand for."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._lists = {
            name: [(value, re.compile("|".join(words))) for value, words in record.get(key, {}).items()]
            for name, key in _LISTS.items()
        }
        self._digits = record.get("digits", r"\d{1,3}")

    def expand(self, pattern: str) -> str:
        """A pattern of the word files as a regular expression."""
        filled = re.sub(r"(?<!\?P)<(\w+)>", self._group, pattern)
        filled = re.sub(r"\[[^]]*]| ", lambda found: r"(?:\s+)" if found[0] == " " else found[0], filled)
        first, *others = re.split(r"(\(\?P<\w+>)", filled)
        named = others[::2]  # a name may stand once in an expression; where a pattern says it again, the first is read
        others[::2] = [opening if opening not in named[:at] else "(?:" for at, opening in enumerate(named)]
        return first + "".join(others)

    def _group(self, named: re.Match[str]) -> str:
        name = named[1]
        if name in _NUMERALS:
            return _NUMERALS[name]
        known = [words.pattern for _, words in self._lists[name]]
        if name == "number":
            known.insert(0, rf"{self._digits}(?!\d)")
        if name in ("hour", "until"):
            known.insert(0, rf"(?:{_HOUR_DIGITS})(?!\d)")
        return f"(?P<{name}>{'|'.join(known)})"

    def read(self, name: str, word: str) -> Any:
        """What a word found under a name stands for."""
        if name == "meridiem":
            return word[0] + "m"
        if name in self._lists:
            for value, words in self._lists[name]:
                if words.fullmatch(re.sub(r"\s+", " ", word)):
                    return value
        digits = re.search(r"\d+", word)
        return int(digits[0]) if digits else word


@dataclass(frozen=True)
class _Rule:
    kind: str
    key: str
    language: str
    words: _Words
    pattern: re.Pattern[str]


def _rules(language: str, record: Mapping[str, Any]) -> Iterator[_Rule]:
    words = _Words(record)
    for kind, entries in record["say"].items():
        for key, patterns in entries.items() if isinstance(entries, dict) else [("", entries)]:
            for pattern in patterns:
                compiled = re.compile(rf"{_BEGINS}(?:{words.expand(str(pattern))})(?!\w)")
                yield _Rule(kind, key, language, words, compiled)


def _load(name: str) -> Mapping[str, Any]:
    record: Mapping[str, Any] = yaml.safe_load((_HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return record


_RECORDS: Final = {name: _load(name) for name in (*_LANGUAGES, "shared")}
_RULES: Final = tuple(rule for name, record in _RECORDS.items() for rule in _rules(name, record))
_AT_ONCE: Final = 16
"""Rules that are first looked for together: most texts hold none of them."""


def _together(rules: Sequence[_Rule]) -> tuple[re.Pattern[str], Sequence[_Rule]]:
    unnamed = (re.sub(r"\(\?P<\w+>", "(?:", rule.pattern.pattern.removeprefix(_BEGINS)) for rule in rules)
    return re.compile(f"{_BEGINS}(?:{'|'.join(unnamed)})"), rules


_RULES_TOGETHER: Final = tuple(_together(_RULES[at : at + _AT_ONCE]) for at in range(0, len(_RULES), _AT_ONCE))
PARTS: Final[Mapping[str, tuple[int, int]]] = {name: (a, b) for name, (a, b) in _RECORDS["shared"]["parts"].items()}
"""From and to which hour of the local clock a part of the day lasts; above 24 is the next day."""


def _listed(key: str) -> frozenset[str]:
    return frozenset(str(word) for record in _RECORDS.values() for word in record.get(key, ()))


ABOUT: Final = _listed("about")
"""Words that make a clock's time a rough one."""
FIRST: Final = _listed("first")
"""Words for the first day of a month."""
LONG_PAST: Final = _listed("past")
"""Words that make a weekday the last one past, also where days to come are asked for."""
MINUTES_AFTER: Final = _listed("minutes_after")
MINUTES_BEFORE: Final = _listed("minutes_before")
"""What stands between minutes and the hour that they follow or precede."""
CLOCK_LEADS: Final = tuple(str(words) for record in _RECORDS.values() for words in record.get("clock_leads", ()))
"""What stands before an hour in a sentence, and is left out in an answer."""
_MENDED: Final = _listed("mend")
_SHORTEST_MENDED, _LONG_MENDED = 5, 8
_FOLLOWS: Final = _listed("clock_follow")
_BETWEEN: Final = re.compile(
    r"(?:[\s,()\-'~]|(?<!\w)(?:" + "|".join(sorted(map(re.escape, _listed("between")), key=len, reverse=True)) + r")(?!\w))*"
)


_MONTHS: Final = tuple(
    (number, re.compile(rf"(?<![^\W_])(?:(?:ngo|ku|ka|zika|u)[ -]?)?(?:{'|'.join(words)})(?![^\W_])"))
    for record in _RECORDS.values()
    for number, words in record.get("months", {}).items()
)


def months(text: str) -> list[tuple[int, int, int]]:
    """The months that a folded text names: the number of each, and where it stands."""
    return sorted(
        {(number, found.start(), found.end()) for number, words in _MONTHS for found in words.finditer(text)},
        key=lambda month: month[1],
    )


def scan(text: Folded) -> list[Atom]:
    """The time words of a text in order; where two overlap, the longer (then the one listed first) stands."""
    found = [
        atom for any_of, rules in _RULES_TOGETHER if any_of.search(text.text) for rule in rules for atom in _matches(rule, text)
    ]
    found.sort(key=lambda atom: atom.start - atom.end)
    kept: list[Atom] = []
    for atom in found:
        if all(atom.end <= other.start or other.end <= atom.start for other in kept):
            kept.append(atom)
    kept.sort(key=lambda atom: atom.start)
    return [atom for atom in kept if atom.kind != "nothing" and _is_clock(atom, kept, text)]


def mended(text: Folded) -> Folded:
    """The text with the slips in its plainest time words put right: yestaday, anohe. For a text without any atom."""
    letters, at = "", 0
    origin: list[int] = []
    for word in re.finditer(r"\w+", text.text):
        meant = _meant(word[0])
        if meant is None:
            continue
        letters += text.text[at : word.start()] + meant
        origin += text.origin[at : word.start()]
        # The first and the last letter keep their places, so that the writer's own word is found again.
        origin += [text.origin[word.start()]] * (len(meant) - 1) + [text.origin[word.end() - 1]]
        at = word.end()
    return Folded(letters + text.text[at:], (*origin, *text.origin[at:]), text.source) if at else text


def _meant(word: str) -> str | None:
    if len(word) < _SHORTEST_MENDED - 1 or word in _MENDED:
        return None
    slips = 2 if len(word) >= _LONG_MENDED else 1
    near = ((OSA.distance(word, known, score_cutoff=slips), known) for known in _MENDED if known[0] == word[0])
    distance, known = min(near, default=(slips + 1, ""))
    return known if distance <= slips else None


def groups(text: Folded, atoms: Sequence[Atom]) -> list[list[Atom]]:
    """The atoms that stand together, with nothing but small words between them."""
    grouped: list[list[Atom]] = []
    for atom in atoms:
        if grouped and _BETWEEN.fullmatch(text.text, grouped[-1][-1].end, atom.start):
            grouped[-1].append(atom)
        else:
            grouped.append([atom])
    return grouped


def _matches(rule: _Rule, text: Folded) -> Iterator[Atom]:
    for match in rule.pattern.finditer(text.text):
        if match.end() == match.start():
            continue
        values = {name: rule.words.read(name, word) for name, word in match.groupdict().items() if word is not None}
        yield Atom(rule.kind, str(rule.key), match.start(), match.end(), match[0], rule.language, values)


def _is_clock(atom: Atom, kept: Sequence[Atom], text: Folded) -> bool:
    """Whether a bare hour ("at 9", "around 9") is one, by what follows it; other atoms always stand."""
    rest = text.text[atom.end :]
    if atom.kind == "clock_unless_name":
        return not text.in_capitals_after(atom.end)
    if atom.kind != "clock_followed" or not rest.strip() or rest[0] in ".,;!?\n":
        return True
    if any(other.start >= atom.end and not text.text[atom.end : other.start].strip() for other in kept):
        return True
    following = re.match(r"\s*(\w+)", rest)
    return bool(following and following[1] in _FOLLOWS)
