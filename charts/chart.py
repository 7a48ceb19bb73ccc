"""A chart as data. Nothing is drawn without its text alternative, and whoever makes it makes both from the same numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How much a bar stands out. They differ in lightness, so that they differ to every eye and on paper."""

    NOW = "now"
    LIKE = "like"
    """What the present is compared with."""

    OTHER = "other"


@dataclass(frozen=True)
class Bar:
    """One number."""

    label: str
    """What it is; empty draws none, for the many of a row of days."""

    value: int
    told: str = ""
    """The number as the reader's language writes it, beside the bar; empty: only the axis tells it."""

    low: int | None = None
    high: int | None = None
    """What would be usual: a band around the bar's end."""

    tone: Tone = Tone.NOW


@dataclass(frozen=True)
class Chart:
    """Bars, and the same in words."""

    title: str
    alt: str
    """What somebody must be told who does not see it."""

    bars: tuple[Bar, ...]
    number: Callable[[int], str] = str
    """How the reader's language writes the numbers of the axis."""

    lying: bool = False
    """True: a row for each bar with its label before it. False: columns, from left to right in time."""

    def __post_init__(self) -> None:
        if not self.alt.strip() or not self.title.strip():
            raise ValueError("a chart has a title and a text alternative")
        if not self.bars:
            raise ValueError("a chart has bars")
