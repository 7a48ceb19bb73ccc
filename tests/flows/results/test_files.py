"""The four kinds of file, read back with a reader of their own."""

import csv
import io
import json
import subprocess
import zipfile
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from flows import results
from flows.definition import parse
from flows.results import spss_name, workbook
from flows.results.cells import guarded, number
from flows.results.layout import Version, lay_out
from tests.flows.results.conftest import Town
from tests.flows.results.flows import FEELING, HOUSEHOLD_2
from tests.flows.results.test_tables import EVERYTHING

HYPERLINK = '=HYPERLINK("http://example.org";"Click me")'

VISITS = {
    "cooker": "3",
    "member[1]/age": "34",
    "member[1]/health/visit[1]/day": "2026-10-01",
    "member[1]/health/visit[2]/day": "2026-10-08",
    "member[2]/age": None,
}


def sheet(path: Path, name: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


# CSV


def test_csv_is_rfc_4180_with_a_byte_order_mark_for_those_who_ask(session: Session, town: Town, tmp_path: Path) -> None:
    story = 'He said "go"\nand left, quickly'
    town.answers("Thandi", town.form(FEELING), {"proposal": story})
    plain = results.write(session, "feeling", "csv", tmp_path / "plain")[0].read_bytes()
    assert b'"He said ""go""\nand left, quickly"' in plain
    assert plain.startswith(b"safety/dark,") and plain.endswith(b"\r\n")
    marked = results.write(session, "feeling", "csv", tmp_path / "marked", bom=True)[0].read_bytes()
    assert marked == b"\xef\xbb\xbf" + plain
    (row,) = csv.DictReader(io.StringIO(plain.decode(), newline=""))
    assert row["proposal"] == story


def test_csv_in_a_zip(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(HOUSEHOLD_2), VISITS)
    (path,) = results.write(session, "household", "csv", tmp_path / "out.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["household.csv", "member.csv", "visit.csv", "_answered_how.csv", "codebook.csv"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["=1+1", "+27605550100", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", HYPERLINK])
def test_a_spreadsheet_runs_nothing_that_a_resident_wrote(session: Session, town: Town, tmp_path: Path, text: str) -> None:
    town.answers("Thandi", town.form(FEELING), {"proposal": text, "where": text, "age": "-5"})
    with results.write(session, "feeling", "csv", tmp_path / "out")[0].open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["proposal"], row["where"], row["age"]) == (f"'{text}", f"'{text}", "-5")
    book = openpyxl.load_workbook(results.write(session, "feeling", "xlsx", tmp_path / "x.xlsx")[0])
    assert {cell.data_type for row in book["feeling"].iter_rows() for cell in row} <= {"s", "n"}


def test_points_are_no_formulas_and_codes_no_numbers() -> None:
    assert guarded("-29.967 30.883 0 0") == "-29.967 30.883 0 0"
    assert guarded("-29.967 30.883 0 0;-30 31 0 0") == "-29.967 30.883 0 0;-30 31 0 0"
    assert guarded("-29.967+30") == "'-29.967+30"
    given = ("5", "-5", "5.5", "0", "007", "1234567890123456", "1e5", "", "NaN")
    assert [number(each) for each in given] == [5, -5, 5.5, 0, "007", "1234567890123456", "1e5", "", "NaN"]


# Excel


def test_a_workbook_has_numbers_as_numbers_and_texts_as_texts(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), EVERYTHING | {"proposal": "=1+1", "safety/fears_other": "#N/A"})
    headings, row = sheet(results.write(session, "feeling", "xlsx", tmp_path / "x.xlsx")[0], "feeling")
    found = dict(zip(headings, row, strict=True))
    assert (found["age"], found["safety/fears/crime"], found["_where_latitude"]) == (34, 1, -29.967)
    assert (found["proposal"], found["safety/fears_other"], found["day"]) == ("=1+1", "#N/A", "2026-11-20")
    assert found["photo"] is None


