"""Whether a text asks for no more notices about one's reports, or for them again: by words alone, whatever a model thinks.

The whole text counts. One word that is none of those in the file makes it something else, which a model reads.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from nlu.fold import words_only

FILE = Path(__file__).with_name("notice_words.yml")

MOST_WORDS = 10

Wish = Literal["stop", "start"]


def wished(text: str) -> Wish | None:
    """``stop`` or ``start`` where the text speaks of nothing but notices: "SIN AVISOS", "I want notices again"."""
    said = words_only(text).split()
    lists = _lists()
    if len(said) > MOST_WORDS or lists["notices"].isdisjoint(said) or not lists["all"].issuperset(said):
        return None
    return "start" if lists["no_more"].isdisjoint(said) else "stop"


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = yaml.safe_load(FILE.read_text("utf-8"))
    lists = {name: frozenset(words_only(str(word)) for word in words) for name, words in source.items()}
    return lists | {"all": frozenset[str]().union(*lists.values())}
