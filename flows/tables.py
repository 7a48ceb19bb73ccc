"""A table that a form looks things up in: a list of choices, an attached file, or one of the city's lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from flows.context import Context
from flows.definition import Choice, Definition, Wording


@dataclass(eq=False)
class Cell:
    """An element of a table, as expressions see it: the document, its root, a row, or a cell."""

    name: str
    value: str = ""
    parent: "Cell | None" = None
    children: list["Cell"] = field(default_factory=list)

    def add(self, name: str, value: str = "") -> "Cell":
        child = Cell(name, value, self)
        self.children.append(child)
        return child


@dataclass(eq=False)
class Table:
    """Rows by their order. Expressions walk it as ``instance('name')/root/item/column``."""

    name: str
    records: Sequence[Mapping[str, str]]
    listed: tuple[Choice, ...] | None = None
    """The choices of a list in the form; an attached file makes them from its columns."""

    columns: tuple[str, str] = ("name", "label")
    """Where the code and the label of a choice stand, unless the question says otherwise."""

    attached: bool = False
    """True for a file that travels with the form."""

    @classmethod
    def of(cls, definition: Definition, context: Context, name: str) -> Self:
        """The table of this name; an empty one if there is none: an attachment that is missing finds nothing.

        What stands in the form is built once for each language; what is the city's or the chat's, for each turn.
        """
        known = definition.tables.get((name, context.language, context.channel))
        if known is None:
            known = cls._built(definition, context, name)
            if name in definition.choices or known.attached:
                definition.tables[name, context.language, context.channel] = known
        return known

    @classmethod
    def _built(cls, definition: Definition, context: Context, name: str) -> Self:
        bare = name.removesuffix(".csv").removesuffix(".xml").removesuffix(".geojson")
        if name in definition.choices:
            listed = definition.choices[name]
            shown = [
                {"name": choice.name, "label": choice.label.on(context.channel, context.language), **choice.more}
                for choice in listed
            ]
            return cls(name, shown, listed)
        files = (name, *(f"{bare}.{ending}" for ending in ("csv", "geojson", "xml")))
        file = next((each for each in files if each in definition.attachments), None)
        if file is not None:
            columns = ("id", "title") if file.endswith(".geojson") else ("name", "label")
            return cls(bare, definition.attachments[file], columns=columns, attached=True)
        return cls(bare, context.tables.get(bare, ()), _categories(context) if bare == "categories" else None)

    def choices(self, parameters: Mapping[str, str]) -> tuple[Choice, ...]:
        """Each row as a choice; ``value`` and ``label`` among the parameters name other columns."""
        if self.listed is not None:
            return self.listed
        value, label = parameters.get("value", self.columns[0]), parameters.get("label", self.columns[1])
        return tuple(Choice(row.get(value, ""), Wording({"": row.get(label) or row.get(value, "")}), row) for row in self.records)

    def look_up(self, column: str, key_column: str, key: str) -> str:
        """One cell: that of the first row whose key is this; empty when there is none."""
        return self._indexed(key_column).get(key, {}).get(column, "")

    def _indexed(self, column: str) -> Mapping[str, Mapping[str, str]]:
        if column not in self._indexes:
            self._indexes[column] = {row.get(column, ""): row for row in reversed(self.records)}
        return self._indexes[column]

    @cached_property
    def _indexes(self) -> dict[str, Mapping[str, Mapping[str, str]]]:
        return {}

    @cached_property
    def document(self) -> Cell:
        document = Cell("")
        root = document.add("root")
        for record in self.records:
            row = root.add("item")
            for column, value in record.items():
                row.add(column, value)
        return document

    def named(self, code: str, parameters: Mapping[str, str]) -> Sequence[Cell]:
        """The rows of the choices with this code: a list may hold a code several times, for different filters."""
        column = parameters.get("value", self.columns[0])
        if column not in self._named:
            self._named[column] = {}
            for record, row in zip(self.records, self.rows, strict=True):
                self._named[column].setdefault(record.get(column, ""), []).append(row)
        return self._named[column].get(code, ())

    @cached_property
    def _named(self) -> dict[str, dict[str, list[Cell]]]:
        return {}

    @property
    def rows(self) -> Sequence[Cell]:
        return self.document.children[0].children


def _categories(context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(category.name, Wording(category.labels)) for category in context.city.categories)
