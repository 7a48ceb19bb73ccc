"""What the assistant says: one thing at a time, with the answers offered to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

MOST_BUTTONS, LONGEST_BUTTON = 3, 20
MOST_ROWS, LONGEST_ROW = 10, 24
"""WhatsApp's limits for buttons and for the rows of a list, in characters."""


@dataclass(frozen=True)
class Option:
    """One answer that is offered; ``id`` comes back when it is tapped."""

    id: str
    title: str


@dataclass(frozen=True)
class Reply:
    """One thing said."""

    text: str
    options: tuple[Option, ...] = ()
    list_label: str = ""
    """What stands on the button that opens a WhatsApp list."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        options = tuple(Option(str(each["id"]), str(each["title"])) for each in data.get("options") or ())
        return cls(str(data["text"]), options, str(data.get("list_label") or ""))
