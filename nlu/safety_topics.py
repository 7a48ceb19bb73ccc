"""Which safety advice somebody asks for: one of a few topics, by its words and by the kind of problem that is named."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from cities.city import Category
from nlu import categories
from nlu.fold import words_only

FILE = Path(__file__).with_suffix(".yml")

NAMED = 0.5
"""Score from which the kind of problem counts as named."""


@dataclass(frozen=True)
class Topic:
    """Something that people ask advice about."""

    name: str
    words: re.Pattern[str]
    kinds: tuple[str, ...]
    """Kinds of problem (nlu/cues) that mean this topic."""

    helped_as: str
    """The kind of problem whose helplines help here; empty for none but the emergency lines."""


def find(text: str) -> Topic | None:
    """The topic of a text: of several, the one that stands first in the file. Nothing where none is named."""
    said = words_only(text)
    topics = load()
    kinds = tuple(Category(topic.name, {}, covers=topic.kinds) for topic in topics)
    named = [match.category.name for match in categories.find(text, kinds)[:1] if match.score >= NAMED]
    return next((topic for topic in topics if topic.words.search(said) or topic.name in named), None)


@lru_cache(maxsize=1)
def load() -> tuple[Topic, ...]:
    """Every topic, the gravest first."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(
        Topic(name, _any_of(entry["words"]), tuple(entry.get("kinds", ())), str(entry.get("helped_as", "")))
        for name, entry in content.items()
    )


def _any_of(spellings: dict[str, list[str]]) -> re.Pattern[str]:
    """The spellings of every language together: a message may mix them. ``*`` stands for the rest of a word."""
    phrases = {str(each) for few in spellings.values() for each in few}
    return re.compile(r"\b(?:" + "|".join(_pattern(each) for each in sorted(phrases)) + r")\b")


def _pattern(phrase: str) -> str:
    begun = phrase.endswith("*")
    return re.escape(words_only(phrase.removesuffix("*"))) + (r"\w*" if begun else "")
