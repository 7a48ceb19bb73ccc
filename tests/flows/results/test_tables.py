"""What a city's analyst finds in the tables: every run, every question, and nobody's name beside them."""

import csv
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from flows import results
from flows.results import records
from models import FlowVersion
from tests.flows.results.conftest import MONDAY, Town
from tests.flows.results.flows import FEELING, HOUSEHOLD_1, HOUSEHOLD_2

EVERYTHING = {
    "safety/dark": "unsafe",
    "safety/fears": "crime other",
    "safety/fears_other": "dogs",
    "worst": "flood crime",
    "where": {"code": "-29.967 30.883 0 0", "area": "umlazi", "lat": -29.967, "lon": 30.883, "how": "pin"},
    "age": "34",
    "day": "2026-11-20",
    "proposal": "Lights on V section road",
    "shout": {"code": "Lights on V section road!", "how": "calculated"},
    "twice": {"code": "68", "how": "calculated"},
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(session: Session, flow: str, folder: Path, **options: Any) -> dict[str, list[dict[str, str]]]:
    """Every CSV file of an export by its name."""
    return {path.stem: table(path) for path in results.write(session, flow, "csv", folder / "out", **options)}


def answers(row: dict[str, str]) -> dict[str, str]:
    """A row without what we know about the run."""
    return {heading: cell for heading, cell in row.items() if not heading.startswith("_") or heading.startswith("_where")}


def test_thandi_answers_everything(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), EVERYTHING)
    (row,) = written(session, "feeling", tmp_path)["feeling"]
    assert row == {
        "safety/dark": "unsafe",
        "safety/fears": "crime other",
        "safety/fears/crime": "1",
        "safety/fears/flood": "0",
        "safety/fears/other": "1",
        "safety/fears_other": "dogs",
        "worst": "flood crime",
        "worst/1": "flood",
        "worst/2": "crime",
        "worst/3": "",
        "where": "-29.967 30.883 0 0",
        "_where_latitude": "-29.967",
        "_where_longitude": "30.883",
        "_where_altitude": "0",
        "_where_precision": "0",
        "_where_area": "umlazi",
        "age": "34",
        "day": "2026-11-20",
        "photo": "",
        "proposal": "Lights on V section road",
        "shout": "Lights on V section road!",
        "twice": "68",
        "who": "",
        "_id": "0",
        "_uuid": "00000000000000000000000000000001",
        "_version": "1",
        "_state": "completed",
        "_run_state": "completed",
        "_submission_time": "2026-11-23T11:05:00+02:00",
        "_started": "2026-11-23T11:00:00+02:00",
        "_ended": "2026-11-23T11:05:00+02:00",
        "_channel": "sms",
        "_language": "en",
        "_city": "durban",
        "_index": "1",
    }


def test_labels_in_isizulu(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), EVERYTHING)
    (row,) = written(session, "feeling", tmp_path, labels=True, language="zu")["feeling"]
    assert row["Ukuphepha/Ebusuku?"] == "Angiphephile"
    assert row["Ukuphepha/Wesabani?"] == "Ubugebengu, Okunye"
    assert row["Ukuphepha/Wesabani?/Ubugebengu"] == "1"
    assert row["Hlela/1"] == "Isikhukhula"
    assert row["_Kuphi?_latitude"] == "-29.967"
    assert row["Iminyaka?"] == "34"


