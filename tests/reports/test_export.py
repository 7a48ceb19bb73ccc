"""Reports leave the system as JSON, CSV and GeoJSON; nobody can tell from them who reported."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.results.cells import FORMULA, is_points
from models import Contact, Report
from reports import export
from tests.line import Line
from tests.messaging.outgoing import THANDI
from tests.reports.runs import ANSWERS, file

PROMISED = (
    "reference",
    "city",
    "category",
    "dimension",
    "area",
    "lat",
    "lon",
    "occurred_at",
    "received_at",
    "language",
    "channel",
    "state",
    "text",
    "answers",
)


def rows(line: Line, city: str | None = None) -> list[export.Row]:
    with line.board.sessions.reading() as session:
        return export.rows(session, city)


def test_every_row_has_every_promised_column(line: Line) -> None:
    report = file(line)
    (row,) = rows(line)
    assert set(PROMISED) <= set(row) == set(export.COLUMNS)
    assert row["reference"] == report.reference
    assert row["answers"]["dangerous"] == {"value": "yes", "said": "yes", "how": "typed"}


def test_reports_come_oldest_first_and_by_city(line: Line) -> None:
    first, second, third = file(line), file(line, city="juarez"), file(line)
    assert [row["reference"] for row in rows(line)] == [each.reference for each in (first, second, third)]
    assert [row["reference"] for row in rows(line, "juarez")] == [second.reference]
    assert rows(line, "nowhere") == []


def test_nothing_in_an_export_tells_who_it_was(line: Line) -> None:
    report = file(line)
    for write in export.WRITERS.values():
        text = write(rows(line))
        for trace in (THANDI, THANDI.lstrip("+"), report.contact_id, report.run_id, report.id):
            assert trace not in text


@pytest.mark.parametrize(
    ("city", "utc", "local"),
    [
        ("durban", datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-07-02T00:30:00+02:00"),
        ("durban", datetime(2026, 1, 1, 22, 30, tzinfo=UTC), "2026-01-02T00:30:00+02:00"),
        ("juarez", datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "2026-07-01T06:00:00-06:00"),
        ("juarez", datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "2026-01-01T05:00:00-07:00"),
        ("juarez", datetime(2026, 3, 8, 8, 59, tzinfo=UTC), "2026-03-08T01:59:00-07:00"),
        ("juarez", datetime(2026, 3, 8, 9, 0, tzinfo=UTC), "2026-03-08T03:00:00-06:00"),
        ("juarez", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "2026-11-01T01:30:00-06:00"),
        ("juarez", datetime(2026, 11, 1, 8, 30, tzinfo=UTC), "2026-11-01T01:30:00-07:00"),
    ],
)
def test_times_are_the_citys_own_summer_and_winter(line: Line, city: str, utc: datetime, local: str) -> None:
    when = ANSWERS["when"] | {"start": utc.isoformat(), "end": utc.isoformat()}
    file(line, ANSWERS | {"when": when}, city)
    (row,) = rows(line)
    assert row["occurred_at"] == local
    assert datetime.fromisoformat(row["occurred_at"]) == utc


def test_json_is_what_it_was(line: Line) -> None:
    file(line, ANSWERS | {"what_happened": {"code": 'She said "¡Ñandú!" 🚨\n=1+1'}})
    (row,) = json.loads(export.as_json(rows(line)))
    assert row["text"] == 'She said "¡Ñandú!" 🚨\n=1+1'
    assert row["lat"] == -29.967


def test_csv_is_rfc_4180_with_numbers_as_numbers(line: Line) -> None:
    file(line, ANSWERS | {"what_happened": {"code": 'two\nlines, "quoted"'}})
    text = export.as_csv(rows(line))
    assert text.startswith(",".join(export.COLUMNS) + "\r\n")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["text"] == 'two\nlines, "quoted"'
    assert row["lat"] == "-29.967", "a negative number is no formula"
    assert json.loads(row["answers"])["category"]["value"] == "street_light"
    assert row["occurred_until"]


@pytest.mark.parametrize("text", ["=1+1", "+27", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "  \n +1"])
def test_a_cell_is_never_a_formula(line: Line, text: str) -> None:
    file(line, ANSWERS | {"what_happened": {"code": text}})
    (row,) = csv.DictReader(io.StringIO(export.as_csv(rows(line)), newline=""))
    assert row["text"] == "'" + text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(max_size=20))
def test_whatever_was_written_no_spreadsheet_runs_it(text: str) -> None:
    written = export.as_csv([dict.fromkeys(export.COLUMNS, text)])
    for cell in list(csv.reader(io.StringIO(written, newline="")))[1]:
        assert not cell.lstrip().startswith(FORMULA) or is_points(cell)
        assert cell.removeprefix("'") == text or cell == text


def test_geojson_has_a_point_only_where_there_is_one(line: Line) -> None:
    file(line)
    file(line, {name: value for name, value in ANSWERS.items() if name != "where"})
    file(line, ANSWERS | {"where": {"lat": 0.0, "lon": 0.0, "located_by": "pin"}})
    collection = json.loads(export.as_geojson(rows(line)))
    assert collection["type"] == "FeatureCollection"
    with_point, without, at_zero = collection["features"]
    assert with_point["geometry"] == {"type": "Point", "coordinates": [30.883, -29.967]}
    assert without["geometry"] is None
    assert at_zero["geometry"]["coordinates"] == [0.0, 0.0]
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert set(feature["properties"]) == set(export.COLUMNS) - {"lat", "lon"}


def test_no_reports_are_an_empty_file_with_its_frame(line: Line) -> None:
    assert json.loads(export.as_json([])) == []
    assert json.loads(export.as_geojson([])) == {"type": "FeatureCollection", "features": []}
    assert export.as_csv([]) == ",".join(export.COLUMNS) + "\r\n"


def test_the_reports_of_a_city_whose_folder_is_gone_can_still_be_had(line: Line) -> None:
    report = file(line)
    with line.board.sessions.writing() as session:
        session.get_one(Report, report.id).city = "atlantis"
        session.get_one(Contact, report.contact_id).city = "atlantis"
    (row,) = rows(line)
    assert row["occurred_at"] == "2026-11-20T16:00:00+00:00"
