"""A flow as XLSForm knows it: questions in order, lists of choices, settings; every word in three languages.

Source of the terms: the XLSForm standard (xlsform.org). Where a chat needs a wording of its own for one channel, a
question carries it under ``sms`` or ``whatsapp``.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows import expressions

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "flows"
LANGUAGES = ("es", "en", "zu")
ASKED = {"text", "select_one", "select_one_from_file", "geopoint", "dateTime", "image"}
SILENT = {"calculate", "note"}

_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class FlowError(Exception):
    """A flow cannot run as it is written; the message names the flow, the question and what is wrong."""


@dataclass(frozen=True)
class Wording:
    """A text in every language, with other words for a channel where one needs them."""

    general: Mapping[str, str]
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def on(self, channel: str, language: str) -> str:
        return self.channels.get(channel, {}).get(language) or self.general[language]


@dataclass(frozen=True)
class Choice:
    """One answer of a list: its code, and its label in every language."""

    name: str
    label: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One row of the survey sheet."""

    type: str
    name: str
    list_name: str = ""
    """For select_one: the list of choices. For select_one_from_file: the attached file."""

    label: Wording | None = None
    hint: Wording | None = None
    """Said when an answer could not be read."""

    summary: Wording | None = None
    """A short name of the question, for the list of what can be corrected; a question without one cannot be."""

    relevant: str = ""
    calculation: str = ""
    required: bool = False
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        return self.type in ASKED

    @property
    def heard(self) -> bool:
        """True where the answer may be taken from what the resident said before it was asked."""
        return self.parameters.get("heard") == "yes"


@dataclass(frozen=True)
class Definition:
    """A whole flow. ``source`` is what is stored with a version and read back for a run."""

    name: str
    settings: Mapping[str, Any]
    questions: tuple[Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    source: Mapping[str, Any]

    def question(self, name: str) -> Question:
        return next(each for each in self.questions if each.name == name)

    @property
    def digest(self) -> str:
        """SHA-256 of the definition."""
        return hashlib.sha256(json.dumps(self.source, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def load(name: str, folder: Path = FOLDER) -> Definition:
    """The first version of a flow, from its file."""
    return parse(yaml.safe_load((folder / f"{name}.yml").read_text("utf-8")))


_versions: dict[str, Definition] = {}


def of_version(digest: str, source: Mapping[str, Any]) -> Definition:
    """A stored version; parsed once."""
    if digest not in _versions:
        _versions[digest] = parse(source)
    return _versions[digest]


def parse(source: Mapping[str, Any]) -> Definition:
    """Read a definition. Raises FlowError with the first thing that is wrong."""
    settings = source.get("settings") or {}
    name = settings.get("form_id")
    if not name:
        raise FlowError("a flow needs a form_id in its settings")
    choices = {
        list_name: tuple(Choice(str(row["name"]), _labels(f"{name}: {list_name}", row["label"])) for row in rows)
        for list_name, rows in (source.get("choices") or {}).items()
    }
    known: set[str] = set()
    questions = []
    for row in source.get("survey") or ():
        question = _question(name, row, choices)
        if question.name in known:
            raise FlowError(f"{name}: the name {question.name} stands twice")
        _check_references(name, row, question, known | expressions.CONTEXT_NAMES)
        known.add(question.name)
        questions.append(question)
    if not questions:
        raise FlowError(f"{name}: there are no questions")
    return Definition(name, settings, tuple(questions), choices, source)


def _question(flow: str, row: Mapping[str, Any], choices: Mapping[str, Any]) -> Question:
    kind, _, list_name = str(row.get("type", "")).partition(" ")
    name = str(row.get("name", ""))
    where = f"{flow}: {name or 'a question without a name'}"
    if kind not in ASKED | SILENT:
        raise FlowError(f"{where}: the type {kind!r} is not known")
    if not _NAME.fullmatch(name):
        raise FlowError(f"{where}: a name begins with a letter and holds letters, digits, - _ and .")
    if kind == "select_one" and list_name not in choices:
        raise FlowError(f"{where}: there is no list of choices {list_name!r}")
    if kind != "calculate" and "label" not in row:
        raise FlowError(f"{where}: a label is missing")
    parameters = dict(part.split("=", 1) for part in str(row.get("parameters", "")).split())
    return Question(
        type=kind,
        name=name,
        list_name=list_name,
        label=_wording(where, row, "label"),
        hint=_wording(where, row, "hint"),
        summary=_wording(where, row, "summary"),
        relevant=str(row.get("relevant", "")),
        calculation=str(row.get("calculation", "")),
        required=str(row.get("required", "")).lower() in ("yes", "true", "true()"),
        appearance=str(row.get("appearance", "")),
        parameters=parameters,
    )


def _wording(where: str, row: Mapping[str, Any], column: str) -> Wording | None:
    if column not in row:
        return None
    channels = {
        channel: _labels(f"{where}: {channel} {column}", row[channel][column])
        for channel in ("sms", "whatsapp")
        if column in (row.get(channel) or {})
    }
    return Wording(_labels(f"{where}: {column}", row[column]), channels)


def _labels(where: str, labels: Any) -> Mapping[str, str]:
    missing = [language for language in LANGUAGES if not str((labels or {}).get(language) or "").strip()]
    if missing:
        raise FlowError(f"{where}: no words in {', '.join(missing)}")
    return {language: str(labels[language]).strip() for language in LANGUAGES}


def _check_references(flow: str, row: Mapping[str, Any], question: Question, known: set[str]) -> None:
    for column in ("relevant", "calculation", "label", "sms", "whatsapp"):
        for name in expressions.references(json.dumps(row.get(column, ""), ensure_ascii=False)):
            if name not in known:
                raise FlowError(f"{flow}: {question.name}: {column} refers to ${{{name}}}, which does not come before it")
    for expression in (question.relevant, question.calculation):
        if expression:
            try:
                expressions.compiled(expression)
            except expressions.ExpressionError as error:
                raise FlowError(f"{flow}: {question.name}: {error}") from None
