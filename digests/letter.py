"""A summary as headed parts, before it is HTML or plain text: both are made of the same parts, so that both say the same."""

from dataclasses import dataclass, field

from charts import Chart


@dataclass(frozen=True)
class Entry:
    """One report, or several that belong together."""

    title: str
    tag: str = ""
    meta: str = ""
    """Age, state and what else is known, in one line."""

    quote: str = ""
    """The resident's own words; empty where they are not to be shown."""


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    cells: tuple[str, ...]
    stands_out: bool = False
    """More or less than chance explains."""


@dataclass(frozen=True)
class Table:
    """A name and one or more numbers in each row."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """A chart and what its colours mean. The chart brings its text alternative."""

    cid: str
    chart: Chart
    note: str


@dataclass(frozen=True)
class Command:
    """Something that can be answered from the phone."""

    typed: str
    means: str


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it, in this order."""

    heading: str
    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    commands: tuple[Command, ...] = ()
    notes: tuple[str, ...] = ()
    """Smaller print at the end."""

    pressing: bool = False
    """True for what cannot wait."""


@dataclass(frozen=True)
class Letter:
    """A whole summary in one language."""

    language: str
    subject: str
    kind: str
    """``Daily summary``."""

    city: str
    title: str
    lead: tuple[str, ...]
    """What is said before the first heading."""

    warnings: tuple[str, ...]
    parts: tuple[Part, ...] = field(default=())
    link: str = ""
    link_label: str = ""
    small_print: tuple[str, ...] = ()
