"""A form as the checks look at it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flows import definition as definitions
from flows import languages
from flows.definition import Definition, FlowError, Item, Wording
from flows.finding import Finding, Level
from flows.sheets.tables import Places

NAMES = {"es": "Spanish", "en": "English", "zu": "isiZulu"}
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "summary")
"""Columns that residents may see, as Item calls them."""

_PLACE = re.compile(r"(?P<sheet>survey|choices|settings)(?:, row (?P<row>\d+))?(?:, (?P<column>\w+))?: (?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """One wording of a form and where it stands."""

    sheet: str
    row: int
    column: str
    wording: Wording
    item: Item | None = None

    def finding(self, level: Level, check: str, sentence: str, language: str = "") -> Finding:
        """A finding about it; with the language's name in the column."""
        column = f"{self.column} ({language})" if language else self.column
        return Finding(level, check, self.sheet, self.row, column, sentence)


@dataclass(frozen=True)
class Draft:
    """A form that waits to be published, and what it is compared with."""

    source: Mapping[str, Any]
    places: Places
    earlier: Mapping[str, Any] | None = None
    """The source of the version before, if there is one."""

    @cached_property
    def parsed(self) -> Definition | FlowError:
        try:
            return definitions.parse(self.source)
        except FlowError as error:
            return error

    @property
    def definition(self) -> Definition:
        assert isinstance(self.parsed, Definition)
        return self.parsed

    @property
    def default(self) -> str:
        """Key of the default language: what stands in for a missing one."""
        named = languages.code(str((self.source.get("settings") or {}).get("default_language") or ""))
        if named in self.definition.languages or not self.definition.languages:
            return named
        return self.definition.languages[0] if languages.UNTRANSLATED not in self.definition.languages else languages.UNTRANSLATED

    def called(self, language: str) -> str:
        """What a language is called in a sentence."""
        spelled = str((self.source.get("languages") or {}).get(language, language))
        return NAMES.get(language, spelled) or "the form's own language"

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Everything that residents may see."""
        return (*self._of_items(), *self._of_choices())

    def _of_items(self) -> Iterator[Text]:
        for item in self.definition.items:
            for column in TEXTS:
                wording = getattr(item, column)
                if wording is not None and not item.name.endswith("_other"):
                    yield Text("survey", item.row, "chat::summary" if column == "summary" else column, wording, item)

    def _of_choices(self) -> Iterator[Text]:
        for sheet in ("choices", "external_choices"):
            for list_name, rows in (self.source.get(sheet) or {}).items():
                for position, row in enumerate(rows):
                    if row.get("label"):
                        label = self.definition.choices[list_name][position].label
                        yield Text(sheet, self.places.row(sheet, list_name, position), "label", label)


def at(item: Item, column: str, level: Level, check: str, sentence: str) -> Finding:
    """A finding about a row of the survey."""
    return Finding(level, check, "survey", item.row, column, sentence)


def of_error(error: FlowError) -> Finding:
    """What keeps a form from running, with its place."""
    place = _PLACE.search(str(error))
    if place is None:
        return Finding("error", "runs", "", 0, "", str(error))
    row, column = int(place["row"] or 0), place["column"] or ""
    return Finding("error", "runs", place["sheet"], row, column, place["reason"])
