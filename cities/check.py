"""What may stand in a city's files, and the sentence for what may not."""

import re
from collections.abc import Sequence
from pathlib import Path

from cities.city import LANGUAGES

LONGEST_LABEL = 24
"""Characters of a row in a WhatsApp list."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")


class CityError(ValueError):
    """A city's data cannot be used; the message names the file and the row."""


def require(condition: bool, path: Path, problem: str, row: str = "") -> None:
    """Raises CityError with the place and the problem unless the condition holds."""
    if not condition:
        where = f"{path.parent.name}/{path.name}" + (f", {row}" if row else "")
        raise CityError(f"{where}: {problem}.")


def check_codes(codes: Sequence[str], path: Path) -> None:
    """Codes are snake_case and used once."""
    seen: set[str] = set()
    for code in codes:
        require(bool(_CODE.fullmatch(code)), path, f"the code {code!r} is not lower-case letters, digits and _")
        require(code not in seen, path, f"the code {code!r} is used twice")
        seen.add(code)


def check_languages(value: object, path: Path) -> tuple[str, ...]:
    """The city's languages in their order; the line must speak each."""
    require(isinstance(value, list) and bool(value), path, "languages must be a list such as [zu, en, es]")
    languages = tuple(str(language) for language in value) if isinstance(value, list) else ()
    for language in languages:
        require(language in LANGUAGES, path, f"the line does not speak {language!r}, only {', '.join(LANGUAGES)}")
    require(len(set(languages)) == len(languages), path, "a language is named twice")
    return languages


def check_labels(labels: dict[str, str], languages: Sequence[str], path: Path, row: str, longest: int = 0) -> None:
    """A label in each language, none longer than it may be (0: as long as it likes)."""
    for language in languages:
        label = labels.get(language, "")
        require(bool(label), path, f"the label in {language!r} is missing", row)
        if longest:
            require(len(label) <= longest, path, f"the label {label!r} has {len(label)} characters, {longest} fit", row)


def number_in(value: object, low: float, high: float, path: Path, what: str, row: str = "") -> float:
    """The value as a number between low and high."""
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    require(low <= number <= high, path, f"{what} must be a number from {low:g} to {high:g}, not {value!r}", row)
    return number
