"""Every report as JSON, CSV (RFC 4180) or GeoJSON (RFC 7946)."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

import cities
from flows.results.cells import guarded
from models import Report, Run

Row = dict[str, Any]

COLUMNS = (
    "reference",
    "city",
    "category",
    "dimension",
    "iccs",
    "area",
    "place",
    "area_by",
    "lat",
    "lon",
    "located_by",
    "occurred_at",
    "occurred_until",
    "occurred_precision",
    "dangerous",
    "received_at",
    "language",
    "channel",
    "state",
    "sensitive",
    "text",
    "answers",
)


def rows(session: Session, city: str | None = None) -> list[Row]:
    """Reports, oldest first. Times carry the city's offset; nothing in a row tells who the resident is."""
    query = (
        select(Report, Run)
        .join(Run, Report.run_id == Run.id)
        .options(selectinload(Run.answers))
        .order_by(Report.received_at, Report.id)
    )
    if city is not None:
        query = query.where(Report.city == city)
    return [_row(report, run) for report, run in session.execute(query).unique()]


def _row(report: Report, run: Run) -> Row:
    city = cities.load().get(report.city)
    zone = city.time_zone if city else UTC  # the folder of a city may be gone; its reports stay

    def local(moment: Any) -> str | None:
        return moment.astimezone(zone).isoformat() if moment else None

    answers = {
        answer.question: {"value": answer.value.get("code"), "said": answer.said, "how": answer.how}
        for answer in sorted(run.answers, key=lambda answer: answer.answered_at)
    }
    row = {name: getattr(report, name, None) for name in COLUMNS}
    return row | {
        "dimension": " ".join(report.dimensions),
        "occurred_at": local(report.occurred_at),
        "occurred_until": local(report.occurred_until),
        "received_at": local(report.received_at),
        "answers": answers,
    }


def as_json(found: Sequence[Row]) -> str:
    return json.dumps(list(found), ensure_ascii=False, indent=2) + "\n"


def as_csv(found: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in found:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return guarded(value) if isinstance(value, str) else value


def as_geojson(found: Sequence[Row]) -> str:
    """A feature a report; one without a known place has no geometry."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if row["lat"] is not None else None,
            "properties": {name: value for name, value in row.items() if name not in ("lat", "lon")},
        }
        for row in found
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=2) + "\n"


WRITERS: dict[str, Callable[[Sequence[Row]], str]] = {"json": as_json, "csv": as_csv, "geojson": as_geojson}
