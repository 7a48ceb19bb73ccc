"""A city's three tables: areas.csv, categories.csv and helplines.yml."""

import csv
import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import yaml

from cities.check import LONGEST_LABEL, CityError, check_codes, check_labels, number_in, require
from cities.city import DIMENSIONS, Area, Category, Helpline

MOST_CATEGORIES = 18
"""Two WhatsApp lists of ten rows, each with a row that leads to the other."""
HINT_SIGNS = "=!-~?"
KINDS = ("place", "road", "district", "city")
_LABEL_COLUMN = re.compile(r"label::.*\((\w+)\)")
_YES_NO = {"yes": True, "no": False, "": False}

Row = dict[str, str]


def read_areas(path: Path) -> tuple[Area, ...]:
    """The areas in the file's order. Aliases are separated by "|"; one with a sign is a hint. The column `within`, which
    may be missing, holds the code of the area that this one is a part of."""
    rows = _rows(path, ("name", "label", "aliases", "kind", "lat", "lon"))
    codes = [row["name"] for _, row in rows]
    check_codes(codes, path)
    for line, row in rows:
        within = row.get("within", "")
        require(not within or (within in codes and within != row["name"]), path, f"the area {within!r} is unknown", line)
    return tuple(_area(row, path, line) for line, row in rows)


def _area(row: Row, path: Path, line: str) -> Area:
    require(bool(row["label"]), path, "the label is missing", line)
    kind = row["kind"] or "place"
    require(kind in KINDS, path, f"the kind {kind!r} is not one of {', '.join(KINDS)}", line)
    require(bool(row["lat"]) == bool(row["lon"]), path, "lat and lon must both be given or both be empty", line)
    lat = number_in(row["lat"], -90, 90, path, "lat", line) if row["lat"] else None
    lon = number_in(row["lon"], -180, 180, path, "lon", line) if row["lon"] else None
    names = [name.strip() for name in row["aliases"].split("|") if name.strip()]
    aliases = tuple(name for name in names if name[0] not in HINT_SIGNS)
    hints = tuple(name for name in names if name[0] in HINT_SIGNS)
    return Area(row["name"], row["label"], aliases, lat, lon, kind, hints, row.get("within", ""))


def read_categories(path: Path, languages: Sequence[str], helplines: Collection[str]) -> tuple[Category, ...]:
    """The categories in the file's order, `other` among them."""
    rows = _rows(path, ("name", "dimension", "iccs", "sensitive", "protected", "helplines", "covers"))
    codes = [row["name"] for _, row in rows]
    check_codes(codes, path)
    require("other" in codes, path, "the category 'other' is missing")
    require(len(codes) <= MOST_CATEGORIES, path, f"{len(codes)} categories, at most {MOST_CATEGORIES} fit")
    categories = tuple(_category(row, languages, helplines, path, line) for line, row in rows)
    check_codes([*codes, *(code for category in categories for code in category.covers)], path)
    return categories


def _category(row: Row, languages: Sequence[str], helplines: Collection[str], path: Path, line: str) -> Category:
    labels = {match[1]: text for column, text in row.items() if (match := _LABEL_COLUMN.fullmatch(column))}
    check_labels(labels, languages, path, line, LONGEST_LABEL)
    dimensions = tuple(row["dimension"].split())
    for dimension in dimensions:
        require(dimension in DIMENSIONS, path, f"the dimension {dimension!r} is unknown", line)
    require(bool(dimensions) or row["name"] == "other", path, "the dimension is missing", line)
    require(not row["iccs"] or row["iccs"].isdigit(), path, f"{row['iccs']!r} is not an ICCS code", line)
    require(row["sensitive"] in _YES_NO, path, "sensitive must be yes or no", line)
    require(row["protected"] in _YES_NO, path, "protected must be yes or no", line)
    require(not _YES_NO[row["protected"]] or _YES_NO[row["sensitive"]], path, "what is protected is sensitive too", line)
    for name in row["helplines"].split():
        require(name in helplines, path, f"the helpline {name!r} is unknown", line)
    return Category(
        name=row["name"],
        labels={language: labels[language] for language in languages},
        dimensions=dimensions,
        iccs=row["iccs"] or None,
        sensitive=_YES_NO[row["sensitive"]],
        protected=_YES_NO[row["protected"]],
        helplines=tuple(row["helplines"].split()),
        covers=tuple(row["covers"].split()),
    )


def read_helplines(path: Path, languages: Sequence[str]) -> tuple[Helpline, ...]:
    """The helplines in the file's order; a line without a source is refused."""
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise CityError(f"{path.parent.name}/{path.name}: cannot be read ({problem}).") from problem
    require(isinstance(entries, list), path, "must be a list of helplines")
    return tuple(_helpline(entry, languages, path, place) for place, entry in enumerate(entries, 1))


def _helpline(entry: object, languages: Sequence[str], path: Path, place: int) -> Helpline:
    require(isinstance(entry, dict), path, "must be names with values", f"entry {place}")
    given = dict(entry) if isinstance(entry, dict) else {}
    name = str(given.get("name") or "")
    row = f"entry {place} ({name})"
    require(bool(name), path, "the name is missing", row)
    number = given.get("number")
    require(isinstance(number, str) and bool(re.search(r"\d", number)), path, "the number must be text in quotes", row)
    label = given.get("label")
    labels = {str(key): str(text) for key, text in label.items()} if isinstance(label, dict) else {}
    check_labels(labels, languages, path, row)
    source = str(given.get("source") or "").strip()
    require(bool(source), path, "the source is missing", row)
    verified = given.get("verified_on")
    require(verified is None or type(verified) is date, path, "verified_on must be a day such as 2026-02-10", row)
    emergency = given.get("emergency", False)
    require(isinstance(emergency, bool), path, "emergency must be true or false", row)
    return Helpline(
        name=name,
        number=str(number),
        labels={language: labels[language] for language in languages},
        source=source,
        verified_on=verified if isinstance(verified, date) else None,
        emergency=bool(emergency),
        note=str(given.get("note") or "").strip(),
    )


def _rows(path: Path, columns: Sequence[str]) -> list[tuple[str, Row]]:
    """Each row with its name for messages ("row 7"); every named column must be in the header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = list(reader.fieldnames or [])
            found = [(f"row {reader.line_num}", row) for row in reader]
    except OSError as problem:
        raise CityError(f"{path.parent.name}/{path.name}: cannot be read ({problem}).") from problem
    for column in columns:
        require(column in header, path, f"the column {column!r} is missing")
    for line, row in found:
        require(None not in row and None not in row.values(), path, f"does not have {len(header)} cells", line)
    return [(line, {column: text.strip() for column, text in row.items()}) for line, row in found]
