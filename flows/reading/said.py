"""What a resident sent, and what it was read as."""

from dataclasses import dataclass, field
from typing import Any, Self

from flows.reading import map_link


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

    @classmethod
    def of(cls, text: str, lat: float | None = None, lon: float | None = None, **more: Any) -> Self:
        """The same, with a link to a map taken as the pin that it is: so it comes where a channel knows no pins."""
        linked = map_link.read(text) if lat is None else None
        if linked is not None:
            lat, lon, text = linked
        return cls(text, lat=lat, lon=lon, **more)

    @property
    def sounds(self) -> tuple[str, ...]:
        """Voice notes."""
        return tuple(kind for kind in self.files if kind.startswith("audio/"))

    @property
    def pictures(self) -> tuple[str, ...]:
        """Every other file."""
        return tuple(kind for kind in self.files if not kind.startswith("audio/"))

    def tapped(self, key: str) -> str:
        """What was tapped below the question of this key; nothing for a button of another one."""
        asked, _, name = self.payload.partition("=")
        return name if asked == key else ""


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
    """The answer could not be read.

    ``reason`` names the words that explain it, and ``values`` is filled into them; with the general reason there is
    nothing to say beyond the question's own hint (``flows.reading.help_for``).
    """

    GENERAL = "answer.unclear"

    def __init__(self, reason: str = GENERAL, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values
        """May hold the resident's own words: not for logs."""
