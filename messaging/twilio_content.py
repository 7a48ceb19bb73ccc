"""Interactive WhatsApp messages in Twilio's terms: a content shape made once an account, all its words variables."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_VARIABLE = 250
"""Twilio takes 255 characters for the value of one variable; a body may have 1,024."""

MOST_PIECES = 16
"""Pieces of a body. Whatever is longer goes out as text."""

_JOINTS = {" ": "s", "\n": "l", "\n\n": "p"}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Content:
    """One message: the shape that exists at Twilio, and the words that fill it this time."""

    shape: str
    """Names the shape: ``buttons-2``, ``list-7``, and the joints of a body in several pieces: ``buttons-2-lp``."""

    types: dict[str, Any]
    """The shape itself, as the Content API's ``types``."""

    variables: dict[str, str]


def fill(text: str, details: Mapping[str, Any]) -> Content | None:
    """The message as content; nothing when its body fits no shape."""
    pieces = _pieces(text)
    if not 0 < len(pieces) <= MOST_PIECES:
        return None
    numbers = _Numbers()
    joints = [joint for joint, _ in pieces[1:]]
    body = "".join(joint + numbers.take(words) for joint, words in pieces)
    options = [(numbers.take(option["title"]), numbers.take(option["id"])) for option in details["options"]]
    types: dict[str, Any]
    if details["kind"] == "buttons":
        actions = [{"type": "QUICK_REPLY", "title": title, "id": payload} for title, payload in options]
        types = {"twilio/quick-reply": {"body": body, "actions": actions}}
    else:
        items = [{"item": title, "id": payload} for title, payload in options]
        types = {"twilio/list-picker": {"body": body, "button": numbers.take(details["list_label"]), "items": items}}
    shape = f"{details['kind']}-{len(options)}" + ("-" + "".join(_JOINTS[joint] for joint in joints) if joints else "")
    return Content(shape, types, numbers.values)


class _Numbers:
    """Counts variables: each text taken gets the next placeholder."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def take(self, words: str) -> str:
        number = str(len(self.values) + 1)
        self.values[number] = words
        return f"{{{{{number}}}}}"


def _pieces(text: str) -> list[tuple[str, str]]:
    """Runs of words with what joins each to the one before: a variable may hold no line break (63013)."""
    pieces: list[tuple[str, str]] = []
    joint = ""
    for line in text.splitlines():
        parts = textwrap.wrap(_SPACES.sub(" ", line).strip(), LONGEST_VARIABLE, break_on_hyphens=False)
        for part in parts:
            pieces.append((joint, part))
            joint = " "
        if pieces:
            joint = "\n" if parts else "\n\n"
    return pieces
