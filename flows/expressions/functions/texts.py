"""Functions over texts."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from math import floor, isinf, isnan

from flows.expressions.errors import ExpressionError
from flows.expressions.functions.matching import Pattern, matches
from flows.expressions.functions.nodesets import texts
from flows.expressions.functions.registry import Built, function, pure
from flows.expressions.parts import Part, Run
from flows.expressions.values import node_text

_SPACES = " \t\r\n"


def _own(parts: Sequence[Part]) -> Run:
    """The argument's text, without one that of the node itself."""
    return parts[0].text() if parts else lambda context: node_text(context.node)


@function("string(value?)")
def _string(parts: Sequence[Part]) -> Built:
    return "text", _own(parts)


@function("string-length(text?)")
def _string_length(parts: Sequence[Part]) -> Built:
    text = _own(parts)
    return "number", lambda context: float(len(text(context)))


@function("normalize-space(text?)")
def _normalize_space(parts: Sequence[Part]) -> Built:
    text = _own(parts)
    return "text", lambda context: _normalized(text(context))


def _normalized(text: str) -> str:
    for space in _SPACES[1:]:
        text = text.replace(space, " ")
    return " ".join(word for word in text.split(" ") if word)


pure("contains(text, part)", "truth", lambda text, part: part in text, Part.text)
pure("starts-with(text, start)", "truth", lambda text, start: text.startswith(start), Part.text)
pure("ends-with(text, end)", "truth", lambda text, end: text.endswith(end), Part.text)
pure("substring-before(text, part)", "text", lambda text, part: text[: max(0, text.find(part))], Part.text)
pure("substring-after(text, part)", "text", lambda text, part: text.partition(part)[2] if part else text, Part.text)


@function("concat(value?, …)")
def _concat(parts: Sequence[Part]) -> Built:
    values = texts(parts)
    return "text", lambda context: "".join(values(context))


@function("join(separator, value?, …)")
def _join(parts: Sequence[Part]) -> Built:
    separator, values = parts[0].text(), texts(parts[1:])
    return "text", lambda context: separator(context).join(values(context))


def _substr(text: str, start: float, end: float | None = None) -> str:
    """Counted from 0; a negative place counts from the end, and the end is not part of it."""
    return text[_place(start, text) : len(text) if end is None else _place(end, text)]


def _place(number: float, text: str) -> int:
    if isnan(number):
        return 0
    if isinf(number):
        return len(text) if number > 0 else 0
    place = int(number)
    return max(0, place + len(text)) if place < 0 else place


def _substring(text: str, start: float, length: float | None = None) -> str:
    """Counted from 1, by rounding (XPath 1.0, 4.2)."""
    first = _rounded(start)
    last = float("inf") if length is None else first + _rounded(length)
    if isnan(first) or isnan(last):
        return ""
    begin = int(max(1.0, min(first, len(text) + 1.0))) - 1
    end = int(max(1.0, min(last, len(text) + 1.0))) - 1
    return text[begin:end]


def _rounded(number: float) -> float:
    return number if isnan(number) or isinf(number) else float(floor(number + 0.5))


pure("substr(text, start, end?)", "text", _substr, Part.text, Part.number)
pure("substring(text, start, length?)", "text", _substring, Part.text, Part.number)


def _translate(text: str, characters: str, replacements: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(characters):
        table.setdefault(ord(character), replacements[index] if index < len(replacements) else None)
    return text.translate(table)


pure("translate(text, characters, replacements)", "text", _translate, Part.text)


@function("regex(text, pattern)")
def _regex(parts: Sequence[Part]) -> Built:
    """Whether the whole text fits the pattern. One that is written in the expression is read when the expression is."""
    text, pattern = parts[0].text(), parts[1].text()
    if isinstance(parts[1].constant, str):
        known = Pattern(parts[1].constant)
        return "truth", lambda context: known.matches(text(context))
    return "truth", lambda context: matches(text(context), pattern(context))


_DIGESTS = {"md5": "md5", "sha-1": "sha1", "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name, encoding = _DIGESTS.get(algorithm.lower()), encoding.lower()
    if name is None or encoding not in ("base64", "hex"):
        raise ExpressionError("digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, in base64 or hex")
    found = hashlib.new(name, text.encode(), usedforsecurity=False)
    return found.hexdigest() if encoding == "hex" else base64.b64encode(found.digest()).decode()


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


pure("digest(text, algorithm, encoding?)", "text", _digest, Part.text)
pure("base64-decode(text)", "text", _decoded, Part.text)
