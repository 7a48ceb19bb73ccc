"""Names that SPSS takes: letters, digits and ``_``, at most 64 bytes, no word of its own, not used twice whatever the case.

Source: IBM SPSS Statistics Command Syntax Reference, "Variable Names".
"""

import re
from collections.abc import Sequence

from flows.results.layout import Table

LONGEST = 64
"""Bytes."""

_RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}


def of(table: Table) -> dict[str, str]:
    """A name for each column by its key."""
    taken = set(_RESERVED)
    # Questions keep their names; what is split off them gives way, and what we know about the run.
    ordered = sorted(table.columns, key=lambda each: (each.item is None, not each.whole))
    return {each.key: _name(table.heading(each, groups=False), taken) for each in ordered}


def plain(headings: Sequence[str]) -> list[tuple[str, str]]:
    """Headings with their names."""
    taken = set(_RESERVED)
    return [(heading, _name(heading, taken)) for heading in headings]


def _name(heading: str, taken: set[str]) -> str:
    base = re.sub(r"\W", "_", heading).strip("_") or "v"
    base = base if base[0].isalpha() else f"v{base}"
    name, number = cut(base, LONGEST).rstrip("_"), 1
    while name.lower() in taken:
        number += 1
        ending = f"_{number}"
        name = cut(base, LONGEST - len(ending)) + ending
    taken.add(name.lower())
    return name


def cut(text: str, most: int) -> str:
    """At most so many bytes, and no half letter at the end."""
    return text.encode()[:most].decode(errors="ignore")