def test_names_without_their_groups(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Thandi", town.form(FEELING), EVERYTHING)
    (row,) = written(session, "feeling", tmp_path, groups=False)["feeling"]
    assert (row["dark"], row["fears/crime"], row["fears_other"]) == ("unsafe", "1", "dogs")


def test_every_state_of_a_run_that_was_begun(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(FEELING)
    for state in ("completed", "active", "parked", "expired", "withdrawn", "cancelled", "invited", "offered", "waiting"):
        town.answers(state, form, {"safety/dark": "safe"}, state=state)
    rows = written(session, "feeling", tmp_path)["feeling"]
    assert [(row["_run_state"], row["_state"]) for row in rows] == [
        ("completed", "completed"),
        ("active", "partial"),
        ("parked", "partial"),
        ("expired", "partial"),
        ("withdrawn", "partial"),
        ("cancelled", "cancelled"),
    ]
    assert [row["_ended"] for row in rows if row["_run_state"] == "active"] == [""]


def test_left_open_never_asked_and_dont_know_are_three_things(session: Session, town: Town, tmp_path: Path) -> None:
    """Sipho left the threats open and was never asked to rank them; his age he took over from before."""
    town.answers(
        "Sipho", town.form(FEELING), {"safety/dark": "safe", "safety/fears": None, "age": {"code": "19", "how": "remembered"}}
    )
    files = written(session, "feeling", tmp_path)
    (row,) = files["feeling"]
    assert (row["safety/fears"], row["safety/fears/crime"], row["worst"]) == ("", "", "")
    uuid = row["_uuid"]
    assert files["_answered_how"] == [
        {"_uuid": uuid, "question": "safety/dark", "how": "typed", "answered_at": "2026-11-23T11:00:00+02:00"},
        {"_uuid": uuid, "question": "safety/fears", "how": "skipped", "answered_at": "2026-11-23T11:00:01+02:00"},
        {"_uuid": uuid, "question": "age", "how": "remembered", "answered_at": "2026-11-23T11:00:02+02:00"},
    ]


def test_a_default_that_nobody_came_to_is_no_answer(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Sipho", town.form(FEELING), {"age": {"code": "18", "how": "default"}}, state="expired")
    assert written(session, "feeling", tmp_path)["feeling"][0]["age"] == ""


def test_photos_are_named_not_shown(session: Session, town: Town, tmp_path: Path) -> None:
    message = town.photo("Lupita", "a1.jpg", "b2.jpg")
    town.answers("Lupita", town.form(FEELING), {"photo": {"code": "2", "files": 2, "messages": [message], "how": "media"}})
    assert written(session, "feeling", tmp_path)["feeling"][0]["photo"] == "a1.jpg b2.jpg"


def test_a_place_in_words_has_an_area_but_no_point(session: Session, town: Town, tmp_path: Path) -> None:
    town.answers("Lupita", town.form(FEELING), {"where": {"code": "near the big church", "area": "umlazi"}})
    (row,) = written(session, "feeling", tmp_path)["feeling"]
    assert (row["where"], row["_where_latitude"], row["_where_area"]) == ("near the big church", "", "umlazi")


# Who it was


def test_nothing_tells_which_contact_it_was(session: Session, town: Town, tmp_path: Path) -> None:
    """Also where the form itself writes XLSForm's phonenumber into a value."""
    contact = town.contact("Thandi").id
    form = town.form(FEELING)
    given = {"phone": {"code": contact, "how": "calculated"}, "who": {"code": f"contact {contact}", "how": "calculated"}}
    town.answers("Thandi", form, EVERYTHING | given)
    for kind, name in (("csv", "c.zip"), ("xlsx", "x.xlsx"), ("json", "j.json"), ("spss", "s.zip")):
        paths = results.write(session, "feeling", kind, tmp_path / name)
        assert all(contact.encode() not in content for content in contents(paths))
        assert all(b"leave no table" not in content for content in contents(paths))


def contents(paths: list[Path]) -> list[bytes]:
    found = []
    for path in paths:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found += [archive.read(name) for name in archive.namelist()]
        else:
            found.append(path.read_bytes())
    return found


def test_runs_of_one_contact_join_within_an_export_and_nowhere_else(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(FEELING)
    for name in ("Thandi", "Sipho", "Thandi"):
        town.answers(name, form, {"safety/dark": "safe"})

    def codes(key: bytes) -> list[str]:
        return [row["_respondent"] for row in written(session, "feeling", tmp_path, key=key)["feeling"]]

    monday, tuesday = codes(b"monday's key"), codes(b"tuesday's key")
    assert monday[0] == monday[2] != monday[1]
    assert not set(monday) & set(tuesday)
    assert "_respondent" not in written(session, "feeling", tmp_path)["feeling"][0]


def test_without_what_people_typed(session: Session, town: Town, tmp_path: Path) -> None:
    """Proposals, other fears, what is calculated from them, and places in words; what is counted stays."""
    form = town.form(FEELING)
    town.answers("Thandi", form, EVERYTHING)
    town.answers("Lupita", form, {"where": {"code": "behind Mrs Dlamini's house", "area": "umlazi"}})
    files = written(session, "feeling", tmp_path, texts=False)
    first, second = files["feeling"]
    assert not {"safety/fears_other", "proposal", "shout"} & set(first)
    assert (first["where"], first["twice"], first["safety/fears/other"]) == ("-29.967 30.883 0 0", "68", "1")
    assert (second["where"], second["_where_area"]) == ("", "umlazi")
    assert "proposal" not in {row["question"] for row in files["_answered_how"]}
    for kind, name in (("csv", "c.zip"), ("xlsx", "x.xlsx"), ("json", "j.json"), ("spss", "s.zip")):
        for content in contents(results.write(session, "feeling", kind, tmp_path / name, texts=False)):
            assert b"Dlamini" not in content and b"V section" not in content and b"dogs" not in content


# Several versions, and repeats


@pytest.fixture
def households(town: Town) -> Town:
    """Sipho answered in spring; Thandi and Lupita after visits to the clinic were added and the street was left out."""
    spring, summer = town.form(HOUSEHOLD_1), town.form(HOUSEHOLD_2)
    town.answers("Sipho", spring, {"street": "Church Road", "cooker": "2", "member[1]/age": "40", "member[1]/@another": "no"})
    town.answers(
        "Thandi",
        summer,
        {
            "cooker": "3",
            "member[1]/age": "34",
            "member[1]/health/visit[1]/day": "2026-10-01",
            "member[1]/health/visit[1]/@another": "yes",
            "member[1]/health/visit[2]/day": "2026-10-08",
            "member[2]/age": None,
            "member[2]/health/visit[1]/day": "2026-11-02",
        },
    )
    town.answers("Lupita", summer, {"cooker": "1"}, state="cancelled")
    return town


def test_two_versions_share_a_table(session: Session, households: Town, tmp_path: Path) -> None:
    rows = written(session, "household", tmp_path)["household"]
    assert [(row["street"], row["cooker"], row["_version"], row["_index"]) for row in rows] == [
        ("Church Road", "2", "1", "1"),
        ("", "3", "2", "2"),
        ("", "1", "2", "3"),
    ]


def test_repeats_have_tables_of_their_own(session: Session, households: Town, tmp_path: Path) -> None:
    files = written(session, "household", tmp_path)
    assert set(files) == {"household", "member", "visit", "_answered_how", "codebook"}
    columns = ("_index", "_parent_table_name", "_parent_index", "_submission__uuid")
    sipho, thandi = "00000000000000000000000000000001", "00000000000000000000000000000002"
    assert [(row["member/age"], *(row[column] for column in columns)) for row in files["member"]] == [
        ("40", "1", "household", "1", sipho),
        ("34", "2", "household", "2", thandi),
        ("", "3", "household", "2", thandi),
    ]
    assert [(row["member/health/visit/day"], *(row[column] for column in columns)) for row in files["visit"]] == [
        ("2026-10-01", "1", "member", "2", thandi),
        ("2026-10-08", "2", "member", "2", thandi),
        ("2026-11-02", "3", "member", "3", thandi),
    ]


def test_more_than_nine_instances_keep_their_order(session: Session, town: Town, tmp_path: Path) -> None:
    ages = {f"member[{number}]/age": str(number) for number in (10, 2, 1, 11)}
    town.answers("Sipho", town.form(HOUSEHOLD_1), ages)
    assert [row["member/age"] for row in written(session, "household", tmp_path)["member"]] == ["1", "2", "10", "11"]


def test_the_codebook_tells_what_each_column_means_in_every_version(session: Session, households: Town, tmp_path: Path) -> None:
    found = {row["variable"]: row for row in written(session, "household", tmp_path)["codebook"]}
    assert found["cooker"] == {
        "sheet": "household",
        "variable": "cooker",
        "type": "select_one cookers",
        "label": "What does the family cook on?",
        "choices": "1=Gas | 3=Electricity | 2=Wood",
        "semantic_label": "",
        "required": "",
        "relevant": "",
        "constraint": "",
        "calculation": "",
        "versions": "1=spring 2=summer",
    }
    assert (found["street"]["versions"], found["member/health/visit/day"]["sheet"]) == ("1=spring", "visit")


def test_the_codebook_of_a_form_in_three_languages(session: Session, town: Town, tmp_path: Path) -> None:
    town.form(FEELING)
    found = {row["variable"]: row for row in written(session, "feeling", tmp_path)["codebook"]}
    dark = found["safety/dark"]
    assert (dark["label::es"], dark["label::en"], dark["label::zu"]) == ("¿De noche?", "After dark?", "Ebusuku?")
    assert dark["choices::es"] == "safe=Segura | unsafe=Insegura"
    assert dark["semantic_label"] == "SDG::16.1.4"
    assert found["worst"]["relevant"] == "${dark} = 'unsafe'"
    assert found["safety/fears/crime"]["label::en"] == "What do you fear?/Crime"


def test_one_version_alone(session: Session, households: Town, tmp_path: Path) -> None:
    for wanted in ("spring", 1, "1"):
        (row,) = written(session, "household", tmp_path / str(wanted), version=wanted)["household"]
        assert row["street"] == "Church Road"
    with pytest.raises(results.NoResults, match=r"household has no version autumn; there are 1 \(spring\), 2 \(summer\)"):
        results.write(session, "household", "csv", tmp_path / "out", version="autumn")


def test_runs_of_one_hour_and_of_one_city(session: Session, town: Town, tmp_path: Path) -> None:
    form = town.form(FEELING)
    for age, city in (("20", "durban"), ("30", "juarez"), ("40", "durban")):
        town.answers(age, form, {"age": age}, city=city)

    def ages(**options: Any) -> list[str]:
        return [row["age"] for row in written(session, "feeling", tmp_path, **options)["feeling"]]

    second = MONDAY + timedelta(hours=1)
    assert ages(since=second) == ["30", "40"]
    assert ages(until=second) == ["20"]
    assert ages(city="juarez") == ["30"]


def test_a_version_that_cannot_be_read_any_more_is_named(session: Session, town: Town, tmp_path: Path) -> None:
    """An older release may have taken what this one does not; the other versions can still be had."""
    good = town.form(HOUSEHOLD_1)
    town.answers("Sipho", good, {"street": "Church Road"})
    broken = {"settings": {"form_id": "household"}, "survey": [{"type": "hologram", "name": "it"}]}
    more = {"digest": "d", "number": 2, "created_by": "Nandi", "created_at": MONDAY}
    session.add(FlowVersion(flow="household", definition=broken, **more))
    session.flush()
    with pytest.raises(results.NoResults, match="household version 2 cannot be read any more"):
        results.write(session, "household", "csv", tmp_path / "out")
    assert len(written(session, "household", tmp_path, version=1)["household"]) == 1


def test_runs_beyond_one_chunk(session: Session, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "CHUNK", 2)
    form = town.form(HOUSEHOLD_2)
    for age in range(5):
        town.answers(f"Resident {age}", form, {"cooker": "1", "member[1]/age": str(age), "member[2]/age": str(age)})
    files = written(session, "household", tmp_path)
    assert [row["_index"] for row in files["household"]] == ["1", "2", "3", "4", "5"]
    assert [row["_parent_index"] for row in files["member"]] == [str(each) for each in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)]


def test_a_flow_that_nobody_answered_has_its_headings(session: Session, town: Town, tmp_path: Path) -> None:
    town.form(HOUSEHOLD_1)
    files = results.write(session, "household", "csv", tmp_path / "out")
    assert files[0].read_text("utf-8").startswith("street,cooker,_id,_uuid,")
    assert table(files[0]) == []
    assert json.loads(results.write(session, "household", "json", tmp_path / "j.json")[0].read_text("utf-8")) == []
    book = openpyxl.load_workbook(results.write(session, "household", "xlsx", tmp_path / "x.xlsx")[0])
    assert book.sheetnames == ["household", "member", "_answered_how", "codebook"]


def test_no_such_flow_language_or_kind(session: Session, town: Town, tmp_path: Path) -> None:
    town.form(FEELING)
    with pytest.raises(results.NoResults, match="there is no flow nothing"):
        results.write(session, "nothing", "csv", tmp_path / "out")
    with pytest.raises(results.NoResults, match="feeling has no words in fr; it has es, en, zu"):
        results.write(session, "feeling", "csv", tmp_path / "out", labels=True, language="fr")
    with pytest.raises(ValueError, match="not pdf"):
        results.write(session, "feeling", "pdf", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
