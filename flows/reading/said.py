"""What a resident sent, and what it was read as."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Said:
    """One message as an answer: words, a tapped payload, a pin, files."""

    text: str = field(default="", repr=False)
    payload: str = ""
    lat: float | None = None
    lon: float | None = None
    files: tuple[str, ...] = ()
    """Content types of the files that were stored."""

    refused: tuple[str, ...] = ()
    """Why files were refused."""


@dataclass(frozen=True)
class Reading:
    """An answer: ``code`` is what expressions see, ``more`` what its type adds."""

    code: str
    how: str
    said: str = field(default="", repr=False)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> dict[str, Any]:
        return {"code": self.code, **self.more}


class Unclear(Exception):
    """The answer could not be read; ``reason`` names the words that explain it."""

    def __init__(self, reason: str = "flow.unclear") -> None:
        super().__init__(reason)
        self.reason = reason
