"""One resident's message as the worker posts it to Rasa: read strictly, or refused with a reason."""

import json
import re
from dataclasses import dataclass
from typing import Any, Dict

LARGEST_BODY = 16 * 1024
LONGEST_NAME = 64
READ_CHARACTERS = 1700
"""How much of a text the classifier reads: a little more than the longest SMS or WhatsApp text that residents write."""

_OPENING = re.compile(r"\A[\s/\x1c-\x1f\x85\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""What Rasa would strip, and what it would take for the beginning of an intent."""


class Malformed(ValueError):
    """The body is not a message; the reason names a field, never its content."""


class TooLarge(ValueError):
    """The body is longer than `LARGEST_BODY` bytes."""


@dataclass(frozen=True)
class Inbound:
    """A message: who wrote it (an opaque contact id), what, and the id that makes it the same message when it comes twice."""

    sender: str
    text: str
    message_id: str
    metadata: Dict[str, Any]

    @property
    def read_text(self) -> str:
        """The part that the classifier reads."""
        return self.text[:READ_CHARACTERS]


def read(body: bytes) -> Inbound:
    """The message in an HTTP body.

    The text loses its leading white space and slashes: Rasa takes a text that begins with "/" for an intent.

    Raises:
        TooLarge: more than `LARGEST_BODY` bytes.
        Malformed: not the JSON object that the channel expects.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge(f"the body is longer than {LARGEST_BODY} bytes")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None
    if not isinstance(fields, dict):
        raise Malformed("the body is not an object")
    text = fields.get("message")
    metadata = fields.get("metadata", {})
    if not isinstance(text, str):
        raise Malformed("message must be a text")
    if not isinstance(metadata, dict):
        raise Malformed("metadata must be an object")
    sender, message_id = _name(fields, "sender"), _name(fields, "message_id")
    return Inbound(sender, _OPENING.sub("", text), message_id, {**metadata, "message_id": message_id})


def _name(fields: Dict[str, Any], field: str) -> str:
    value = fields.get(field)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME:
        raise Malformed(f"{field} must be a text of 1 to {LONGEST_NAME} characters")
    return value
