"""XLSForm's types of question, and what each means in a chat."""

import re
from dataclasses import dataclass

SELECTS_ONE = frozenset({"select_one", "select_one_from_file", "select_one_external"})
SELECTS_MANY = frozenset({"select_multiple", "select_multiple_from_file", "rank"})
FILES = frozenset({"image", "audio", "video", "file"})
NUMBERS = frozenset({"integer", "decimal", "range"})
TRACKS = frozenset({"geotrace", "geoshape"})

ASKED = (
    SELECTS_ONE
    | SELECTS_MANY
    | FILES
    | NUMBERS
    | TRACKS
    | {"text", "date", "time", "dateTime", "geopoint", "barcode", "acknowledge"}
)
CONTAINERS = frozenset({"group", "repeat"})
METADATA = frozenset({"start", "end", "today", "deviceid", "phonenumber", "username", "email", "simserial", "subscriberid"})
SILENT = METADATA | {"calculate", "hidden"}
IGNORED = frozenset({"audit", "background-audio", "background-geopoint", "start-geopoint", "xml-external", "csv-external", "osm"})
"""Types that have no meaning in a chat. Their names exist, and are empty."""

LISTED = SELECTS_ONE | SELECTS_MANY

_ALIASES = {
    "int": "integer",
    "string": "text",
    "datetime": "dateTime",
    "location": "geopoint",
    "gps": "geopoint",
    "photo": "image",
    "trigger": "acknowledge",
    "calculation": "calculate",
    "select": "select_multiple",
    "select1": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "select_all_that_apply": "select_multiple",
    "select one from file": "select_one_from_file",
    "select multiple from file": "select_multiple_from_file",
    "select one external": "select_one_external",
}
_STRUCTURE = re.compile(r"(begin|end)[ _](group|repeat)")
_LISTED = re.compile(r"(?P<kind>select.*?|rank)\s+(?P<list>\S+?)(?P<other>\s+or[ _]other|\s+or specify other)?")


@dataclass(frozen=True)
class Type:
    """A cell of the type column, taken apart."""

    name: str
    list_name: str = ""
    or_other: bool = False

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.list_name, "or_other" if self.or_other else "") if part)


def read(cell: str) -> Type:
    """Any accepted spelling: "select one from yes_no or other", "int", "begin group". Unknown ones keep their name."""
    text = " ".join(cell.split())
    structure = _STRUCTURE.fullmatch(text.lower())
    if structure:
        return Type(f"{structure.group(1)}_{structure.group(2)}")
    name = _ALIASES.get(text.lower(), text)
    if name in ASKED | SILENT | IGNORED:
        return Type(name)
    lower = text.lower()
    listed = _LISTED.fullmatch(text)
    if listed:
        kind = _kind(listed.group("kind"))
        if kind is not None:
            return Type(kind, listed.group("list"), bool(listed.group("other")))
    return Type(lower if lower in ASKED | SILENT | IGNORED else text)


def _kind(text: str) -> str | None:
    kind = _ALIASES.get(text.lower(), text.lower())
    return kind if kind in LISTED else None
