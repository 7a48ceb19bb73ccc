"""Runs and their answers as rows, read in chunks. What residents said in their own words beside a code is never read."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
from flows import types
from flows.definition import Item
from flows.results import columns
from flows.results.cells import LEFT_OPEN, Cell, clean, is_points, number
from flows.results.layout import Layout, Table, Version
from models import Answer, FlowVersion, Media, Run

CHUNK = 200
"""Runs in memory at a time."""

NEVER_BEGUN = ("invited", "offered", "waiting")
STATES = {"completed": "completed", "cancelled": "cancelled"}
"""What a run's state is in the table; every other one is partial."""

_NUMBER = re.compile(r"\[(\d+)\]")
_WHEN = re.compile(r"[\dT:.+Z-]+")
_MEDIA = {"image": "image/", "audio": "audio/", "video": "video/", "file": ""}

Names = Mapping[int, Sequence[tuple[str, str]]]
"""By message: content type and name of each stored file."""


@dataclass(frozen=True)
class Filter:
    """Which runs. Times are aware and mean the beginning of the run; ``until`` itself is not in it."""

    since: datetime | None = None
    until: datetime | None = None
    city: str | None = None


@dataclass(frozen=True)
class Shape:
    """What the cells of an export show."""

    labels: bool
    language: str
    texts: bool
    key: bytes | None = field(repr=False)


@dataclass
class Record:
    """One row: a run, or one instance of a repeat."""

    table: Table
    key: str
    """Empty for the run; ``household/member[2]`` for an instance."""

    index: int
    cells: dict[str, Cell] = field(repr=False)


@dataclass(frozen=True)
class How:
    """How one question of a run came to its answer."""

    key: str
    how: str
    at: str


@dataclass(frozen=True)
class Entry:
    """A run with everything in it: the row of the run first, then the instances, each behind what holds it."""

    run: str
    records: Sequence[Record]
    hows: Sequence[How]


def entries(session: Session, layout: Layout, wanted: Filter, shape: Shape) -> Iterator[Entry]:
    """The runs of these versions that were begun, oldest first."""
    counts = dict.fromkeys(layout.tables, 0)
    ids = list(session.scalars(_which(layout, wanted)))
    for start in range(0, len(ids), CHUNK):
        yield from _chunk(session, layout, shape, ids[start : start + CHUNK], counts)


def _which(layout: Layout, wanted: Filter) -> Any:
    query = select(Run.id).where(Run.flow_version_id.in_(layout.versions), Run.state.not_in(NEVER_BEGUN))
    if wanted.since is not None:
        query = query.where(Run.started_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Run.started_at < wanted.until)
    if wanted.city is not None:
        query = query.where(Run.city == wanted.city)
    return query.order_by(Run.started_at, Run.id)


_RUN = (
    Run.id, Run.contact_id, Run.flow_version_id, Run.city, Run.channel, Run.language, Run.state,
    Run.started_at, Run.updated_at, Run.ended_at,
)  # fmt: skip
_ANSWER = (Answer.run_id, Answer.question, Answer.value, Answer.label, Answer.how, Answer.message_id, Answer.answered_at)


def _chunk(session: Session, layout: Layout, shape: Shape, ids: Sequence[str], counts: dict[str, int]) -> Iterator[Entry]:
    # Columns, not records: nothing stays in the session, and Answer.said is never loaded.
    answers: dict[str, list[Any]] = {each: [] for each in ids}
    for answer in session.execute(select(*_ANSWER).where(Answer.run_id.in_(ids)).order_by(Answer.answered_at, Answer.id)):
        answers[answer.run_id].append(answer)
    runs = {run.id: run for run in session.execute(select(*_RUN).where(Run.id.in_(ids)))}
    names = _names(session, [answer for each in answers.values() for answer in each if answer.how == "media"])
    for each in ids:
        yield _Reader(layout, shape, runs[each], names, counts).entry(answers[each])


def _messages(answer: Any) -> list[int]:
    return [each for each in answer.value.get("messages") or [answer.message_id] if each is not None]


