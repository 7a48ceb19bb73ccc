"""Held-out messages and conversations for telling the language. None of them is in a profile."""

from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent / "sets" / "language"
LANGUAGES = ("es", "en", "zu")
HOME = {"es": "juarez", "en": "durban", "zu": "durban"}
"""The city that a language's messages are sent to, where nothing else is said."""
SETS = ("first", "second", "unseen")
"""Errors in the first two were read while the identifier was tuned; `unseen` was written afterwards and its errors were not."""
LENGTHS = {"1-3 words": (1, 3), "4-8 words": (4, 8), "longer": (9, 999)}
MARKS = {"=": (False, False), "?": (True, False), "!": (True, True)}
"""Behind a turn's language: whether the line had asked something, and whether a button's title was tapped."""
ANY = "any"


@dataclass(frozen=True)
class Turn:
    """One message of a conversation and the language that the reply must have; `any` for a language that is not ours."""

    language: str
    text: str
    is_asked: bool
    is_tapped: bool


@dataclass(frozen=True)
class Conversation:
    """What somebody writes to a city's line, in order."""

    who: str
    city: str
    turns: tuple[Turn, ...]


def messages(name: str, language: str) -> list[str]:
    """A set's messages in one of our languages."""
    return _lines(name, language)


def labelled(name: str, kind: str) -> list[tuple[str, str]]:
    """`mixed`, `neighbours` or `other`: each message with the language or languages it may be answered in, or is in."""
    pairs = (line.split("\t") for line in _lines(name, kind))
    return [(label, text) for label, text in pairs]


def nothing(name: str) -> list[str]:
    """Messages that tell nothing: places, names, numbers, signs."""
    return _lines(name, "nothing")


def conversations(name: str) -> list[Conversation]:
    """A set's conversations."""
    path = HERE / name / "conversations.yml"
    written = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return [Conversation(one["who"], one["city"], tuple(map(_turn, one["turns"].splitlines()))) for one in written]


def everything_said() -> list[str]:
    """Every held-out text of every set in our languages, alone or in a conversation."""
    said: list[str] = []
    for name in SETS:
        said += [text for language in LANGUAGES for text in messages(name, language)]
        said += [text for _, text in labelled(name, "mixed")]
        said += [turn.text for conversation in conversations(name) for turn in conversation.turns]
    return said


def _turn(line: str) -> Turn:
    head, _, text = line.partition(" ")
    is_asked, is_tapped = MARKS[head[-1]]
    return Turn(head[:-1], text, is_asked, is_tapped)


def _lines(name: str, kind: str) -> list[str]:
    path = HERE / name / f"{kind}.txt"
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line] if path.exists() else []


def of_length(texts: list[str], length: str) -> list[str]:
    """Those with as many words."""
    least, most = LENGTHS[length]
    return [text for text in texts if least <= len(text.split()) <= most]
