"""The messages that models are judged by: none of them may ever be learnt."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.fold import words_only
from nlu.sources import ROOT

FOLDER = ROOT / "nlu" / "eval" / "sets"


@cache
def texts(folder: Path = FOLDER) -> frozenset[str]:
    """Every held-out message as commands are compared: folded, without punctuation."""
    return frozenset(
        words_only(text) for path in sorted(folder.rglob("*.yml")) for text in _strings(yaml.safe_load(path.read_text("utf-8")))
    )


def holds(*said: str) -> bool:
    """True when one of these texts is a held-out message."""
    return any(words_only(text) in texts() for text in said)


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        for value in content:
            yield from _strings(value)
    elif content is not None:
        yield str(content)
