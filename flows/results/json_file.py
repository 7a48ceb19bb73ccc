"""A list of runs as JSON: groups nested, repeats as arrays. What was left open is null; what was never asked is absent."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flows.results import columns
from flows.results.cells import shown
from flows.results.layout import HOWS
from flows.results.records import Entry, Record

_LINKS = {"_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid", "_index"}
"""What only flat tables need."""


def write(path: Path, entries: Iterable[Entry]) -> Path:
    """One run a line, so that a large file can be read line by line too."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, entry in enumerate(entries):
            file.write(",\n" if number else "\n")
            file.write(json.dumps(_run(entry), ensure_ascii=False))
        file.write("\n]\n")
    return path


def _run(entry: Entry) -> dict[str, Any]:
    made: dict[str, dict[str, Any]] = {}
    for record in entry.records:
        made[record.key] = _nested(record)
        if record.key:
            holder = max((key for key in made if not key or record.key.startswith(f"{key}/")), key=len)
            parts = record.key.removeprefix(holder).lstrip("/").split("/")
            _inside(made[holder], parts[:-1]).setdefault(parts[-1].partition("[")[0], []).append(made[record.key])
    return made[""] | {HOWS: {each.key: each.how for each in entry.hows}}


def _nested(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in record.table.columns:
        if column.key not in record.cells or column.key in _LINKS:
            continue
        cell = record.cells[column.key]
        split_off = column.choice is not None or (column.part and column.part not in columns.POINT)
        if split_off or (column.part and shown(cell) is None):
            continue
        way = column.key.removeprefix(record.table.path).lstrip("/").split("/")
        _inside(found, way[:-1])[way[-1]] = shown(cell)
    return found


def _inside(found: dict[str, Any], way: list[str]) -> dict[str, Any]:
    for name in way:
        found = found.setdefault(name, {})
    return found
