"""regex(): patterns of forms, bounded so that none can stop the line.

Forms carry patterns for Java (ODK Collect) or JavaScript (web forms). They are read here by the ``regex`` package, which knows
nearly all of both. Two things are made equal to theirs: \\d, \\w and \\s mean ASCII, while \\p{L} means every script. Bounds: a
pattern has at most 1,000 characters, and 50,000 pieces with its repetitions written out (the package does so in memory, and takes
a machine's whole memory for nested ones); a text has at most 10,000 characters; a match takes at most a twentieth of a second.
"""

from functools import lru_cache

import regex

from flows.expressions.errors import ExpressionError

LONGEST_PATTERN = 1_000
LONGEST_TEXT = 10_000
LARGEST = 50_000
"""Pieces of a pattern with its repetitions written out."""
SECONDS = 0.05

_ASCII = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\r\\f\\v"}
_ESCAPE = regex.compile(r"\\(.)", regex.DOTALL)
_PIECE = regex.compile(
    r"""
      (?P<escape>\\.)
    | (?P<set>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*+\])
    | (?P<open>\()
    | (?P<close>\))
    | \{(?P<least>\d*)(?:,(?P<most>\d*))?\}
    | (?P<sign>[*+?|])
    | (?P<plain>.)
    """,
    regex.DOTALL | regex.VERBOSE,
)


class Pattern:
    """One pattern. Raises ExpressionError when it cannot be read or is out of bounds."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > LONGEST_PATTERN:
            raise ExpressionError(f"a pattern has at most {LONGEST_PATTERN} characters")
        try:
            self._compiled = regex.compile(_read(pattern))
        except (regex.error, RecursionError, OverflowError, ValueError, KeyError, IndexError) as error:
            raise ExpressionError(f"the pattern cannot be read: {error}") from None

    def matches(self, text: str) -> bool:
        """Whether the whole text fits. Raises ExpressionError when that cannot be found out within bounds."""
        if len(text) > LONGEST_TEXT:
            raise ExpressionError(f"regex() reads at most {LONGEST_TEXT} characters")
        try:
            return self._compiled.fullmatch(text, timeout=SECONDS) is not None
        except (TimeoutError, MemoryError):
            raise ExpressionError("the pattern takes too long") from None


@lru_cache(maxsize=256)
def _known(pattern: str) -> Pattern:
    return Pattern(pattern)


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text fits a pattern that is itself computed. Raises ExpressionError."""
    return _known(pattern).matches(text)


def _read(pattern: str) -> str:
    """The pattern with ASCII classes. Raises ExpressionError when it is too large with its repetitions written out."""
    written: list[str] = []
    # Of each open group the pieces so far, and those of the last one, which a repetition multiplies.
    sizes, last = [0], 0
    for piece in _PIECE.finditer(pattern):
        text: str = piece[0]
        if piece["open"]:
            sizes.append(0)
        elif piece["close"]:
            last = 1 + (sizes.pop() if len(sizes) > 1 else 0)
            sizes[-1] += last
        elif piece["least"] is not None:
            repeated = last * max(int(piece["least"] or 1), int(piece["most"] or 1), 1)
            sizes[-1] += repeated - last
            last = repeated
        elif not piece["sign"]:
            last = 1
            sizes[-1] += 1
            if piece["escape"]:
                text = _escape(text[1])
            elif piece["set"]:
                text = _ESCAPE.sub(lambda found: _ASCII.get(found[1], found[0]), text)
        if sum(sizes) > LARGEST:
            raise ExpressionError(f"the pattern has more than {LARGEST} pieces with its repetitions written out")
        written.append(text)
    return "".join(written)


def _escape(letter: str) -> str:
    if letter in _ASCII:
        return f"[{_ASCII[letter]}]"
    if letter.lower() in _ASCII:
        return f"[^{_ASCII[letter.lower()]}]"
    return "\\" + letter
