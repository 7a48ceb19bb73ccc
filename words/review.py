"""Which texts a speaker has read. A review holds for the exact wording: a changed text is unreviewed again."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from words.catalogue import FOLDER, LANGUAGES, load

REVIEWS = FOLDER.parent / "reviews.yml"
FORMS = ("flows", "templates")
"""Folders beside it whose files hold texts in every language too."""


@dataclass(frozen=True)
class Wording:
    """One text that residents read, wherever it stands."""

    name: str
    """``report.filed``, ``report.filed@sms``, ``flows.report.where.label``."""

    language: str
    wording: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.wording.encode()).hexdigest()[:16]


def texts() -> Iterator[Wording]:
    """Every text of bot/words/, bot/flows/ and bot/templates/."""
    for text in load():
        yield Wording(text.key + (f"@{text.channel}" if text.channel else ""), text.language, text.wording)
    for folder in FORMS:
        for file in sorted((FOLDER.parent / folder).glob("*.yml")):
            yield from _labels(f"{folder}.{file.stem}", yaml.safe_load(file.read_text("utf-8")))


def _labels(name: str, node: Any) -> Iterator[Wording]:
    """Every mapping of languages in a flow, named by its way through the file."""
    if isinstance(node, dict):
        if set(node) == set(LANGUAGES):
            for language in LANGUAGES:
                yield Wording(name, language, str(node[language]).strip())
            return
        for key, value in node.items():
            if key != "languages":  # how headings spell them: no resident reads that
                yield from _labels(name if key in ("survey", "choices") else f"{name}.{key}", value)
    elif isinstance(node, list):
        for value in node:
            own = value.get("name") if isinstance(value, dict) else None
            yield from _labels(f"{name}.{own}" if own is not None else name, value)


def is_reviewed(text: Wording) -> bool:
    """True when a speaker has read this very wording."""
    entry = _reviews().get(text.name, {}).get(text.language)
    return entry is not None and entry["digest"] == text.digest


def approve(read: Iterable[Wording], by: str, on: date) -> None:
    """Write the reviews down."""
    reviews = _reviews()
    for text in read:
        reviews.setdefault(text.name, {})[text.language] = {"digest": text.digest, "by": by, "on": on.isoformat()}
    header = "# Who has read which text. Written by `flask words approve`; a text that is not here is unreviewed.\n"
    REVIEWS.write_text(header + yaml.safe_dump(reviews, allow_unicode=True, sort_keys=True), "utf-8")
    _reviews.cache_clear()


@cache
def _reviews() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(Path(REVIEWS).read_text("utf-8")) or {} if REVIEWS.exists() else {}
