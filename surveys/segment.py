"""A segment: a part of the contacts, described by what they told us and did. ``city=durban,area=umlazi/inanda,language=zu``.

Conditions are joined by "and"; values of one key, with ``/`` between them, by "or".
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from cities import City
from models import Address, Contact, Fact, Flow, FlowVersion, Message, Report, Run
from words import LANGUAGES

EVERYONE = "everyone"
CHANNELS = ("sms", "whatsapp")
ANY = "any"
"""The value of ``reporters`` for a report of any kind."""

Values = tuple[str, ...]
Segment = Mapping[str, Values]
Condition = Callable[[Segment, Values], ColumnElement[bool]]


class SegmentError(Exception):
    """A segment that cannot be meant; the message says what can."""


def read(texts: Iterable[str]) -> dict[str, Values]:
    """``key=value/value,key=value``, also in several pieces. Raises SegmentError."""
    found: dict[str, Values] = {}
    for part in (each.strip() for text in texts for each in text.split(",")):
        key, is_given, value = part.partition("=")
        if part == EVERYONE:
            continue
        if key not in KEYS:
            raise SegmentError(f"there is no key {key!r} in a segment; there are {', '.join(KEYS)}, and {EVERYONE} alone")
        if not is_given or not all(value.split("/")):
            raise SegmentError(f"{key} needs a value: {key}=…")
        if key in found:
            raise SegmentError(f"{key} stands twice; several values of one key are written {key}=a/b")
        found[key] = tuple(value.split("/"))
    for key, needs in NEEDED.items():
        if key in found and needs not in found:
            raise SegmentError(f"{key} says since when, and needs {needs}")
    return found


def written(segment: Mapping[str, Iterable[str]]) -> str:
    """The segment as it is typed."""
    return ",".join(f"{key}={'/'.join(values)}" for key, values in segment.items()) or EVERYONE


def check(session: Session, segment: Segment, cities: Mapping[str, City]) -> None:
    """Raises SegmentError for a value that nothing can have: a segment with a slip of the pen would be silently empty."""
    meant = [cities[key] for key in segment.get("city", ()) if key in cities] or list(cities.values())
    known: dict[str, Iterable[str]] = {
        "city": cities,
        "area": {area.name for city in meant for area in city.areas},
        "language": LANGUAGES,
        "channel": CHANNELS,
        "reporters": [ANY, *sorted({category.name for city in meant for category in city.categories})],
        **dict.fromkeys(("participants", "not_participants"), session.scalars(select(Flow.name).order_by(Flow.name)).all()),
    }
    for key, values in segment.items():
        for value in values:
            if key in known and value not in known[key]:
                few = key != "area"
                raise SegmentError(f"{key}: {value!r} is not known" + (f"; there are {', '.join(known[key])}" if few else ""))
            if key in NEEDED:
                since(segment, key)


def conditions(segment: Segment) -> list[ColumnElement[bool]]:
    """What a contact must fulfil, as conditions on Contact."""
    return [CONDITIONS[key](segment, values) for key, values in segment.items() if key in CONDITIONS]


def since(segment: Segment, key: str) -> datetime | None:
    """The first moment that counts: midnight UTC of the day. Nothing when no day is named."""
    if key not in segment:
        return None
    try:
        return datetime.combine(date.fromisoformat(segment[key][0]), time(), UTC)
    except ValueError:
        raise SegmentError(f"{key}: a day is written 2026-11-23") from None


def _city(segment: Segment, values: Values) -> ColumnElement[bool]:
    return Contact.city.in_(values)


def _language(segment: Segment, values: Values) -> ColumnElement[bool]:
    return Contact.language.in_(values)


def _channel(segment: Segment, values: Values) -> ColumnElement[bool]:
    usable = Address.channel.in_(values) & Address.unreachable_code.is_(None)
    return exists().where(Message.contact_id == Contact.id, Message.direction == "in", Message.address_id == Address.id, usable)


def _area(segment: Segment, values: Values) -> ColumnElement[bool]:
    """Where they say that they live; where they reported, for who never said."""
    said = exists().where(Fact.contact_id == Contact.id, Fact.name == "area", Fact.value["area"].as_string().is_not(None))
    lives = exists().where(Fact.contact_id == Contact.id, Fact.name == "area", Fact.value["area"].as_string().in_(values))
    reported = exists().where(Report.contact_id == Contact.id, Report.area.in_(values))
    return or_(lives, ~said & reported)


def _fact(name: str) -> Condition:
    def told(segment: Segment, values: Values) -> ColumnElement[bool]:
        return exists().where(Fact.contact_id == Contact.id, Fact.name == name, Fact.value["code"].as_string().in_(values))

    return told


def _reporters(segment: Segment, values: Values) -> ColumnElement[bool]:
    of_this_kind = [Report.category.in_(values)] if ANY not in values else []
    after = since(segment, "reported_since")
    recent = [Report.received_at >= after] if after else []
    return exists().where(Report.contact_id == Contact.id, *of_this_kind, *recent)


def _participants(segment: Segment, values: Values) -> ColumnElement[bool]:
    return _took_part(values, None)


def _not_participants(segment: Segment, values: Values) -> ColumnElement[bool]:
    return ~_took_part(values, since(segment, "not_participants_since"))


def _took_part(flows: Values, after: datetime | None) -> ColumnElement[bool]:
    recent = [Run.ended_at >= after] if after else []
    of_flow = (Run.flow_version_id == FlowVersion.id) & FlowVersion.flow.in_(flows)
    return exists().where(Run.contact_id == Contact.id, of_flow, Run.state == "completed", *recent)


CONDITIONS: Mapping[str, Condition] = {
    "city": _city,
    "area": _area,
    "language": _language,
    "channel": _channel,
    "reporters": _reporters,
    "participants": _participants,
    "not_participants": _not_participants,
    "age_band": _fact("age_band"),
    "gender": _fact("gender"),
}
NEEDED = {"reported_since": "reporters", "not_participants_since": "not_participants"}
"""Keys that only narrow another one."""

KEYS = (*CONDITIONS, *NEEDED)
