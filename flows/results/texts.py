"""Which answers may hold what residents typed: names of people stand there, and an export can be made without them."""

import re

from flows import types
from flows.definition import Definition, Item

_WORD = re.compile(r"[^\W\d][\w.-]*|(?<=[/:])\*")
_FREE = frozenset({"text", "barcode"})


def free(definition: Definition) -> frozenset[str]:
    """Paths of the free texts: questions for them, choices made of them, and whatever is calculated from them.

    It is the names in an expression that count, however they are written, and ``*`` reads everything: rather a value too
    few than a name too many. A place is given in words too, so what is calculated from one counts as well.
    """
    paths: set[str] = {item.path for item in definition.items if item.type in _FREE}
    names = {item.name for item in definition.items if item.path in paths or item.type == "geopoint" or item.type in types.TRACKS}
    names.add("*")
    while True:
        found = [item for item in definition.items if item.path not in paths and _reads(item, names)]
        if not found:
            return frozenset(paths)
        paths |= {item.path for item in found}
        names |= {item.name for item in found}


def _reads(item: Item, names: set[str]) -> bool:
    sources = [item.calculation, item.default if item.has_dynamic_default else ""]
    if item.type in types.LISTED and item.list_name.startswith("${"):
        sources.append(item.list_name)
    return any(word in names for source in sources for word in _WORD.findall(source))
