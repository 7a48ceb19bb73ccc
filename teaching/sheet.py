"""The reader's sheet: everything the assistant says and everything it learnt from, in one language, to print and to correct
with a pen. One HTML file that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from teaching import shipped
from teaching.intents import teachable
from words import review

HERE = Path(__file__).resolve().parent
BESIDE = {"es": "en", "en": "es", "zu": "en"}
"""The language in which a reader is shown what a text is meant to say."""


@dataclass(frozen=True)
class Spoken:
    """A text that residents read, what it is meant to say in another language, and whether a speaker has read it."""

    name: str
    wording: str
    meant: str
    reviewed: bool


@dataclass(frozen=True)
class Heard:
    """What residents may write to mean one thing."""

    intent: str
    meaning: str
    examples: tuple[str, ...]


def said_by_us(language: str) -> list[Spoken]:
    """Every text in this language, in the order of its files."""
    texts = list(review.texts())
    meant = {text.name: text.wording for text in texts if text.language == BESIDE[language]}
    return [
        Spoken(text.name, text.wording, meant.get(text.name, ""), review.is_reviewed(text))
        for text in texts
        if text.language == language
    ]


def said_by_residents(language: str, most: int | None = None) -> list[Heard]:
    """The examples of each intent. At most so many of each, spread evenly over its files; all of them by default."""
    texts: dict[str, list[str]] = {}
    for spoken, intent, text in shipped.examples():
        if spoken == language:
            texts.setdefault(intent, []).append(text)
    meanings = _words()["meanings"]
    return [
        Heard(intent, meanings[intent][language], tuple(_spread(texts[intent], most)))
        for intent in teachable()
        if intent in texts
    ]


def render(language: str, most: int | None = None) -> str:
    """The sheet as HTML. Whatever stands in a text stays text."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    said = {key: phrase[language] for key, phrase in _words()["sheet"].items()}
    return environment.get_template("sheet.html").render(
        language=language,
        beside=BESIDE[language],
        say=said,
        spoken=said_by_us(language),
        heard=said_by_residents(language, most),
    )


def _spread(texts: Sequence[str], most: int | None) -> Sequence[str]:
    if most is None or len(texts) <= most:
        return texts
    return [texts[at * len(texts) // most] for at in range(most)]


@cache
def _words() -> dict[str, Any]:
    return dict(yaml.safe_load((HERE / "sheet.yml").read_text("utf-8")))
