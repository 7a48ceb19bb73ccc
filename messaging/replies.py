"""The messages that one turn's replies become on each channel."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flows.reply import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS, MOST_ROWS, Reply
from words import segments

DRAWN = ("buttons", "list")
"""Kinds of message that WhatsApp draws."""

NUMBERS = "numbers"
"""The kind whose options are numbered lines, written when it is sent."""

LONGEST_TEXT = 1600
"""Twilio refuses a longer body (21617)."""
LONGEST_BODY = 1024
"""Longest body beside buttons or a list (WhatsApp)."""


@dataclass(frozen=True)
class Outgoing:
    """One message ready for a channel. ``details`` tell the gateway which buttons or rows to draw."""

    text: str
    details: dict[str, Any]
    segments: int | None = None


def compose(replies: Iterable[Reply], channel: str) -> list[Outgoing]:
    """One message a turn where the channel allows it: every message costs the city and the resident's attention."""
    replies = list(replies)
    if not replies:
        return []
    if channel == "sms":
        text = segments.for_sms("\n".join(_numbered(reply) for reply in replies))
        return [Outgoing(part, {}, segments.count(part).segments) for part in _parts(text)]
    messages: list[Outgoing] = []
    plain: list[str] = []
    for reply in replies:
        if not _drawable(reply):
            plain.append(_numbered(reply))
            continue
        if plain:
            messages += [Outgoing(part, {}) for part in _parts("\n\n".join(plain))]
            plain = []
        kind = "buttons" if len(reply.options) <= MOST_BUTTONS and _fit(reply, LONGEST_BUTTON) else "list"
        options = [asdict(option) for option in reply.options]
        messages.append(Outgoing(reply.text, {"kind": kind, "options": options, "list_label": reply.list_label}))
    if plain:
        messages += [Outgoing(part, {}) for part in _parts("\n\n".join(plain))]
    return messages


def as_text(text: str, details: Mapping[str, Any]) -> str:
    """The same message with its options as numbered lines, for when buttons cannot be drawn."""
    return _numbered(Reply.of_json({"text": text, **details}))


def _numbered(reply: Reply) -> str:
    return "\n".join([reply.text, *(f"{number} {option.title}" for number, option in enumerate(reply.options, start=1))])


def _drawable(reply: Reply) -> bool:
    buttons = 0 < len(reply.options) <= MOST_BUTTONS and _fit(reply, LONGEST_BUTTON)
    rows = 0 < len(reply.options) <= MOST_ROWS and _fit(reply, LONGEST_ROW) and bool(reply.list_label)
    return (buttons or rows) and len(reply.text) <= LONGEST_BODY


def _fit(reply: Reply, longest: int) -> bool:
    return all(len(option.title) <= longest for option in reply.options)


def _parts(text: str) -> list[str]:
    """Cut at white space where the channel's longest message is exceeded."""
    parts = []
    while len(text) > LONGEST_TEXT:
        cut = max(text.rfind("\n", 0, LONGEST_TEXT), text.rfind(" ", 0, LONGEST_TEXT))
        cut = cut if cut > 0 else LONGEST_TEXT
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]
