"""The tables of a form over all of its versions: one for the runs, and one for each repeat.

As in Kobo, versions share their tables: a question that any version has gets a column, the newest version says what it
is called, and a run leaves empty what its own version did not ask.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import cities
from flows import types
from flows.context import Context
from flows.definition import Choice, Definition, Item, other_choice
from flows.results import columns as column
from flows.results import texts
from flows.results.columns import Column
from flows.tables import Table as LookUp

ABOUT_RUNS = (
    ("_id", "number"),
    ("_uuid", "text"),
    ("_respondent", "text"),
    ("_version", "number"),
    ("_state", "text"),
    ("_run_state", "text"),
    ("_submission_time", "dateTime"),
    ("_started", "dateTime"),
    ("_ended", "dateTime"),
    ("_channel", "text"),
    ("_language", "text"),
    ("_city", "text"),
    ("_index", "number"),
)
ABOUT_REPEATS = (
    ("_index", "number"),
    ("_parent_table_name", "text"),
    ("_parent_index", "number"),
    ("_submission__id", "number"),
    ("_submission__uuid", "text"),
)

HOWS, CODEBOOK = "_answered_how", "codebook"
LONGEST_TITLE = 31
"""Characters in the name of a sheet (Excel)."""

_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f<>|\"]")


@dataclass(frozen=True)
class Version:
    """One version of the flow, as it is stored and as it reads."""

    id: str
    number: int
    definition: Definition

    @property
    def named(self) -> str:
        """What its author calls it; empty without a version in the settings."""
        return str(self.definition.settings.get("version") or "")


@dataclass
class Table:
    """The runs (path empty) or the instances of one repeat."""

    path: str
    title: str
    """Name of the sheet or file: valid everywhere and not used twice."""

    parent: str | None
    """Path of the table whose rows hold these."""

    columns: list[Column] = field(default_factory=list)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    """Which versions have a column, by its key, newest first."""

    choices: dict[str, dict[str, Choice]] = field(default_factory=dict)
    """By the path of a question: its choices in every version; the newest label counts."""

    @cached_property
    def by_question(self) -> Mapping[str, Sequence[Column]]:
        """Columns by the path of their question; asked for when all are there."""
        found: dict[str, list[Column]] = {}
        for each in self.columns:
            if each.item is not None:
                found.setdefault(each.item.path, []).append(each)
        return found

    def heading(self, each: Column, *, groups: bool) -> str:
        """The column's name; the whole path also where short names would be the same."""
        if groups or sum(other.short == each.short for other in self.columns) > 1:
            return each.key
        return each.short

    def headings(self, *, labels: bool, language: str, groups: bool) -> list[str]:
        """What stands above the columns; none twice."""
        if not labels:
            return [self.heading(each, groups=groups) for each in self.columns]
        shown = [
            "/".join([*(column.called(holder, language) for holder in each.holders if groups), column.label(each, language)])
            for each in self.columns
        ]
        return [f"{text} ({each.key})" if shown.count(text) > 1 else text for text, each in zip(shown, self.columns, strict=True)]


@dataclass(frozen=True)
class Layout:
    """Everything that is known before the first answer is read."""

    name: str
    versions: Mapping[str, Version]
    """By the id under which runs know them."""

    tables: Mapping[str, Table]
    """By path; the runs first, a repeat after what holds it."""

    languages: tuple[str, ...]
    free: Mapping[str, frozenset[str]]
    """By a version's id: paths of the questions that hold what residents typed freely, or may hold it."""

    def table_of(self, version: Version, path: str) -> str:
        """The path of the innermost repeat around a question."""
        parts = path.split("/")
        repeats = ("/".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1))
        return next((each for each in repeats if version.definition.item(each).type == "repeat"), "")


def lay_out(name: str, versions: Sequence[Version], *, with_texts: bool, respondents: bool, city: str | None) -> Layout:
    """The tables of these versions, newest first."""
    layout = Layout(
        name=name,
        versions={version.id: version for version in versions},
        tables=_tables(name, versions),
        languages=tuple(dict.fromkeys(language for version in versions for language in version.definition.languages)),
        free={version.id: texts.free(version.definition) for version in versions},
    )
    for version in versions:
        _add(layout, version, with_texts=with_texts, city=city)
    for table in layout.tables.values():
        for key, kind in ABOUT_REPEATS if table.path else ABOUT_RUNS:
            if key != "_respondent" or respondents:
                table.columns.append(Column(key, key, kind))
    return layout


def _tables(name: str, versions: Sequence[Version]) -> dict[str, Table]:
    taken = {HOWS, CODEBOOK, "history"}
    tables = {"": Table("", _title(name, taken), None)}
    for version in versions:
        for item in version.definition.items:
            if item.type == "repeat" and item.path not in tables:
                around = [path for path in tables if path and item.path.startswith(f"{path}/")]
                tables[item.path] = Table(item.path, _title(item.name, taken), max(around, key=len, default=""))
    return tables


def _title(name: str, taken: set[str]) -> str:
    """A name that sheets and files may have: short, without signs of their own, and new whatever the case of its letters."""
    base = _NOT_IN_A_TITLE.sub("_", name).strip("'. ") or "results"
    title, number = base[:LONGEST_TITLE], 1
    while title.lower() in taken:
        number += 1
        ending = f"_{number}"
        title = base[: LONGEST_TITLE - len(ending)] + ending
    taken.add(title.lower())
    return title


def _add(layout: Layout, version: Version, *, with_texts: bool, city: str | None) -> None:
    """The version's columns: those that a newer one does not have stand behind the one that they follow."""
    before: dict[str, int] = {}
    for item in version.definition.items:
        if item.holds or item.type in column.NOT_SHOWN or (not with_texts and item.path in layout.free[version.id]):
            continue
        table = layout.tables[layout.table_of(version, item.path)]
        choices = tuple(_offered(version.definition, item, city))
        known = table.choices.setdefault(item.path, {})
        for choice in choices:
            known.setdefault(choice.name, choice)
        places = {each.key: place for place, each in enumerate(table.columns)}
        for each in column.columns(item, _holders(version.definition, item), choices):
            if each.key not in places:
                place = before.get(table.path, -1) + 1
                table.columns.insert(place, each)
                places = {other.key: number for number, other in enumerate(table.columns)}
            before[table.path] = places[each.key]
            table.versions.setdefault(each.key, []).append(version)


def _holders(definition: Definition, item: Item) -> tuple[Item, ...]:
    parts = item.path.split("/")
    return tuple(definition.item("/".join(parts[:depth])) for depth in range(1, len(parts)))


def _offered(definition: Definition, item: Item, city: str | None) -> Iterator[Choice]:
    """Every choice that the question may offer, before choice_filter; the city's own lists in every city's wording."""
    if item.type not in types.LISTED or item.list_name.startswith("${"):
        return
    found: dict[str, Choice] = {}
    known = cities.load()
    for each in [known[city]] if city in known else known.values():
        around = Context(each, "", "", datetime.min.replace(tzinfo=UTC))
        for choice in LookUp.of(definition, around, item.list_name).choices(item.parameters):
            found.setdefault(choice.name, choice)
    yield from found.values()
    if item.or_other and "other" not in found:
        yield other_choice()
