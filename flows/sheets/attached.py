"""Tables that travel with a form: the .csv, .geojson or .xml files that its questions look things up in."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from flows import types
from flows.sheets.refused import Refused

MOST_BYTES = 5_000_000
ENDINGS = (".csv", ".geojson", ".xml")

OF_THE_CITY = frozenset({"categories", "areas", "lines", "chat", "report"})
"""Tables that every form finds without an attachment."""

_PULLED = re.compile(r"pulldata\(\s*['\"]([^'\"]+)['\"]")
_INSTANCE = re.compile(r"(?<![\w-])instance\(\s*['\"]([^'\"]+)['\"]")
_LAST_SAVED = "__last-saved"


def needed(source: Mapping[str, Any]) -> Mapping[str, int]:
    """Names of the files that the form looks things up in, and the first row that does. Those of the city are not among them."""
    found: dict[str, int] = {}
    looked_up: dict[str, int] = {}
    known = {*(source.get("choices") or {}), _LAST_SAVED}
    for number, row in enumerate(source.get("survey") or (), start=2):
        name = _file(row)
        if name:
            found.setdefault(name, number)
            known |= {name.rpartition(".")[0], str(row.get("name"))}
        for text in (text for column, text in row.items() if isinstance(text, str) and column not in ("type", "name", "label")):
            for name in _PULLED.findall(text):
                found.setdefault(name if name.endswith(".csv") else f"{name}.csv", number)
            for name in _INSTANCE.findall(text):
                looked_up.setdefault(name, number)
    for name, number in looked_up.items():
        if name not in known:
            found.setdefault(f"{name}.csv", number)
    return {name: number for name, number in found.items() if name.rpartition(".")[0] not in OF_THE_CITY}


def _file(row: Mapping[str, Any]) -> str:
    """The file that a row is about by its type; empty for most."""
    kind = types.read(str(row.get("type", "")))
    if kind.name.endswith("_from_file"):
        return kind.list_name if kind.list_name.endswith(ENDINGS) else f"{kind.list_name}.csv"
    if kind.name in ("csv-external", "xml-external"):
        return f"{row.get('name')}.{kind.name.partition('-')[0]}"
    return ""


def beside(path: Path, names: Sequence[str]) -> dict[str, list[Mapping[str, str]]]:
    """Those of the named files that lie next to the form, or in the folder ``<form>-media``, where ODK keeps them."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for name in names:
        for folder in (path.parent, path.with_name(f"{path.stem}-media")):
            if Path(name).name == name and (folder / name).is_file():
                found[name] = read(folder / name)
    return found


def read(path: Path) -> list[Mapping[str, str]]:
    """The rows of an attached file. Raises Refused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"The attachment {path.name} has more than {MOST_BYTES // 1_000_000} MB.")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".geojson":
            return _geojson(text)
        if path.suffix == ".xml":
            return [{_tag(cell): (cell.text or "").strip() for cell in item} for item in fromstring(text)]
        return [
            {heading.strip(): cell.strip() for heading, cell in row.items() if heading and isinstance(cell, str) and cell.strip()}
            for row in csv.DictReader(io.StringIO(text, newline=""))
        ]
    except (UnicodeDecodeError, csv.Error, ParseError, DefusedXmlException, ValueError, KeyError, TypeError) as error:
        advice = "Save it as CSV (UTF-8), with the names of its columns in the first row."
        raise Refused(f"The attachment {path.name} cannot be read.", advice=advice) from error
    except OSError as error:
        raise Refused(f"The attachment {path.name} cannot be opened.") from error


def write(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """An attached table as its name's ending says."""
    if path.suffix == ".geojson":
        collection = {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}
        path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
        return
    if path.suffix == ".xml":
        root = Element("root")
        for row in rows:
            item = SubElement(root, "item")
            for column, text in row.items():
                SubElement(item, column).text = text
        path.write_bytes(tostring(root, "utf-8"))
        return
    headings = dict.fromkeys(heading for row in rows for heading in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(headings))
        writer.writeheader()
        writer.writerows(rows)


def _feature(row: Mapping[str, str]) -> dict[str, Any]:
    latitude, longitude, *_ = [*row.get("geometry", "").split(), "", ""]
    geometry = {"type": "Point", "coordinates": [float(longitude), float(latitude)]} if longitude else None
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {name: text for name, text in row.items() if name != "geometry"},
    }


def _tag(cell: Element) -> str:
    return cell.tag.rpartition("}")[2]


def _geojson(text: str) -> list[Mapping[str, str]]:
    """Features as ODK reads them: ``id``, ``title``, the other properties, and the point as ``geometry``."""
    rows: list[Mapping[str, str]] = []
    for feature in json.loads(text)["features"]:
        row = {name: str(value) for name, value in (feature.get("properties") or {}).items() if value is not None}
        if feature.get("id") is not None:
            row.setdefault("id", str(feature["id"]))
        geometry: dict[str, Any] = feature.get("geometry") or {}
        if geometry.get("type") == "Point":
            longitude, latitude = geometry["coordinates"][:2]
            row["geometry"] = f"{latitude} {longitude} 0 0"
        rows.append(row)
    return rows
