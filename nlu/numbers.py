"""The number that a resident's words hold: digits as people group them, or words in Spanish, English or isiZulu.

The words are data (`number_words.yml`). A message that holds several numbers, a telephone number, a place in an order
("3rd") or a bound ("more than 20") holds no amount, and says why.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from nlu.fold import fold, words_only

Why = Literal["none", "several", "inexact", "telephone", "ordinal"]

LANGUAGES: Final = ("es", "en", "zu")
_WORDS: Final = Path(__file__).with_name("number_words.yml")
_VULGAR: Final = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_TOKEN: Final = re.compile(
    r"(?P<fraction>[0-9]{1,3} ?/ ?[0-9]{1,3}(?![0-9/]))"
    r"|(?P<grouped>[0-9]{1,3}(?:[ .,'][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?)"
    r"|(?P<digits>[0-9]+(?:[.,][0-9]+)?)"
    r"|(?P<word>[^\W\d_]+)"
)
_IMPROPER: Final = re.compile(r"(?<![0-9/])([0-9]+) ?/ ?([0-9]+)(?![0-9/])")
_TELEPHONE: Final = re.compile(r"\+? ?[0-9][0-9 ().-]{7,}[0-9]")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?")
_TOGETHER: Final = re.compile(r"[ -]{0,3}")
_MOST_WORDS: Final = 14
"""Words of a message up to which a single number in it is the answer."""

_SHORT: Final = 3
"""Words of a message up to which a mere article ("una", "one") is a number."""


class NoAmount(Exception):
    """The text holds no single number; ``why`` says in which way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and where it stands in the folded text. ``article``: a word that is only now and then a number."""

    value: Decimal
    start: int
    end: int
    article: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """The folded text in which the places of `find` count."""
    folded = fold(text.translate(_VULGAR)).replace("\u2044", "/")
    for pattern, apart in _together():
        folded = pattern.sub(apart, folded)
    return folded


def amount(text: str, language: str = "", *, whole: bool = False) -> Decimal:
    """The one number that a message holds, with whatever stands around it ("tengo 34 años", "R500", "about 20").

    `language` is that of the conversation: it decides words that are a number in two languages ("once"). With `whole`
    a point before three digits groups thousands, as it cannot begin decimals.

    Raises:
        NoAmount: there is none, there are several, or it is not an amount.
    """
    folded = plain(text)
    bare = words_only(text)
    if bare in _data()["none"]:
        return Decimal(0)
    words = len(bare.split())
    if words > _MOST_WORDS:
        raise NoAmount("none")
    for match in _TELEPHONE.finditer(folded):
        if _is_telephone(match[0]):
            raise NoAmount("telephone")
    if any(int(above) >= int(below) for above, below in _IMPROPER.findall(folded)):
        raise NoAmount("several")
    found = find(text, language, whole=whole)
    counted = [number for number in found if not number.article]
    if not counted and words <= _SHORT:
        counted = found
    if not counted:
        raise NoAmount("none")
    if len(counted) > 1:
        raise NoAmount("several")
    number = counted[0]
    if _ordinal(folded, number):
        raise NoAmount("ordinal")
    if folded[number.end : number.end + 1] == "+" or folded[: number.start].rstrip()[-1:] in ("<", ">") or _inexact(bare):
        raise NoAmount("inexact")
    return number.value


def find(text: str, language: str = "", *, whole: bool = False) -> list[Number]:
    """Every number of a text, in its order."""
    folded = plain(text)
    tokens = [_Token(str(match.lastgroup), match[0], match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    order = [language, *(each for each in LANGUAGES if each != language)] if language in LANGUAGES else list(LANGUAGES)
    found, at = [], 0
    while at < len(tokens):
        read = _digits(tokens, at, folded, whole) or _in_words(tokens, at, folded, order)
        if read is None:
            at += 1
            continue
        number, at = read
        found.append(number)
    return found


def tells_age(text: str, label: Sequence[str]) -> int | None:
    """The age in years that somebody tells of themselves, where a question's label asks for one; None if in doubt."""
    ages = _data()["age"]
    if not any(re.search(rf"\b{words}\b", words_only(each)) for each in label for words in ages["asked"]):
        return None
    found = {int(match["n"]) for pattern in ages["told"] for match in re.finditer(_told(pattern), plain(text).replace("'", ""))}
    return found.pop() if len(found) == 1 else None


