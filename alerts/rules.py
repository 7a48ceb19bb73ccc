"""What cannot wait until the next digest, as data: cities/<city>/alerts.yml.

The order of the rules is their rank: a report belongs to the first one that it fulfils.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cities import DIMENSIONS, LANGUAGES, City, CityError
from cities.check import check_codes, number_in, require
from nlu.fold import fold

FOLDER = Path(__file__).resolve().parent.parent / "cities"
FILE = "alerts.yml"

KEYS = frozenset({"name", "group", "categories", "dimensions", "words", "dangerous", "several", "tell", "minutes", "same"})
NEXT_AFTER = 10
"""Minutes until the next person is told, where a rule names none."""

MOST_MINUTES, MOST_METRES = 24 * 60, 20_000
_WORDS = re.compile(r"\*?\w+\*?( \*?\w+\*?)*")


@dataclass(frozen=True)
class Near:
    """How near two reports are that belong together: minutes, and metres between pins (the same area without them)."""

    minutes: int
    metres: int


@dataclass(frozen=True)
class Several:
    """So many reports, each of another contact, that near to one another."""

    reports: int
    within: Near


@dataclass(frozen=True)
class Rule:
    """Which reports open an incident, and who is told. Every condition that is given must hold."""

    name: str
    group: str
    """Rules of one group speak of the same matter: their reports join one incident. The rule's own name without one."""

    categories: frozenset[str]
    """Codes of kinds; empty for every kind."""

    dimensions: frozenset[str]
    """Of human security: one of them is enough. Empty for all."""

    words: tuple[re.Pattern[str], ...]
    """One of them must stand in what the resident wrote, in whatever language: people mix them. Empty for any words."""

    dangerous: bool
    """True: only what is still dangerous."""

    several: Several | None
    tell: str
    """Name of the body that is told and gets the report; empty for the one it was routed to."""

    minutes: int
    """How long somebody has to acknowledge before the next one is told."""

    same: Near
    """How near a further report must be to an incident to be part of it."""


@cache
def of(city: City) -> tuple[Rule, ...]:
    """The city's rules in their order; none where it has no file. Raises CityError with the file and the rule."""
    path = FOLDER / city.key / FILE
    return read(path, city) if path.exists() else ()


def read(path: Path, city: City) -> tuple[Rule, ...]:
    """The rules of one file, checked against the city's own kinds. Raises CityError with the file and the rule."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise CityError(f"{path.parent.name}/{path.name}: cannot be read ({problem}).") from problem
    require(isinstance(found, list), path, "must be a list of rules")
    rules = tuple(_rule(entry, path, f"entry {place}", city) for place, entry in enumerate(found, 1))
    check_codes([rule.name for rule in rules], path)
    return rules


def names_of(rules: Collection[Rule], group: str) -> frozenset[str]:
    """The names of the rules of one group."""
    return frozenset(rule.name for rule in rules if rule.group == group)


def kinds_of(rules: Collection[Rule], group: str) -> frozenset[str]:
    """The kinds that the rules of one group name; empty where one of them takes every kind."""
    each = [rule.categories for rule in rules if rule.group == group]
    return frozenset().union(*each) if all(each) else frozenset()


def named(rules: Collection[Rule], name: str) -> Rule | None:
    """The rule of that name; nothing when it was taken out of the file since."""
    return next((rule for rule in rules if rule.name == name), None)


def _rule(entry: object, path: Path, place: str, city: City) -> Rule:
    require(isinstance(entry, dict), path, "must be names with values", place)
    given: dict[str, Any] = dict(entry) if isinstance(entry, dict) else {}
    name = str(given.get("name") or "")
    row = f"{place} ({name})"
    require(bool(name), path, "the name is missing", place)
    for key in given:
        require(key in KEYS, path, f"{key!r} is not one of {', '.join(sorted(KEYS))}", row)
    dangerous = given.get("dangerous", False)
    require(dangerous is True or "dangerous" not in given, path, "dangerous must be yes, or be left out", row)
    rule = Rule(
        name=name,
        group=str(given.get("group") or name),
        categories=_some(given, "categories", [each.name for each in city.categories], path, row),
        dimensions=_some(given, "dimensions", DIMENSIONS, path, row),
        words=_words(given.get("words", {}), path, row),
        dangerous=bool(dangerous),
        several=_several(given["several"], path, row) if "several" in given else None,
        tell=str(given.get("tell") or ""),
        minutes=int(number_in(given.get("minutes", NEXT_AFTER), 1, MOST_MINUTES, path, "minutes", row)),
        same=_near(given.get("same"), path, row, "same"),
    )
    conditions = (rule.categories, rule.dimensions, rule.words, rule.dangerous, rule.several)
    require(any(conditions), path, "says of no report that it cannot wait: give it a condition", row)
    return rule


def _some(given: Mapping[str, Any], key: str, known: Collection[str], path: Path, row: str) -> frozenset[str]:
    value = given.get(key, [])
    require(isinstance(value, list), path, f"{key} must be a list", row)
    require(bool(value) or key not in given, path, f"{key} is empty: leave it out for all of them", row)
    for code in value:
        require(code in known, path, f"{code!r} is none of the {key}", row)
    return frozenset(value)


def _words(value: object, path: Path, row: str) -> tuple[re.Pattern[str], ...]:
    require(isinstance(value, dict), path, "words must be lists by language", row)
    patterns = []
    for language, texts in (value if isinstance(value, dict) else {}).items():
        require(language in LANGUAGES, path, f"the line does not speak {language!r}", row)
        require(isinstance(texts, list) and bool(texts), path, f"words in {language!r} must be a list", row)
        for text in texts:
            folded = fold(str(text)).replace("'", "")
            require(bool(_WORDS.fullmatch(folded)), path, f"{text!r} is not words, with * for the rest of one", row)
            anything = re.escape(folded).replace(re.escape("*"), r"\w*")
            patterns.append(re.compile(rf"(?<!\w){anything}(?!\w)"))
    return tuple(patterns)


def _several(value: object, path: Path, row: str) -> Several:
    require(isinstance(value, dict) and "reports" in value, path, "several must give reports, minutes and metres", row)
    given = dict(value) if isinstance(value, dict) else {}
    reports = int(number_in(given.pop("reports"), 2, 100, path, "reports", row))
    return Several(reports, _near(given, path, row, "several"))


def _near(value: object, path: Path, row: str, what: str) -> Near:
    sound = isinstance(value, dict) and value.keys() == {"minutes", "metres"}
    require(sound, path, f"{what} must give minutes and metres", row)
    given = dict(value) if isinstance(value, dict) else {}
    return Near(
        int(number_in(given.get("minutes"), 1, MOST_MINUTES, path, f"the minutes of {what}", row)),
        int(number_in(given.get("metres"), 1, MOST_METRES, path, f"the metres of {what}", row)),
    )
