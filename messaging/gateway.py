"""What carries our messages: the contract, and what its failures mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class SendError(Exception):
    """The gateway did not take the message. Subclasses say what to do next; no text is ever inspected for it."""

    def __init__(self, code: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{type(self).__name__} {code or ''}".strip())
        self.code = code
        self.retry_after = retry_after


class TryLater(SendError):
    """Nothing was sent; the same message may be sent again after a while."""


class Misconfigured(TryLater):
    """Nothing was sent, and nothing will be until an operator changes something."""


class Unknown(SendError):
    """Nobody knows whether it was sent: look for it before any repeat."""


class Refused(SendError):
    """This message will never be taken as it is."""


class Unreachable(Refused):
    """Nothing can be delivered to this address on this channel."""


class OptedOut(Refused):
    """The resident asked the gateway for no more messages."""


class OutsideWindow(Refused):
    """WhatsApp's 24 hours after the resident's last message are over: only a template may be sent."""


@dataclass(frozen=True)
class Filled:
    """An approved template, and what stands in its gaps this time."""

    sid: str
    variables: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Approval:
    """What WhatsApp says to a template: received, pending, approved, rejected, paused, disabled; missing when it is gone."""

    status: str
    reason: str = ""


@dataclass(frozen=True)
class Parcel:
    """One message to carry."""

    to: str = field(repr=False)
    sender: str
    text: str = field(repr=False)
    details: dict[str, Any] = field(repr=False)
    status_url: str
    since: datetime
    """Not sent before this moment: where a look for it begins."""

    template: Filled | None = None
    """Sent in the place of the text, which says the same: outside WhatsApp's window nothing else arrives."""


class Carrier(Protocol):
    """What takes a message to somebody: Twilio, or a mail server."""

    def send(self, parcel: Parcel) -> str:
        """Hand over one message and return the gateway's id. Raises SendError."""

    def find(self, parcel: Parcel, known: set[str]) -> str | None:
        """The id of a message like this one that the gateway has and we do not know, if any. Raises SendError."""


class Gateway(Carrier, Protocol):
    """Twilio, or what stands in for it."""

    def fetch(self, url: str, limit: int) -> tuple[str, bytes]:
        """Content type and bytes of a resident's file. Raises MediaError or TryLater."""

    def make(self, content: Mapping[str, Any]) -> str:
        """Create a template and return its id. Raises SendError."""

    def submit(self, sid: str, name: str, category: str) -> Approval:
        """Ask WhatsApp to approve a template. Raises SendError."""

    def approval(self, sid: str) -> Approval:
        """What WhatsApp says to it now. Raises SendError."""


class MediaError(Exception):
    """A file cannot be had; ``reason`` is what the media row keeps: too_big, gone, host."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