def _names(session: Session, given: Sequence[Any]) -> Names:
    messages = sorted({message for answer in given for message in _messages(answer)})
    found: dict[int, list[tuple[str, str]]] = {}
    query = select(Media.message_id, Media.content_type, Media.path).where(
        Media.message_id.in_(messages), Media.state == "stored"
    )
    for message, content_type, path in session.execute(query.order_by(Media.message_id, Media.position)) if messages else ():
        if path is not None:
            found.setdefault(message, []).append((content_type, path))
    return found


class _Reader:
    """One run on its way into rows."""

    def __init__(self, layout: Layout, shape: Shape, run: Any, names: Names, counts: dict[str, int]) -> None:
        self.layout, self.shape, self.run, self.names, self.counts = layout, shape, run, names, counts
        self.version: Version = layout.versions[run.flow_version_id]
        city = cities.load().get(run.city)
        self.zone: tzinfo = city.time_zone if city else UTC  # the folder of a city may be gone; its runs stay
        self.respondent = respondent(shape.key, run.contact_id)

    def entry(self, answers: Sequence[Any]) -> Entry:
        cells: dict[str, dict[str, Cell]] = {"": {}}
        hows = []
        for answer in answers:
            item = self._item(answer)
            if item is None:
                continue
            instance = _instance(answer.question, self.layout.table_of(self.version, item.path))
            for around in _around(instance):
                cells.setdefault(around, {})
            cells[instance] |= self._cells(item, answer)
            hows.append(How(answer.question, answer.how, self._local(answer.answered_at) or ""))
        return Entry(self.run.id, self._records(cells), hows)

    def _item(self, answer: Any) -> Item | None:
        """The question that was answered; none for the engine's own, and for what is not exported."""
        path = _NUMBER.sub("", answer.question)
        try:
            item = self.version.definition.item(path)
        except KeyError:
            return None
        if item.type in columns.NOT_SHOWN or (not self.shape.texts and path in self.layout.free[self.version.id]):
            return None
        # A default that was laid ready for a question which nobody came to is no answer.
        return None if item.asks and answer.how == "default" else item

    def _records(self, cells: dict[str, dict[str, Cell]]) -> list[Record]:
        found: dict[str, Record] = {}
        for key in sorted(cells, key=_place):
            path = self.layout.table_of(self.version, f"{_NUMBER.sub('', key)}/_") if key else ""
            table = self.layout.tables[path]
            self.counts[path] += 1
            record = Record(table, key, self.counts[path], cells[key])
            record.cells |= self._about_instance(record, found) if key else self._about_run(record)
            found[key] = record
        return list(found.values())

    def _about_run(self, record: Record) -> dict[str, Cell]:
        run = self.run
        return {
            "_id": run_number(run.id),
            "_uuid": run.id,
            "_respondent": self.respondent,
            "_version": self.version.number,
            "_state": STATES.get(run.state, "partial"),
            "_run_state": run.state,
            "_submission_time": self._local(run.ended_at or run.updated_at),
            "_started": self._local(run.started_at),
            "_ended": self._local(run.ended_at),
            "_channel": run.channel,
            "_language": run.language,
            "_city": run.city,
            "_index": record.index,
        }

    def _about_instance(self, record: Record, found: Mapping[str, Record]) -> dict[str, Cell]:
        holder = found[_around(record.key)[-2]]
        return {
            "_index": record.index,
            "_parent_table_name": holder.table.title,
            "_parent_index": holder.index,
            "_submission__id": run_number(self.run.id),
            "_submission__uuid": self.run.id,
        }

    def _local(self, moment: datetime | None) -> str | None:
        return moment.astimezone(self.zone).isoformat(timespec="seconds") if moment else None

    def _cells(self, item: Item, answer: Any) -> dict[str, Cell]:
        """The cells of every column of a question."""
        table = self.layout.tables[self.layout.table_of(self.version, item.path)]
        asked = table.by_question.get(item.path, ())
        code = self._opaque(str(answer.value.get("code") or ""))
        if answer.how == "media":
            code = " ".join(self._files(item, answer))
        elif not code and answer.how == "skipped":
            return {each.key: LEFT_OPEN for each in asked}
        chosen = code.split() if item.type in types.SELECTS_MANY else [code]
        called = {name: self._called(table, item, name, answer) for name in chosen}
        point = _point(answer.value, code) if item.type == "geopoint" else {}
        found: dict[str, Cell] = {}
        for each in asked:
            if each.whole:
                found[each.key] = self._whole(item, code, [called[name] for name in chosen], answer)
            elif each.choice is not None:
                found[each.key] = int(each.choice.name in chosen) if code else None
            elif each.part in columns.POINT:
                found[each.key] = point.get(each.part)
            else:
                place = int(each.part) - 1
                found[each.key] = called[chosen[place]] if place < len(chosen) else None
        return found

    def _whole(self, item: Item, code: str, called: Sequence[str], answer: Any) -> Cell:
        kind = columns.kind(item)
        if kind in ("code", "codes"):
            return (", ".join(called) if self.shape.labels else code) or None
        if kind == "number" or item.type == "calculate":
            return number(code) if code else None
        expected = is_points if kind == "point" else _WHEN.fullmatch if kind in ("date", "time", "dateTime") else None
        in_words = expected is not None and not expected(code)
        return None if in_words and not self.shape.texts else code or None

    def _called(self, table: Table, item: Item, code: str, answer: Any) -> str:
        if not self.shape.labels:
            return code
        choice = table.choices.get(item.path, {}).get(code)
        if choice is not None:
            return columns.one_line(choice.label.on("", self.shape.language)) or code
        return clean(answer.label) if answer.label and item.type in types.SELECTS_ONE else code

    def _files(self, item: Item, answer: Any) -> list[str]:
        wanted = _MEDIA.get(item.type, "")
        stored = [file for message in _messages(answer) for file in self.names.get(message, ())]
        return [name for content_type, name in stored if content_type.startswith(wanted)]

    def _opaque(self, text: str) -> str:
        """A form may have put the contact's id into a calculated text: what leaves is the respondent's code, or nothing."""
        return clean(text).replace(self.run.contact_id, self.respondent or "")