def test_a_workbook_has_a_sheet_for_each_repeat(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(HOUSEHOLD_2), VISITS)
    (path,) = results.write(session, "household", "xlsx", tmp_path / "x.xlsx")
    uuid = "00000000000000000000000000000001"
    assert sheet(path, "visit") == [
        ["member/health/visit/day", "_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid"],
        ["2026-10-01", 1, "member", 1, 0, uuid],
        ["2026-10-08", 2, "member", 1, 0, uuid],
    ]
    assert [row[:4] for row in sheet(path, "member")] == [
        ["member/age", "_index", "_parent_table_name", "_parent_index"],
        [34, 1, "household", 1],
        [None, 2, "household", 1],
    ]
    assert [row[:3] for row in sheet(path, "codebook")][1] == ["household", "cooker", "select_one cookers"]


def test_names_of_sheets_are_short_and_not_used_twice(session: Session, town: Town, tmp_path: Path) -> None:
    long = "what_happened_in_the_house_before_the_flood"
    repeats = [
        {"type": "begin_repeat", "name": long},
        {"type": "text", "name": "a", "label": "A"},
        {"type": "end_repeat"},
        {"type": "begin_repeat", "name": f"{long}_came"},
        {"type": "text", "name": "b", "label": "B"},
        {"type": "end_repeat"},
        {"type": "begin_repeat", "name": "Codebook"},
        {"type": "text", "name": "c", "label": "C"},
        {"type": "end_repeat"},
    ]
    town.form({"settings": {"form_id": "a:long/name[of]*a?form"}, "survey": repeats})
    (path,) = results.write(session, "a:long/name[of]*a?form", "xlsx", tmp_path / "x.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == [
        "a_long_name_of__a_form",
        "what_happened_in_the_house_befo",
        "what_happened_in_the_house_be_2",
        "Codebook_2",
        "_answered_how",
        "codebook",
    ]


def test_what_no_file_can_hold_is_left_out(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), {"proposal": "a\x0bb\ufffed"})
    headings, row = sheet(results.write(session, "feeling", "xlsx", tmp_path / "x.xlsx")[0], "feeling")
    assert dict(zip(headings, row, strict=True))["proposal"] == "abd"


