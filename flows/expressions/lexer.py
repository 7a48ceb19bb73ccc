"""An expression's text as tokens (XPath 1.0, section 3.7, with XLSForm's ``${name}``)."""

import re
from typing import NamedTuple

from flows.expressions.errors import ExpressionError

# Name characters of XML 1.0 (fifth edition), production 4, without the colon.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_REST = _START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME = f"[{_START}][{_REST}]*"
REFERENCE = re.compile(f"\\$\\{{((?:last-saved#)?[{_REST}]+)\\}}")

_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<string>"[^"]*"|'[^']*'|[\u201c\u201d][^\u201c\u201d]*[\u201c\u201d]|[\u2018\u2019][^\u2018\u2019]*[\u2018\u2019])
    | \$\{{(?P<reference>(?:last-saved\#)?[{_REST}]+)\}}
    | (?P<name>{_NAME}(?::(?:{_NAME}|\*))?)
    | (?P<sign>::|\.\.|//|!=|<=|>=|[-+*/|=<>()\[\],.@])
    """,
    re.VERBOSE,
)
_WORDS = frozenset({"and", "or", "div", "mod"})
_BEFORE_AN_OPERAND = frozenset({"@", "::", "(", "[", ",", "/", "//"})

LONGEST = 32_767
"""Characters of an expression: what a spreadsheet's cell can hold."""


class Token(NamedTuple):
    """``kind`` is number, string, reference, name, sign, operator or end."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """All tokens, closed by one of kind ``end``. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError.at(text, LONGEST, f"an expression has at most {LONGEST} characters")
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError.at(text, position, _unreadable(text, position))
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(*_classified(kind, match[kind], found[-1] if found else None), position))
        position = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _classified(kind: str, text: str, before: Token | None) -> tuple[str, str]:
    if kind == "string":
        return kind, text[1:-1]
    # After an operand, * and the four words are operators (XPath 1.0, 3.7).
    operand = before is not None and before.kind != "operator" and before.text not in _BEFORE_AN_OPERAND
    if before is not None and before.kind == "string":
        operand = True
    if kind == "name":
        return ("operator" if operand and text in _WORDS else "name"), text
    if kind == "sign":
        if text == "*":
            return ("operator" if operand else "name"), text
        if text in ("=", "!=", "<", "<=", ">", ">=", "+", "-", "|"):
            return "operator", text
    return kind, text


def _unreadable(text: str, position: int) -> str:
    character = text[position]
    if character in "\"'\u2018\u2019\u201c\u201d":
        return "the quotation mark is not closed"
    if character == "$":
        return "a reference is written ${name}"
    if character == "!":
        return "'!' stands only in '!='; a negation is written not(…)"
    return f"{character!r} has no meaning here"