def respondent(key: bytes | None, contact: str) -> str | None:
    """The code of a contact in one export; nothing without a key."""
    return hmac.new(key, contact.encode(), hashlib.sha256).hexdigest()[:16] if key is not None else None


def run_number(run: str) -> int:
    """A number for a run, the same in every export: 48 bits of its random id, which every program keeps exactly."""
    return int(run[:12], 16)


def _instance(key: str, repeat: str) -> str:
    """The key of the repeat's instance that an answer lies in; empty outside of repeats."""
    return "/".join(key.split("/")[: repeat.count("/") + 1]) if repeat else ""


def _around(instance: str) -> list[str]:
    """Keys of the instances that hold this one, outermost first: the run's, and its own at the end."""
    parts = instance.split("/") if instance else []
    return ["", *("/".join(parts[:depth]) for depth in range(1, len(parts) + 1) if parts[depth - 1].endswith("]"))]


def _place(key: str) -> tuple[tuple[str, int], ...]:
    """Sorts instances by their numbers, each behind what holds it."""
    if not key:
        return ()
    return tuple((part.partition("[")[0], int((_NUMBER.findall(part) or ["0"])[0])) for part in key.split("/"))


def _point(value: Mapping[str, Any], code: str) -> dict[str, Cell]:
    """The parts of a place. Words without a point have none; the area that they name counts all the same."""
    found: dict[str, Cell] = {}
    if is_points(code):
        found = dict(zip(columns.POINT, (number(part) for part in code.split()), strict=False))
    elif value.get("lat") is not None:
        found = {"latitude": float(value["lat"]), "longitude": float(value["lon"])}
    return found | ({"area": str(value["area"])} if value.get("area") else {})


def versions(session: Session, flow: str) -> list[Any]:
    """The stored versions of a flow, newest first."""
    return list(session.scalars(select(FlowVersion).where(FlowVersion.flow == flow).order_by(FlowVersion.number.desc())))
