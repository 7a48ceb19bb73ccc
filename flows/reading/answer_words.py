"""The lists of answer_words.yml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.fold import fold, words_only

_WORDS = Path(__file__).with_suffix(".yml")


@cache
def listed(name: str) -> frozenset[str]:
    """One of the lists, folded; ``things.geopoint`` for one that stands below another."""
    entry = _all()
    for part in name.split("."):
        entry = entry.get(part, ())
    return frozenset(words_only(str(word)) or fold(str(word)) for word in entry)


@cache
def _all() -> Any:
    return yaml.safe_load(_WORDS.read_text("utf-8"))


def says(name: str, text: str) -> bool:
    """True when the whole text is one of the list's words."""
    said = words_only(text) or fold(text)
    return bool(said) and said in listed(name)
