"""What stands in one cell: texts that no program takes for a formula, numbers as numbers, times as ISO 8601."""

import re
from enum import Enum

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet run a cell (OWASP, CSV injection)."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML file and no table may hold (XML 1.0, 2.2)."""

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
"""Numbers that survive as numbers: "007" is a code, and more than 15 digits are none that a spreadsheet keeps."""

_POINTS = re.compile(r"-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3}(; ?-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3})*;?")


class Open(Enum):
    """A question that was asked and left open. Never asked is None."""

    LEFT_OPEN = "left open"


LEFT_OPEN = Open.LEFT_OPEN

Cell = str | int | float | Open | None


def shown(cell: Cell) -> str | int | float | None:
    """The cell in a table that knows only empty cells."""
    return None if isinstance(cell, Open) else cell


def clean(text: str) -> str:
    """The text without characters that files cannot hold."""
    return _UNWRITABLE.sub("", text)


def guarded(text: str) -> str:
    """A text that no spreadsheet runs when it opens a CSV: an apostrophe stands before what would be a formula.

    Points (``-29.9 30.8 0 0``) stay as they are: they hold nothing but numbers.
    """
    risky = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if risky and not is_points(text) else text


def number(text: str) -> str | int | float:
    """An XForms number as a number; what is none stays a text."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def is_points(text: str) -> bool:
    """True for one point or several: latitude, longitude, altitude and accuracy, with ";" between points."""
    return bool(_POINTS.fullmatch(text.strip()))