@cache
def _told(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){pattern.replace('<n>', '(?P<n>[0-9]{1,3})')}(?!\w)(?! ?(?:ago|atras|hijos|children))")


# Digits


def _is_telephone(match: str) -> bool:
    digits = re.sub(r"[^0-9]", "", match)
    if _THOUSANDS.fullmatch(match.strip()):
        return False
    return len(digits) >= 9 and (match[0] in "+0" or len(digits) >= 10)


def _digits(tokens: Sequence[_Token], at: int, folded: str, whole: bool) -> tuple[Number, int] | None:
    token = tokens[at]
    if token.kind == "word":
        return None
    value = _value_of(token, whole)
    if value is None:
        return None
    sign = _sign(folded, tokens, at)
    end, following = token.end, at + 1
    if token.kind != "fraction" and following < len(tokens) and tokens[following].kind == "fraction":
        part = _value_of(tokens[following], whole)
        if part is not None and part < 1 and folded[token.end : tokens[following].start] == " ":
            value, end, following = value + part, tokens[following].end, following + 1
    scaled = _scaled(tokens, following, folded, value)
    if scaled is not None:
        value, following = scaled
        end = tokens[following - 1].end
    start = token.start if sign is None else sign
    return Number(-value if sign is not None else value, start, end), following


def _value_of(token: _Token, whole: bool) -> Decimal | None:
    text = token.text
    if token.kind == "fraction":
        above, below = (int(part) for part in text.replace(" ", "").split("/"))
        return Decimal(above) / Decimal(below) if above < below else None
    if token.kind == "grouped":
        tail = re.search(r"[.,][0-9]{1,2}$", text)
        decimals = tail[0][1:] if tail else ""
        integer = text.removesuffix(tail[0]) if tail else text
        lone_point = integer.count(".") == 1 and not re.search(r"[ ,']", integer)
        if (lone_point and not whole and not decimals) or integer.startswith("0"):
            once = integer.count(".") + integer.count(",") == 1
            return Decimal(re.sub(r"[ ']", "", integer).replace(",", ".")) if once else None
        digits = re.sub(r"[^0-9]", "", integer)
        return Decimal(f"{digits}.{decimals}" if decimals else digits)
    return Decimal(text.replace(",", "."))


def _sign(folded: str, tokens: Sequence[_Token], at: int) -> int | None:
    """Where the minus of a negative number stands; "ama-5" and "20-30" have none."""
    start = tokens[at].start
    before = folded[:start].rstrip()
    if folded[start - 1 : start] in ("-", "\u2212") and start and not re.search(r"\w[ ]*$", folded[: start - 1]):
        return start - 1
    if at and tokens[at - 1].kind == "word" and tokens[at - 1].text in _data()["minus"] and before.endswith(tokens[at - 1].text):
        return tokens[at - 1].start
    return None


def _scaled(tokens: Sequence[_Token], at: int, folded: str, value: Decimal) -> tuple[Decimal, int] | None:
    """What a scale after digits makes of them: 5 mil, 5k, 2 million, 3 and a half."""
    for language in LANGUAGES:
        words = _language(language)
        for key, factor in (("thousand", 1000), ("million", 1_000_000), ("hundred", 100)):
            after = words.match(key, tokens, at, folded)
            if after is not None and _joined(tokens, at, folded):
                rest = words.rest(tokens, after, folded, factor)
                more, end = rest if rest else (Decimal(0), after)
                return value * factor + more, end
        after = words.match("half", tokens, at, folded)
        if after is not None and _joined(tokens, at, folded):
            return value + Decimal("0.5"), after
    return None


