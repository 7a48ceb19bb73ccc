"""Which columns a question has: itself, and what Kobo splits off it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows import types
from flows.definition import Choice, Item

Choices = Mapping[str, Choice]
"""A question's choices by their codes."""

POINT = ("latitude", "longitude", "altitude", "precision", "area")
"""Parts of a geopoint: Kobo's four, and the city's area that the place lies in."""

NOT_SHOWN = types.IGNORED | (types.METADATA - {"start", "end", "today"}) | {"note"}
"""No columns: notes, what a chat does not know, and what in a phone's form tells who its owner is."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    key: str
    """Path through the groups: ``feeling/dark``, ``feeling/threats/crime``, ``feeling/_where_latitude``."""

    short: str
    """The same without the groups."""

    kind: str
    """text, code, codes, number, flag, date, time, dateTime, point, files."""

    item: Item | None = None
    """The question, in its newest version; none for what we know about the run."""

    holders: tuple[Item, ...] = ()
    """Groups and repeats around it, outermost first."""

    choice: Choice | None = None
    """For a 0/1 column: the choice."""

    part: str = ""
    """For a part of a question: ``latitude``, or a position of a ranking from 1."""

    @property
    def whole(self) -> bool:
        """True for the answer itself, false for what is split off it."""
        return self.choice is None and not self.part


_KINDS = {"date": "date", "time": "time", "dateTime": "dateTime", "start": "dateTime", "end": "dateTime", "today": "date"}


def kind(item: Item) -> str:
    """What the question's own column holds."""
    if item.type in types.SELECTS_ONE:
        return "code"
    if item.type in types.SELECTS_MANY:
        return "codes"
    if item.type in types.NUMBERS:
        return "number"
    if item.type in types.FILES:
        return "files"
    if item.type == "geopoint" or item.type in types.TRACKS:
        return "point"
    return _KINDS.get(item.type, "text")


def columns(item: Item, holders: tuple[Item, ...], choices: Sequence[Choice]) -> Iterator[Column]:
    """The columns of a question, the answer itself first."""
    yield Column(item.path, item.name, kind(item), item, holders)
    if item.type == "rank":
        for place in range(1, len(choices) + 1):
            yield Column(f"{item.path}/{place}", f"{item.name}/{place}", "code", item, holders, part=str(place))
    elif item.type in types.SELECTS_MANY:
        for choice in choices:
            short = f"{item.name}/{choice.name}"
            yield Column(f"{item.path}/{choice.name}", short, "flag", item, holders, choice=choice)
    elif item.type == "geopoint":
        for part in POINT:
            short = f"_{item.name}_{part}"
            yield Column(
                f"{item.parent}/{short}".lstrip("/"), short, "code" if part == "area" else "number", item, holders, part=part
            )


def label(column: Column, language: str) -> str:
    """What a person reads above the column: the question's label, with the choice or part behind it as in Kobo."""
    item = column.item
    if item is None:
        return column.short
    text = called(item, language)
    if column.choice is not None:
        return f"{text}/{one_line(column.choice.label.on('', language)) or column.choice.name}"
    if column.part in POINT:
        return f"_{text}_{column.part}"
    return f"{text}/{column.part}" if column.part else text


def called(item: Item, language: str) -> str:
    """The row's label, else its name."""
    return (one_line(item.label.on("", language)) if item.label else "") or item.name


def one_line(text: str) -> str:
    return " ".join(text.split())