def test_more_rows_than_a_sheet_holds_go_on_in_another(
    session: Session, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    form = town.form(HOUSEHOLD_2)
    for name in ("Thandi", "Sipho", "Lupita"):
        town.answers(name, form, {"cooker": "1"})
    (path,) = results.write(session, "household", "xlsx", tmp_path / "x.xlsx")
    headings = sheet(path, "household")[0]
    assert [len(sheet(path, name)) for name in ("household", "household_2")] == [3, 2]
    assert sheet(path, "household_2")[0] == headings
    assert sheet(path, "household_2")[1][headings.index("_index")] == 3


# JSON


def test_json_nests_groups_and_repeats(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(HOUSEHOLD_2)
    town.answers("Thandi", form, VISITS)
    town.answers("Sipho", form, {}, state="expired")
    path, codes = results.write(session, "household", "json", tmp_path / "households.json")
    first, second = json.loads(path.read_text("utf-8"))
    assert {name: cell for name, cell in first.items() if not name.startswith("_")} == {
        "cooker": "3",
        "member": [
            {"age": 34, "health": {"visit": [{"day": "2026-10-01"}, {"day": "2026-10-08"}]}},
            {"age": None},
        ],
    }
    assert first["_answered_how"] == {key: "skipped" if given is None else "typed" for key, given in VISITS.items()}
    assert (first["_state"], first["_submission_time"]) == ("completed", "2026-11-23T11:05:00+02:00")
    assert [name for name in second if not name.startswith("_")] == []
    assert codes.name == "households-codebook.csv"


def test_json_of_groups_and_choices(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), EVERYTHING)
    (run,) = json.loads(results.write(session, "feeling", "json", tmp_path / "f.json")[0].read_text("utf-8"))
    assert run["safety"] == {"dark": "unsafe", "fears": "crime other", "fears_other": "dogs"}
    assert (run["worst"], run["_where_latitude"], run["_where_area"]) == ("flood crime", -29.967, "umlazi")
    (run,) = json.loads(results.write(session, "feeling", "json", tmp_path / "f.json", labels=True)[0].read_text("utf-8"))
    assert (run["safety"]["dark"], run["worst"]) == ("Unsafe", "Flood, Crime")


# SPSS


def spss_files(session: Session, flow: str, folder: Path) -> dict[str, str]:
    (path,) = results.write(session, flow, "spss", folder / "spss.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_spss_gets_types_labels_and_missing_values(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(HOUSEHOLD_2)
    town.answers("Thandi", form, VISITS)
    files = spss_files(session, "household", tmp_path)
    assert list(files) == [
        "household.csv", "member.csv", "visit.csv", "_answered_how.csv",
        "household.sps", "member.sps", "visit.sps", "_answered_how.sps", "codebook.csv",
    ]  # fmt: skip
    assert files["member.csv"].splitlines()[1:] == [
        "34,1,household,1,0,00000000000000000000000000000001",
        "-99999,2,household,1,0,00000000000000000000000000000001",
    ]
    assert files["household.sps"].replace("\r\n", "\n").split("/VARIABLES=\n")[1].startswith("    cooker F16.0\n    id F16.0\n")
    assert "VALUE LABELS cooker\n  1 'Gas'\n  3 'Electricity'\n." in files["household.sps"].replace("\r\n", "\n")
    assert "MISSING VALUES age (-99999)." in files["member.sps"]
    assert "day SDATE10" in files["visit.sps"]
    assert all(len(line.encode()) <= 251 for line in files["household.sps"].splitlines())
    codes = {row["variable"]: row["spss"] for row in csv.DictReader(io.StringIO(files["codebook.csv"]))}
    assert (codes["member/health/visit/day"], codes["_submission__uuid"]) == ("day", "submission__uuid")


def test_names_that_spss_takes(session: Session, town: Town) -> None:
    long = "q" * 80
    rows = [
        {"type": "text", "name": name, "label": name} for name in ("with", "Age", "age", "état", "a-b.c", long, f"{long}2", "id")
    ]
    form = town.form({"settings": {"form_id": "odd"}, "survey": rows})
    layout = lay_out("odd", [Version(form.id, 1, parse(form.definition))], with_texts=True, respondents=False, city=None)
    named = spss_name.of(layout.tables[""])
    assert list(named.values())[:8] == ["with_2", "Age", "age_2", "état", "a_b_c", "q" * 64, "q" * 62 + "_2", "id"]
    assert named["_id"] == "id_2"


@pytest.mark.skipif(which("pspp") is None, reason="GNU PSPP is not installed")
def test_pspp_reads_it(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(FEELING)
    town.answers("Thandi", form, EVERYTHING | {"proposal": 'Lights "now",\nsaid José’s mother; it\'s dark'})
    town.answers("Lupita", form, {"where": "31.7 -106.5 0 0", "age": "30"})
    town.answers("Sipho", form, {"safety/dark": None, "age": None, "worst": None, "safety/fears": None})
    spss_files(session, "feeling", tmp_path)
    syntax = tmp_path / "check.sps"
    listed = "LIST dark fears_crime age day proposal where_latitude submission_time.\n"
    syntax.write_text(
        f"INSERT FILE='feeling.sps'.\nINSERT FILE='_answered_how.sps'.\nGET FILE='feeling.sav'.\nDISPLAY DICTIONARY.\n{listed}"
    )
    done = subprocess.run(["pspp", "-O", "format=csv", "check.sps"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "error" not in done.stdout.lower() and "warning" not in done.stdout.lower()
    thandi, lupita, sipho = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(done.stdout.split("Table: Data List\n")[1]))
    ][1:]
    story = "Lights 'now', said José’s mother; it's dark"
    assert thandi == ["unsafe", "1", "34", "2026/11/20", story, "-29.967000", "23-NOV-2026 11:05:00"]
    assert lupita == ["", ".", "30", ".", "", "31.700000", "23-NOV-2026 12:05:00"]
    assert sipho == ["-99999", "-99999", "-99999", ".", "", ".", "23-NOV-2026 13:05:00"]
