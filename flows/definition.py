"""A flow as XLSForm knows it: rows in order, lists of choices, settings, in as many languages as it has.

Source of the terms: the XLSForm standard (xlsform.org). A row may carry columns of our own beside XLSForm's: ``chat``
(what only a conversation needs), ``sms`` and ``whatsapp`` (other words for one channel), ``semantic_label``.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pyxform.utils import default_is_dynamic

import words
from flows import expressions, languages, types

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "flows"
CHANNELS = ("sms", "whatsapp")
REPORT = "report"
"""The flow that residents report with, and that a report is filed from; every other flow is a survey."""

EXPRESSIONS = ("relevant", "constraint", "required", "calculation", "readonly", "choice_filter", "repeat_count")
"""Columns that hold an expression."""

_NAME = re.compile(r"[^\W\d][\w.-]*")
ALWAYS = "true()"
"""What required and readonly hold when they say yes."""

_YES = {"yes", "true", "true()"}
_NO = {"no", "false", "false()"}


class FlowError(Exception):
    """A flow cannot run as it is written; the message names the flow, the row and what is wrong."""


@dataclass(frozen=True)
class Wording:
    """A text in the languages that the form has, with other words for a channel where one needs them."""

    general: Mapping[str, str]
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    default: str = languages.UNTRANSLATED
    """The form's default language: what stands in for a missing one."""

    def on(self, channel: str, language: str) -> str:
        """The words for this channel and language; the default language's where this one has none."""
        own = self.channels.get(channel, {}).get(language)
        return own or self.general.get(language) or self._instead

    @property
    def _instead(self) -> str:
        preferred = (self.general.get(self.default), self.general.get(languages.UNTRANSLATED), *self.general.values())
        return next((text for text in preferred if text), "")

    def __iter__(self) -> Iterator[str]:
        """Every wording there is."""
        yield from self.general.values()
        for special in self.channels.values():
            yield from special.values()


@dataclass(frozen=True)
class Choice:
    """One answer of a list: its code, its label, and the other columns of its row (for choice_filter and lookups)."""

    name: str
    label: Wording
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Item:
    """One row of the survey sheet: a question, a note, a calculation, a group or a repeat."""

    type: str
    name: str
    path: str
    """Names from the top, without the form's own: ``household/member/age``."""

    row: int = 0
    """Number of the row in the sheet, counted from 2 as people see it."""

    list_name: str = ""
    """Of the choices; for selects from a file, the file's name."""

    or_other: bool = False
    label: Wording | None = None
    hint: Wording | None = None
    guidance_hint: Wording | None = None
    constraint_message: Wording | None = None
    required_message: Wording | None = None
    summary: Wording | None = None
    """A short name, for the list of what can be corrected and for naming it."""

    relevant: str = ""
    constraint: str = ""
    required: str = ""
    calculation: str = ""
    default: str = ""
    trigger: tuple[str, ...] = ()
    """Names of the questions whose answers make the calculation run; empty for one that follows what it reads."""

    appearance: str = ""
    readonly: str = ""
    choice_filter: str = ""
    repeat_count: str = ""
    semantic_label: str = ""
    """What the question measures, in codes that are the same in every survey (the FLOIP specification's word)."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    chat: Mapping[str, str] = field(default_factory=dict)

    repeated: bool = False
    """True for a repeat and for everything inside one."""

    @cached_property
    def parent(self) -> str:
        """Path of the group or repeat that it stands in; empty at the top."""
        return self.path.rpartition("/")[0]

    @cached_property
    def holds(self) -> bool:
        """True for a group or repeat."""
        return self.type in types.CONTAINERS

    @cached_property
    def asks(self) -> bool:
        """True for what a resident is asked. What is calculated, or may not be changed, is shown at most.

        A value that is calculated when another question is answered can be changed afterwards.
        """
        changeable = not self.calculation or (bool(self.trigger) and self.label is not None)
        return self.type in types.ASKED and changeable and self.readonly != ALWAYS

    @cached_property
    def tells(self) -> bool:
        """True for what is only said: notes, and values that are shown."""
        shown = self.type in types.ASKED and not self.asks and self.label is not None
        return (self.type == "note" and self.label is not None) or shown

    @cached_property
    def heard(self) -> bool:
        """True where the answer may be taken from what the resident said before it was asked."""
        return self.chat.get("heard") == "yes"

    @property
    def remembers(self) -> str:
        """Name of the fact about the contact that the answer is, if it is one."""
        return self.chat.get("remember", "")

    @cached_property
    def has_dynamic_default(self) -> bool:
        """True for a default that is an expression: whether it is one, pyxform decides."""
        return bool(default_is_dynamic(self.default, self.type))


@dataclass(frozen=True)
class Asked:
    """A question as it is put in one run."""

    key: str
    """The item's path with the number of each repeat: ``household/member[2]/age``."""

    item: Item
    choices: tuple[Choice, ...] = ()
    """What can be chosen, after choice_filter and randomize, in the order in which numbers count them."""

    required: bool = False
    value: Mapping[str, Any] = field(default_factory=dict)
    """The answer so far: what a default, an earlier answer, or the first points of a track left."""


