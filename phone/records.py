"""What the phone remembers: messages with their media, and WhatsApp content."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

WHATSAPP = "whatsapp:"


@dataclass(frozen=True)
class Medium:
    """One file that a resident sent."""

    sid: str
    content_type: str
    name: str = ""
    erased: bool = False
    """Deleted by REST: Twilio no longer has it, the resident's phone still does."""


@dataclass(frozen=True)
class Message:
    """One text between a resident and a line of the city, and how far it came."""

    sid: str
    resident: str = field(repr=False)
    """The resident's address as Twilio spells it: `+27…`, `whatsapp:+27…` or `whatsapp:MX.…`."""

    line: str
    """The city's sender on the same channel."""

    inbound: bool
    """From the resident to the city."""

    body: str = field(repr=False)
    at: str
    """UTC, ISO 8601."""

    status: str
    """Outbound: Twilio's status. Inbound: sending, delivered (the webhook took it), read, failed."""

    encoding: str
    segments: int
    media: tuple[Medium, ...] = ()
    media_urls: tuple[str, ...] = ()
    location: dict[str, Any] | None = field(default=None, repr=False)
    content: dict[str, Any] | None = field(default=None, repr=False)
    """Rendered WhatsApp content, see phone.content."""

    callback: str = ""
    form: dict[str, str] = field(default_factory=dict, repr=False)
    """Inbound: what is posted to the webhook, kept so that the very same can be sent again."""

    error: int | None = None
    reason: dict[str, Any] | None = None
    """Why it failed, in a form that the page has words for."""

    automatic: bool = False
    """Twilio's own answer to STOP, START and HELP; the city never sent it."""

    erased: bool = False
    revision: int = 0
    """Rises with every change in the store; the page asks for what is newer than it knows."""

    @property
    def channel(self) -> str:
        return channel_of(self.line)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        media = tuple(Medium(**medium) for medium in row.pop("media"))
        return cls(**{**row, "media": media, "media_urls": tuple(row["media_urls"])})

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Content:
    """A WhatsApp message with buttons or a list, created over the Content API."""

    sid: str
    name: str
    language: str
    types: dict[str, Any]
    variables: dict[str, str]
    at: str
    template: str = ""
    """The category it was approved for; empty while it may only be used within a conversation."""


def channel_of(address: str) -> str:
    """`whatsapp` or `sms`."""
    return "whatsapp" if address.startswith(WHATSAPP) else "sms"
