"""Workbooks as people make them: old spellings, three languages, blank rows, notes in the margin."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from flows import sheets
from flows.sheets import Refused


def workbook(path: Path, **tables: list[list[Any]]) -> Path:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def survey(folder: Path, headings: list[str], *rows: list[Any], **others: list[list[Any]]) -> dict[str, Any]:
    return sheets.read(workbook(folder / "form.xlsx", survey=[headings, *rows], **others))


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("relevance", "relevant"),
        ("bind::relevant", "relevant"),
        ("Relevant", "relevant"),
        ("Required Message", "required_message"),
        ("required message", "required_message"),
        ("constraining message", "constraint_message"),
        ("bind:jr:constraintMsg", "constraint_message"),
        ("caption", "label"),
        ("read_only", "readonly"),
        ("calculate", "calculation"),
        ("count", "repeat_count"),
        ("bind::calculate", "calculation"),
        ("body::appearance", "appearance"),
        ("media::image", "image"),
        ("Choice Filter", "choice_filter"),
        ("bind::odk:length", "bind::odk:length"),
        ("notes for us", "notes for us"),
    ],
)
def test_headings_of_every_age_mean_the_same_column(heading: str, column: str, tmp_path: Path) -> None:
    source = survey(tmp_path, ["type", "name", heading], ["text", "q", "it"])
    assert source["survey"] == [{"type": "text", "name": "q", column: "it"}]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("select one from yes_no", "select_one yes_no"),
        ("select_multiple l or specify other", "select_multiple l or_other"),
        ("begin group", "begin_group"),
        ("end repeat", "end_repeat"),
        ("int", "integer"),
        ("photo", "image"),
        ("add text prompt", "text"),
        ("q picture", "image"),
        ("get device id", "deviceid"),
        ("start time", "start"),
        ("gps", "geopoint"),
        ("teksto", "teksto"),
    ],
)
def test_types_of_every_age_are_spelled_alike(written: str, canonical: str, tmp_path: Path) -> None:
    assert survey(tmp_path, ["type", "name"], [written, "q"])["survey"][0]["type"] == canonical


def test_three_languages_however_they_are_spelled(tmp_path: Path) -> None:
    headings = ["type", "name", "label::Español (es)", "label::English", "label::isiZulu (zu)", "hint::Français"]
    source = survey(tmp_path, headings, ["text", "q", "¿Qué?", "What?", "Ini?", "Quoi"])
    assert source["survey"][0]["label"] == {"es": "¿Qué?", "en": "What?", "zu": "Ini?"}
    assert source["survey"][0]["hint"] == {"Français": "Quoi"}
    assert source["languages"] == {"es": "Español (es)", "en": "English", "zu": "isiZulu (zu)"}


def test_a_text_without_a_language_stands_beside_the_translated_ones(tmp_path: Path) -> None:
    headings = ["type", "name", "label", "label::es"]
    source = survey(tmp_path, headings, ["text", "a", "What?", "¿Qué?"], ["text", "b", "Where?"])
    assert [row["label"] for row in source["survey"]] == [{"": "What?", "es": "¿Qué?"}, "Where?"]


def test_two_spellings_of_one_language_in_a_column_stay_two(tmp_path: Path) -> None:
    source = survey(tmp_path, ["type", "name", "label::English", "label::English (en)"], ["text", "a", "one", "two"])
    assert source["survey"][0]["label"] == {"en": "one", "English (en)": "two"}


def test_our_own_columns(tmp_path: Path) -> None:
    headings = ["type", "name", "label::es", "chat::heard", "chat::summary::es", "sms::label::es", "semantic_label"]
    source = survey(tmp_path, headings, ["text", "a", "¿Dónde, más o menos?", "yes", "El lugar", "¿Dónde?", "SDG::16.1.4"])
    assert source["survey"][0] == {
        "type": "text",
        "name": "a",
        "label": {"es": "¿Dónde, más o menos?"},
        "chat": {"heard": "yes", "summary": {"es": "El lugar"}},
        "sms": {"label": {"es": "¿Dónde?"}},
        "semantic_label": "SDG::16.1.4",
    }


def test_cells_become_texts_as_pyxform_makes_them(tmp_path: Path) -> None:
    headings = ["type", "name", "label", "default", "required"]
    source = survey(tmp_path, headings, ["integer", "a", " Age\u00a0now ", 5.0, True], ["decimal", "b", "B", 1.5, None])
    assert source["survey"] == [
        {"type": "integer", "name": "a", "label": "Age now", "default": "5", "required": "TRUE"},
        {"type": "decimal", "name": "b", "label": "B", "default": "1.5"},
    ]


def test_typographic_quotation_marks_in_logic_are_straight_and_in_labels_stay(tmp_path: Path) -> None:
    source = survey(tmp_path, ["type", "name", "label", "relevant"], ["text", "a", "“So?”", "${b} = ‘yes’"])
    assert source["survey"][0] == {"type": "text", "name": "a", "label": "“So?”", "relevant": "${b} = 'yes'"}


def test_blank_rows_keep_the_numbers_of_the_rows_after_them(tmp_path: Path) -> None:
    rows = [["text", "a"], [], ["text", "b"]]
    choices = [["list_name", "name", "label"], ["l", "x", "X"], [], [None, None, "a remark"], ["m", "y", "Y"], ["l", "z", "Z"]]
    form = sheets.load(workbook(tmp_path / "f.xlsx", survey=[["type", "name"], *rows], choices=choices))
    assert form.source["survey"] == [{"type": "text", "name": "a"}, {}, {"type": "text", "name": "b"}]
    assert form.source["choices"] == {
        "l": [{"name": "x", "label": "X"}, {"name": "z", "label": "Z"}],
        "m": [{"name": "y", "label": "Y"}],
    }
    assert [form.places.row("choices", "l", position) for position in (0, 1)] == [2, 6]
    assert form.places.row("choices", "m", 0) == 5


def test_a_form_without_an_id_is_called_as_its_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "Safe streets.xlsx", survey=[["type", "name"], ["text", "a"]])
    assert sheets.read(path)["settings"] == {"form_id": "Safe streets"}
    assert sheets.read(path.read_bytes(), "other.xlsx")["settings"] == {"form_id": "other"}


def test_a_single_sheet_is_the_survey_whatever_it_is_called(tmp_path: Path) -> None:
    assert sheets.read(workbook(tmp_path / "f.xlsx", Sheet1=[["type", "name"], ["text", "a"]]))["survey"][0]["name"] == "a"


def test_tables_that_lie_beside_a_form_are_taken_and_those_that_are_given(tmp_path: Path) -> None:
    (tmp_path / "form-media").mkdir()
    (tmp_path / "form-media" / "fruits.csv").write_text("name,label\nfig,Fig\n", "utf-8-sig")
    (tmp_path / "parks.geojson").write_text(
        json.dumps(
            {
                "features": [
                    {"id": "p", "properties": {"title": "Park"}, "geometry": {"type": "Point", "coordinates": [31.0, -29.8]}}
                ]
            }
        )
    )
    (tmp_path / "stations.xml").write_text("<root><item><name>n</name><label>North</label></item></root>")
    elsewhere = tmp_path / "given" / "prices.csv"
    elsewhere.parent.mkdir()
    elsewhere.write_text("name,price\nfig,3\n")
    rows = [
        ["select_one_from_file fruits.csv", "f", None],
        ["select_one_from_file parks.geojson", "p", None],
        ["select_one_from_file stations.xml", "s", None],
        ["calculate", "c", "pulldata('prices', 'price', 'name', ${f})"],
        ["calculate", "d", "pulldata('categories', 'helplines', 'name', 'x')"],
    ]
    path = workbook(tmp_path / "form.xlsx", survey=[["type", "name", "calculation"], *rows])
    assert sheets.load(path, attachments=[elsewhere]).source["attachments"] == {
        "fruits.csv": [{"name": "fig", "label": "Fig"}],
        "parks.geojson": [{"title": "Park", "id": "p", "geometry": "-29.8 31.0 0 0"}],
        "stations.xml": [{"name": "n", "label": "North"}],
        "prices.csv": [{"name": "fig", "price": "3"}],
    }


def test_an_attachment_outside_the_folder_is_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,label\na,b\n")
    folder = tmp_path / "forms"
    folder.mkdir()
    path = workbook(folder / "form.xlsx", survey=[["type", "name"], ["select_one_from_file ../secret.csv", "a"]])
    assert "attachments" not in sheets.read(path)


def test_yaml_is_read_as_texts_whatever_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_text(
        "settings: {form_id: f, expires_after_days: 7}\nsurvey:\n- {type: int, name: q, required: yes, label: {es: 5}}\n"
    )
    assert sheets.read(path) == {
        "settings": {"form_id": "f", "expires_after_days": "7"},
        "survey": [{"type": "integer", "name": "q", "required": "yes", "label": {"es": "5"}}],
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("survey: [", "not the YAML of a form"),
        ("- a list", "a mapping with settings"),
        ("survye: []", "one of settings, languages, survey"),
        ("survey: {type: text}", "a list of rows"),
        ("survey:\n- {type: text}\n- just a text", "survey, row 3: Here should be a row"),
        ("survey:\n- {type: text, label: {es: [a]}}", "survey, row 2, label"),
        ("survey:\n- {type: text, type: note}", "stands twice"),
        ("a: &x [1]\nsurvey: *x", "an alias"),
        ("survey: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
    ],
)
def test_what_is_no_form_is_refused_with_its_place(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_text(text)
    with pytest.raises(Refused, match=reason):
        sheets.read(path)
