"""What every column means: its question in each language, its choices, and what it measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows import languages
from flows.definition import Choice
from flows.results import columns, spss_name
from flows.results.columns import Column
from flows.results.layout import Layout, Table, Version

DETAILS = ("semantic_label", "required", "relevant", "constraint", "calculation")
"""Columns of the form that stand in the codebook as they are written."""


@dataclass(frozen=True)
class Codebook:
    """A row for each column of each table, by heading."""

    headings: Sequence[str]
    rows: Sequence[Mapping[str, str]]


def of(layout: Layout, *, groups: bool, spss: bool) -> Codebook:
    """``label::zu`` for every language that any version has, ``label`` for a form without languages. ``groups`` as in the
    tables; with ``spss`` the names there stand beside."""
    spoken = layout.languages or (languages.UNTRANSLATED,)
    headings = [
        "sheet",
        "variable",
        *(["spss"] if spss else []),
        "type",
        *(_in("label", language) for language in spoken),
        *(_in("choices", language) for language in spoken),
        *DETAILS,
        "versions",
    ]
    names = {path: spss_name.of(table) for path, table in layout.tables.items()} if spss else {}
    rows = [
        {
            "sheet": table.title,
            "variable": table.heading(each, groups=groups),
            **({"spss": names[table.path][each.key]} if spss else {}),
            **_about(table, each, spoken),
        }
        for table in layout.tables.values()
        for each in table.columns
    ]
    return Codebook(headings, rows)


def choices(table: Table, column: Column) -> Mapping[str, Choice]:
    """The choices whose codes stand in the column."""
    if column.item is None or column.kind not in ("code", "codes") or column.part in columns.POINT:
        return {}
    return table.choices.get(column.item.path, {})


def _about(table: Table, column: Column, spoken: Sequence[str]) -> Mapping[str, str]:
    item = column.item
    if item is None:
        return {"type": column.kind}
    listed = " ".join(part for part in (item.type, item.list_name, "or_other" if item.or_other else "") if part)
    return {
        "type": f"{listed} ({column.part})" if column.part else f"{listed} (0/1)" if column.choice else listed,
        **{_in("label", language): columns.label(column, language) for language in spoken},
        **{_in("choices", language): _choices(table, column, language) for language in spoken},
        **{detail: getattr(item, detail) for detail in DETAILS},
        "versions": " ".join(
            f"{each.number}={each.named}" if each.named else str(each.number) for each in _versions(table, column)
        ),
    }


def _versions(table: Table, column: Column) -> list[Version]:
    return list(reversed(table.versions.get(column.key, [])))


def _choices(table: Table, column: Column, language: str) -> str:
    named = choices(table, column)
    return " | ".join(f"{code}={columns.one_line(choice.label.on('', language))}" for code, choice in named.items())


def _in(column: str, language: str) -> str:
    return f"{column}::{language}" if language else column