def _joined(tokens: Sequence[_Token], at: int, folded: str) -> bool:
    return bool(_TOGETHER.fullmatch(folded, tokens[at - 1].end, tokens[at].start))


def _ordinal(folded: str, number: Number) -> bool:
    tail = re.match(r"\.?([a-z]+|°)", folded[number.end :])
    return tail is not None and folded[number.end - 1].isdigit() and tail[1] in _data()["ordinal"]


def _inexact(bare: str) -> bool:
    return any(f" {words} " in f" {bare} " for words in _data()["inexact"])


# Words


def _in_words(tokens: Sequence[_Token], at: int, folded: str, order: Sequence[str]) -> tuple[Number, int] | None:
    best: tuple[Decimal, int, str] | None = None
    for language in order:
        read = _language(language).read(tokens, at, folded)
        if read is not None and (best is None or read[1] > best[1]):
            best = (*read, language)
    if best is None:
        return None
    value, end, language = best
    before = tokens[at - 1] if at else None
    negative = before is not None and before.text in _data()["minus"] and _joined(tokens, at, folded)
    said = " ".join(token.text for token in tokens[at:end])
    article = said in _data()[language].get("article", ())
    start = before.start if negative and before is not None else tokens[at].start
    return Number(-value if negative else value, start, tokens[end - 1].end, article), end