@dataclass(frozen=True, eq=False)
class Definition:
    """A whole flow. ``source`` is what is stored with a version and read back for a run."""

    name: str
    settings: Mapping[str, Any]
    items: tuple[Item, ...]
    """Document order; a group stands before what it holds."""

    choices: Mapping[str, tuple[Choice, ...]]
    attachments: Mapping[str, Sequence[Mapping[str, str]]]
    languages: tuple[str, ...]
    source: Mapping[str, Any]

    @cached_property
    def _by_path(self) -> Mapping[str, Item]:
        return {item.path: item for item in self.items}

    @cached_property
    def named(self) -> Mapping[str, tuple[Item, ...]]:
        """Items by name: several where groups hold the same name."""
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            found[item.name] = (*found.get(item.name, ()), item)
        return found

    @cached_property
    def inside(self) -> Mapping[str, tuple[Item, ...]]:
        """Items by the path of what holds them; the top's path is empty."""
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            found[item.parent] = (*found.get(item.parent, ()), item)
        return found

    def item(self, path: str) -> Item:
        return self._by_path[path]

    @property
    def questions(self) -> tuple[Item, ...]:
        """What residents can be asked."""
        return tuple(item for item in self.items if item.asks)

    @cached_property
    def tables(self) -> dict[tuple[str, str, str], Any]:
        """What flows/tables.py has built of the lists and attachments, by name, language and channel."""
        return {}

    @cached_property
    def title(self) -> Wording:
        """What residents know the flow by: the settings' chat title, in their language where it has one."""
        titles = (self.settings.get("chat") or {}).get("title")
        return Wording(_words(titles or self.settings.get("form_title") or self.name))

    @cached_property
    def is_about_a_report(self) -> bool:
        """True for a flow that looks up which of the contact's reports it speaks of."""
        return any("pulldata('report'" in item.calculation for item in self.items)

    @property
    def shows_labels(self) -> bool:
        """True where labels show ``${q}`` as people say it; XLSForm shows the stored value."""
        return self.settings.get("show") == "labels"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition."""
        return hashlib.sha256(json.dumps(self.source, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def load(name: str, folder: Path = FOLDER) -> Definition:
    """A flow as it came with the software, from its file."""
    return parse(yaml.safe_load((folder / f"{name}.yml").read_text("utf-8")))


_versions: dict[str, Definition] = {}


def of_version(digest: str, source: Mapping[str, Any]) -> Definition:
    """A stored version; parsed once."""
    if digest not in _versions:
        _versions[digest] = parse(source)
    return _versions[digest]


def parse(source: Mapping[str, Any]) -> Definition:
    """Read a definition. Raises FlowError with the first thing that keeps it from running."""
    settings = source.get("settings") or {}
    name = str(settings.get("form_id") or "")
    if not name:
        raise FlowError("settings: a flow needs a form_id")
    default = languages.code(str(settings.get("default_language") or ""))
    choices = {
        str(list_name): tuple(_choice(row, default) for row in rows)
        for sheet in ("choices", "external_choices")
        for list_name, rows in (source.get(sheet) or {}).items()
    }
    items = tuple(_items(source.get("survey") or (), default))
    for item in items:
        # As pyxform does it: the choice is added to the list, so every question that uses the list has it.
        listed = choices.get(item.list_name, ()) if item.or_other else ()
        if listed and all(choice.name != "other" for choice in listed):
            choices[item.list_name] = (*listed, other_choice())
    if not any(item.asks for item in items):
        raise FlowError(f"{name}: survey: there are no questions")
    definition = Definition(
        name=name,
        settings=settings,
        items=items,
        choices=choices,
        attachments=source.get("attachments") or {},
        languages=_languages(source),
        source=source,
    )
    for item in items:
        _check(definition, item)
    return definition


def _items(rows: Sequence[Mapping[str, Any]], default: str) -> Iterator[Item]:
    holders: list[str] = []
    open_types: list[str] = []
    readonly: list[str] = []
    for number, row in enumerate(rows, start=2):
        if _is_comment(row):
            continue
        kind = types.read(str(row.get("type", "")))
        where = f"survey, row {number}"
        if kind.name.startswith("end_"):
            if not open_types or open_types.pop() != kind.name.removeprefix("end_"):
                raise FlowError(f"{where}: {kind.name} closes nothing that is open")
            holders.pop()
            readonly.pop()
            continue
        repeated = kind.name == "begin_repeat" or "repeat" in open_types
        item = _item(row, kind, "/".join([*holders, str(row.get("name", ""))]), number, default)
        item = replace(item, repeated=repeated, readonly=ALWAYS if ALWAYS in readonly else item.readonly)
        yield item
        if item.holds:
            holders.append(item.name)
            open_types.append(item.type)
            readonly.append(item.readonly)
        if item.or_other:
            yield replace(_other(item), repeated=repeated)
    if open_types:
        raise FlowError(f"survey: the {open_types[-1]} {holders[-1]} is never closed")


def _is_comment(row: Mapping[str, Any]) -> bool:
    """True for rows that pyxform passes over: empty ones, remarks, and disabled ones."""
    return not any(row.get(column) for column in ("type", "name", "label")) or str(row.get("disabled", "")).lower() in _YES


def _item(row: Mapping[str, Any], kind: types.Type, path: str, number: int, default: str) -> Item:
    where = f"survey, row {number}"
    name = kind.name.removeprefix("begin_")
    if name not in types.ASKED | types.SILENT | types.IGNORED | types.CONTAINERS | {"note"}:
        raise FlowError(f"{where}, type: {kind.name!r} is not known")
    if not _NAME.fullmatch(str(row.get("name", ""))):
        raise FlowError(f"{where}, name: a name begins with a letter and holds letters, digits, - _ and .")
    chat = {key: value for key, value in (row.get("chat") or {}).items() if isinstance(value, str)}
    return Item(
        type=name,
        name=str(row["name"]),
        path=path,
        row=number,
        list_name=kind.list_name,
        or_other=kind.or_other,
        label=_wording(row, "label", default),
        hint=_wording(row, "hint", default),
        guidance_hint=_wording(row, "guidance_hint", default),
        constraint_message=_wording(row, "constraint_message", default),
        required_message=_wording(row, "required_message", default),
        summary=_wording(row.get("chat") or {}, "summary", default),
        trigger=tuple(expressions.references(_cell(row, "trigger"))),
        parameters=_parameters(_cell(row, "parameters")),
        chat=chat,
        relevant=_cell(row, "relevant"),
        constraint=_cell(row, "constraint"),
        required=_cell(row, "required"),
        calculation=_cell(row, "calculation"),
        default=_cell(row, "default"),
        appearance=_cell(row, "appearance"),
        readonly=_cell(row, "readonly"),
        choice_filter=_cell(row, "choice_filter"),
        repeat_count=_cell(row, "repeat_count"),
        semantic_label=_cell(row, "semantic_label"),
    )


def _other(item: Item) -> Item:
    """What ``or_other`` adds: a question for the words behind "other", as pyxform adds it."""
    label = Wording(words.load().phrases("flow.specify_other"))
    name = f"{item.name}_other"
    path = f"{item.parent}/{name}".lstrip("/")
    return Item("text", name, path, item.row, label=label, relevant=f"selected(../{item.name}, 'other')")


@cache
def other_choice() -> Choice:
    """The choice that ``or_other`` adds."""
    return Choice("other", Wording(words.load().phrases("flow.other")))


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column, "")
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()
    if column in ("required", "readonly"):
        return ALWAYS if text.lower() in _YES else "" if text.lower() in _NO else text
    return text


def _parameters(text: str) -> Mapping[str, str]:
    """``start=1 end=5 step=1``; pyxform also takes commas and semicolons between them."""
    parts = re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", text))
    return dict(part.split("=", 1) for part in parts if "=" in part)


def _wording(row: Mapping[str, Any], column: str, default: str) -> Wording | None:
    if not row.get(column):
        return None
    channels = {
        channel: _words(row[channel][column])
        for channel in CHANNELS
        if isinstance(row.get(channel), Mapping) and row[channel].get(column)
    }
    return Wording(_words(row[column]), channels, default)


def _words(cell: Any) -> Mapping[str, str]:
    words = cell if isinstance(cell, Mapping) else {languages.UNTRANSLATED: cell}
    return {str(language): str(text).strip() for language, text in words.items() if text is not None}


def _choice(row: Mapping[str, Any], default: str) -> Choice:
    name = str(row.get("name", ""))
    label = _wording(row, "label", default) or Wording({languages.UNTRANSLATED: name})
    more = {
        str(column): str(value)
        for column, value in row.items()
        if column not in ("name", "label") and not isinstance(value, Mapping)
    }
    return Choice(name, label, more)


def _languages(source: Mapping[str, Any]) -> tuple[str, ...]:
    """Languages that labels are written in, in the order of the headings."""
    found: dict[str, None] = dict.fromkeys(source.get("languages") or ())
    for row in source.get("survey") or ():
        if isinstance(row.get("label"), Mapping):
            found |= dict.fromkeys(row["label"])
    return tuple(found)


def _check(definition: Definition, item: Item) -> None:
    where = f"{definition.name}: survey, row {item.row}"
    if sum(each.name == item.name for each in definition.inside[item.parent]) > 1:
        raise FlowError(f"{where}, name: {item.name} stands twice")
    listed = item.type in types.LISTED and not item.type.endswith("_from_file") and not item.list_name.startswith("${")
    if listed and item.list_name not in definition.choices:
        raise FlowError(f"{where}, type: there is no list of choices {item.list_name!r}")
    texts = [text for words in (item.label, item.hint, item.constraint_message, item.required_message) if words for text in words]
    default = [item.default] if item.has_dynamic_default else []
    written = [(column, getattr(item, column)) for column in EXPRESSIONS] + [("default", text) for text in default]
    for column, expression in written:
        if expression:
            try:
                expressions.compiled(expression)
            except expressions.ExpressionError as error:
                raise FlowError(f"{where}, {column}: {error}") from None
    for name in expressions.references(" ".join([*texts, *(text for _, text in written)])):
        if not name.startswith("last-saved#") and name not in definition.named:
            raise FlowError(f"{where}: ${{{name}}} is no question of this form")
