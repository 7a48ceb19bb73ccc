"""Where this evaluator and the one of web forms (openrosa-xpath-evaluator 3.1) do not say the same, and why ours is meant.

Every rule stands in docs/xlsform-expressions.md as well. A rule says which differences it explains.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Said = dict[str, Any]
Explains = Callable[[str, Said, Said], bool]


@dataclass(frozen=True)
class Difference:
    name: str
    reason: str
    explains: Explains


def _written(pattern: str) -> Explains:
    return lambda expression, ours, theirs: re.search(pattern, expression) is not None


def _refused(words: str) -> Explains:
    """They give an error with these words, we a value."""
    return lambda expression, ours, theirs: re.search(words, theirs.get("error", "")) is not None and "error" not in ours


_BEGINS_AS_DATE = r"\d{4}-\d{1,2}-\d{1,2}[^T]"
_TRUTH = r"true\(\)|false\(\)|boolean|not\(|selected|contains|-with|[<>=].*[<>]"

DIFFERENCES = (
    Difference(
        "invalid-date",
        "What is no date is empty as text, never the English words 'Invalid Date'.",
        lambda expression, ours, theirs: "Invalid Date" in str(theirs),
    ),
    Difference(
        "impossible-date",
        "The 30th of February is no date; theirs makes the 2nd of March of it.",
        _written(r"2026-02-30|2026-13-01"),
    ),
    Difference(
        "guessed-date",
        "A text is a date, a dateTime or a number of days with a fraction; theirs cuts that off, or has JavaScript guess.",
        _written(r"date(?:-time)?\((?:\$\{income\}|' 5 '|'\.5'|'5\.')"),
    ),
    Difference(
        "date-with-more",
        "Only a whole date or dateTime is a date; theirs takes every text that begins with one.",
        lambda expression, ours, theirs: (
            ours.get("string") == theirs.get("string") and re.match(_BEGINS_AS_DATE, ours["string"]) is not None
        ),
    ),
    Difference(
        "position-of-nothing",
        "position() of a question that is not there is not a number, as in ODK's engine; theirs is an error.",
        _refused("cannot call position"),
    ),
    Difference(
        "minus",
        "A minus may stand before a question, a bracket or another minus (XPath 1.0, 3.5), and right after a question.",
        _written(r"^-[-($]|\}-\d"),
    ),
    Difference(
        "union",
        "A union is a nodeset in document order, each node once (XPath 1.0, 3.3); theirs can be neither counted nor read.",
        _written(r" \| "),
    ),
    Difference(
        "branch-not-taken",
        "Theirs cannot pass over some calls when 'and' or 'or' is decided already, nor over a comparison that follows.",
        _refused(r"reading 'toString'|Too many tokens"),
    ),
    Difference(
        "place-among-siblings",
        "A predicate counts within each step's own nodes, backwards on backward axes (XPath 1.0, 2.4); theirs through all.",
        _written(r"//\*\[last|preceding-sibling::\*\["),
    ),
    Difference("text-nodes", "The text of a question is no node of its own.", _written(r"descendant-or-self::node\(\)")),
    Difference(
        "nodes-beside-truth",
        "A nodeset that is ordered against a truth is a truth itself (XPath 1.0, 3.4); theirs reads each node as a number.",
        lambda expression, ours, theirs: (
            "error" not in theirs and re.search("[<>]", expression) is not None and re.search(_TRUTH, expression) is not None
        ),
    ),
    Difference(
        "nothing-differs-from-nothing",
        "No node of an empty nodeset differs from a date (XPath 1.0, 3.4); theirs takes it for an empty text.",
        _written(r"nothing != |!= .*nothing"),
    ),
    Difference(
        "number-spelling",
        "A text is a number as XPath writes it, without a plus, an exponent, hexadecimal digits or 'Infinity' (XPath 1.0, 4.4), "
        "and a number as text has no exponent (4.2).",
        lambda expression, ours, theirs: (
            re.search(r"'(?:\+5|1e3|0x10|Infinity)'", expression) is not None
            or re.fullmatch(r"-?Infinity|-?\d+(?:\.\d+)?e[+-]?\d+", theirs.get("string", "")) is not None
            or "Position" in theirs.get("error", "")
        ),
    ),
    Difference(
        "truth-from-number",
        "boolean-from-string() is true for '1' and 'true' only (ODK XForms specification); theirs for all numbers above 0.",
        _written(r"boolean-from-string\([\d(]"),
    ),
    Difference(
        "no-distance",
        "From a point to itself it is 0 metres; the error of theirs in the cosine is some centimetres.",
        _written(r"distance\('10 10 0 0;10 10"),
    ),
    Difference(
        "translate-twice",
        "The first of equal characters counts in translate() (XPath 1.0, 4.2); in the library beneath theirs the last does.",
        _written(r"translate\('aaa', 'aa'"),
    ),
    Difference(
        "substring-from-before",
        "substring() may begin before the first character (XPath 1.0, 4.2); the library beneath theirs then counts back.",
        _written(r"substring\([^()]*, (?:0|-)"),
    ),
    Difference(
        "digest-of-letters",
        "digest() is of the text in UTF-8, as in ODK's engine; theirs is of its low bytes.",
        _written(r"digest\('señal'"),
    ),
)


def explained(expression: str, ours: Said, theirs: Said) -> Difference | None:
    """The rule that explains why the two differ."""
    return next((difference for difference in DIFFERENCES if difference.explains(expression, ours, theirs)), None)
