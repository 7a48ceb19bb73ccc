"""The words that we ourselves use: whoever reads them in a masked text learns nothing about its author.

They are those of our examples, commands and texts. A word that our examples write only with a capital inside a sentence is a
name ("Antonio", "Salvárcar") and does not count.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.fold import words_only
from nlu.sources import EXAMPLES, ROOT

OTHER_TEXTS = ("nlu/commands", "bot/words")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = (".", "!", "?", ":", "¿", "¡", "\n")


@cache
def ours() -> frozenset[str]:
    """Every word of ours, folded."""
    folders = (*EXAMPLES, *OTHER_TEXTS)
    return frozenset(word for folder in folders for text in _texts(ROOT / folder) for word in _plain_words(text))


def keys(word: str) -> list[str]:
    """How a word is looked up: folded, and in its parts where a hyphen joins them."""
    return words_only(word).split()


def _plain_words(text: str) -> Iterator[str]:
    shouted = text.isupper()
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip(" \"'“”«»()")
        begins = not before or before.endswith(_ENDS)
        if match[0].islower() or begins or shouted:
            yield from keys(match[0])


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.yml")):
        yield from _strings(yaml.safe_load(path.read_text("utf-8")))


def _strings(content: Any) -> Iterator[str]:
    """Each text in a file, examples line by line; keys are no texts."""
    if isinstance(content, str):
        yield from (line.removeprefix("- ").strip() for line in content.splitlines())
    elif isinstance(content, dict):
        for value in content.values():
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