class _Spoken:
    """One language's number words and how they are put together."""

    def __init__(self, language: str, record: Mapping[str, Any]) -> None:
        self._zulu = language == "zu"
        self._lists: dict[str, list[tuple[re.Pattern[str], int, int]]] = {}
        for key in ("values", "added", "many"):
            self._lists[key] = _patterns({int(value): words for value, words in record.get(key, {}).items()})
        for key in ("hundred", "thousand", "million", "and", "half", "a_half", "point"):
            self._lists[key] = _patterns({1: record.get(key, [])})

    def match(self, key: str, tokens: Sequence[_Token], at: int, folded: str) -> int | None:
        """The token after the words of this list that stand here."""
        found = self._find(key, tokens, at, folded)
        return found[1] if found else None

    def _find(self, key: str, tokens: Sequence[_Token], at: int, folded: str) -> tuple[int, int] | None:
        for pattern, value, count in self._lists[key]:
            run = tokens[at : at + count]
            if len(run) == count and all(token.kind == "word" for token in run):
                together = all(_TOGETHER.fullmatch(folded, a.end, b.start) for a, b in pairwise(run))
                if together and pattern.fullmatch(" ".join(token.text for token in run)):
                    return value, at + count
        return None

    def read(self, tokens: Sequence[_Token], at: int, folded: str) -> tuple[Decimal, int] | None:
        """The number that begins at a token, and the token after it."""
        read = self._zulu_number(tokens, at, folded) if self._zulu else self._number(tokens, at, folded, 10**9)
        if read is None:
            half = self.match("a_half", tokens, at, folded)
            return (Decimal("0.5"), half) if half is not None else None
        value, end = Decimal(read[0]), read[1]
        half = self.match("half", tokens, end, folded)
        if half is not None and _joined(tokens, end, folded):
            return value + Decimal("0.5"), half
        return self._decimals(tokens, end, folded, value)

    def rest(self, tokens: Sequence[_Token], at: int, folded: str, below: int) -> tuple[Decimal, int] | None:
        """What is added after a scale: "2 mil quinientos", "2 mil 500"."""
        if at >= len(tokens) or not _joined(tokens, at, folded):
            return None
        token = tokens[at]
        if token.kind == "digits" and token.text.isdigit() and len(token.text) == len(str(below)) - 1:
            return Decimal(token.text), at + 1
        after = self.match("and", tokens, at, folded) or at
        read = self._number(tokens, after, folded, below) if not self._zulu else None
        return (Decimal(read[0]), read[1]) if read else None

    def _decimals(self, tokens: Sequence[_Token], at: int, folded: str, value: Decimal) -> tuple[Decimal, int]:
        point = self.match("point", tokens, at, folded)
        digits = ""
        while point is not None and (found := self._find("values", tokens, point, folded)) and found[0] < 10:
            digits, point = digits + str(found[0]), found[1]
            at = point
        return (value + Decimal(f"0.{digits}"), at) if digits else (value, at)

    def _number(self, tokens: Sequence[_Token], at: int, folded: str, below: int) -> tuple[int, int] | None:
        """Spanish and English: each part smaller than the one before, a scale multiplies what is there."""
        total, current, room, scale, end = 0, 0, below, below, None
        begun = False
        while at < len(tokens):
            if begun and not _joined(tokens, at, folded):
                break
            step = at
            if begun and (after := self.match("and", tokens, at, folded)) is not None:
                step = after
                if step >= len(tokens) or not (current == 0 or current % 10 == 0):
                    break
            if (found := self._find("values", tokens, step, folded)) and (not begun or 0 < found[0] < room):
                value, at = found
                current, begun, end = current + value, True, found[1]
                room = 1000 if value >= 1000 else 100 if value >= 100 else 10 if value >= 20 and value % 10 == 0 else 0
                continue
            scaled = next(
                (
                    (factor, after)
                    for key, factor in (("hundred", 100), ("thousand", 1000), ("million", 1_000_000))
                    if (after := self.match(key, tokens, at, folded)) is not None
                ),
                None,
            )
            if scaled is None or step != at:
                break
            factor, after = scaled
            if factor == 100:
                if not 0 < current < 100:
                    break
                current, room = current * 100, 100
            elif factor < scale and (begun or factor == 1000) and (factor == 1000 or current):
                total, current, room, scale = total + (current or 1) * factor, 0, factor, factor
            else:
                break
            at, begun, end = after, True, after
        if end is None:
            return None
        return total + current, end

    def _zulu_number(self, tokens: Sequence[_Token], at: int, folded: str) -> tuple[int, int] | None:
        """isiZulu: how many tens follows the tens, and "na" adds: amashumi amabili nanhlanu is 25."""
        total, end = 0, None
        while at < len(tokens):
            if end is not None and not _joined(tokens, at, folded):
                break
            many = self._find("many", tokens, at, folded)
            joins = tokens[at].text.startswith("na") or tokens[at].text.startswith("ne")
            if many is not None and (end is None or joins):
                count = self._find("values", tokens, many[1], folded)
                if count is None or not 0 < count[0] < 1000:
                    break
                total, at = total + many[0] * count[0], count[1]
            elif end is None and (found := self._find("values", tokens, at, folded)) is not None:
                total, at = found
            elif end is not None and total % 10 == 0 and (found := self._find("added", tokens, at, folded)) is not None:
                total, at = total + found[0], found[1]
            else:
                break
            end = at
        return (total, end) if end is not None else None


def _patterns(lists: Mapping[int, Sequence[str]]) -> list[tuple[re.Pattern[str], int, int]]:
    """(pattern, value, number of words), those of more words first."""
    found: Iterator[tuple[re.Pattern[str], int, int]] = (
        (re.compile(str(word)), value, len(str(word).split())) for value, words in lists.items() for word in words
    )
    return sorted(found, key=lambda each: -each[2])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_WORDS.read_text("utf-8"))
    data["none"] = frozenset(word for pattern in data["none"] for word in _spelled(pattern))
    return data


@cache
def _together() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])"), apart) for pattern, apart in _data()["together"]]


def _spelled(pattern: str) -> list[str]:
    return [pattern.replace("[oa]", letter) for letter in "oa"]


_language: Callable[[str], _Spoken] = cache(lambda language: _Spoken(language, _data()[language]))
