"""What is imported, exported and imported again is the same form, whatever it holds."""

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from flows import sheets
from flows.definition import FOLDER

FORMS = sorted(
    path for folder in (Path(__file__).parents[2] / "forms", FOLDER) for path in folder.iterdir() if path.suffix in sheets.KINDS
)
WRITTEN = ("xlsx", "csv", "yml")


def again(source: dict[str, Any], kind: str, folder: Path) -> dict[str, Any]:
    """The form after it was written and read."""
    path = folder / f"{source['settings']['form_id']}.{kind}"
    sheets.write(source, path)
    return sheets.read(path)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_every_form_survives_every_kind_of_file(path: Path, tmp_path: Path) -> None:
    source = sheets.read(path)
    for kind in WRITTEN:
        assert again(source, kind, tmp_path) == source, kind


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_yaml_is_stable(path: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yml", tmp_path / "second.yml"
    sheets.write(sheets.read(path), first)
    sheets.write(sheets.read(first), second)
    assert second.read_text("utf-8") == first.read_text("utf-8")


# Texts as people write them, and some that a sheet or YAML could take for something else.
ODD = ["yes", "no", "null", "~", "1", "1.50", "007", "2026-11-23", "=1+1", "+27", "-3", "@here", "'quoted'", '"so"']
ODD += ["# no comment", "a: b", "- item", "{x: 1}", "[1, 2]", "&anchor", "*alias", "!tag", "%", "| pipe", "> fold"]
ODD += ["${name} = 'x'", "tab\tinside", "línea\nnueva", "  ".join("ab"), "ñandú ¿qué?", "ingane yakho 🚨", "a\n\n  b"]
ODD += ["trailing \\", "true", "TRUE", ".5", "1e3", "0x1F", "12:30", "<b>&amp;", "…"]
LETTERS = string.ascii_letters + string.digits + " .,:;!?¿¡'\"#&*@%=+-_/\\|<>{}[]()\náéíóúñüçàñ€🚨"
TEXT = st.one_of(st.sampled_from(ODD), st.text(LETTERS, min_size=1, max_size=60)).map(str.strip).filter(bool)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SPELLED = {"es": "Español (es)", "en": "English", "fr": "Français (fr)", "Klingon": "Klingon", "zu": "zu"}


def words(languages: list[str]) -> st.SearchStrategy[Any]:
    """A cell: one text, or one for some of the languages."""
    if not languages:
        return TEXT
    translated = st.dictionaries(st.sampled_from(languages), TEXT, min_size=1)
    return st.one_of(TEXT, translated, st.builds(lambda plain, more: {"": plain, **more}, TEXT, translated))


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Any]:
    """A form's source, not necessarily one that makes sense: what is written need not run to be kept."""
    languages = draw(st.lists(st.sampled_from(sorted(SPELLED)), unique=True))
    cell = words(languages)
    row = st.fixed_dictionaries(
        {
            "type": st.sampled_from(["text", "integer", "select_one l", "note", "begin_group", "select_multiple l or_other"]),
            "name": NAME,
        },
        optional={
            "label": cell,
            "hint": cell,
            "constraint_message": cell,
            "image": cell,
            "relevant": TEXT.map(straight),
            "required": st.sampled_from(["yes", "no", "${a} = 1"]),
            "semantic_label": TEXT,
            "a column of mine": TEXT,
            "bind::odk:length": TEXT,
            "chat": st.fixed_dictionaries({"heard": st.just("yes")}, optional={"summary": cell, "remember": NAME}),
            "sms": st.fixed_dictionaries({"label": cell}, optional={"hint": cell}),
        },
    )
    choice = st.fixed_dictionaries({"name": NAME}, optional={"label": cell, "colour": TEXT, "audio": cell})
    source: dict[str, Any] = {
        "settings": {"form_id": draw(NAME), **draw(st.dictionaries(st.sampled_from(["version", "offer", "style"]), TEXT))},
        "survey": draw(st.lists(st.one_of(row, st.just({})), min_size=1, max_size=5)),
    }
    if not source["survey"][-1]:
        source["survey"].append({"type": "text", "name": "last"})
    lists = draw(st.dictionaries(NAME, st.lists(choice, min_size=1, max_size=3), max_size=3))
    if lists:
        source["choices"] = lists
    if spelled := {key: SPELLED[key] for key in languages if SPELLED[key] != key}:
        source["languages"] = spelled
    return source


def straight(text: str) -> str:
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


@pytest.mark.parametrize("kind", WRITTEN)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(source=sources())
def test_any_form_survives(source: dict[str, Any], kind: str, tmp_path: Path) -> None:
    written = tmp_path / f"first.{kind}"
    sheets.write(source, written)
    read = sheets.read(written)
    assert read == source


def test_what_reads_like_a_formula_stays_a_text_in_a_workbook(tmp_path: Path) -> None:
    texts = ["=1+1", "+27605550100", "-3", "@SUM(A1)", '=HYPERLINK("http://x")']
    source = {
        "settings": {"form_id": "guarded"},
        "survey": [{"type": "note", "name": f"n{number}", "label": text} for number, text in enumerate(texts)],
    }
    path = tmp_path / "guarded.xlsx"
    sheets.write(source, path)
    column = [row[2] for row in load_workbook(path)["survey"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in column] == [(text, "s", True) for text in texts]
    assert sheets.read(path) == source


def test_long_texts_are_blocks_in_yaml(tmp_path: Path) -> None:
    path = tmp_path / "poem.yml"
    label = "First line: of two\nsecond line"
    sheets.write({"settings": {"form_id": "poem"}, "survey": [{"type": "note", "name": "n", "label": label}]}, path)
    assert path.read_text("utf-8") == (
        "settings:\n  form_id: poem\n\nsurvey:\n  - type: note\n    name: n\n    label: |-\n"
        "      First line: of two\n      second line\n"
    )


def test_columns_come_in_xlsforms_order_and_ours_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "ordered.csv"
    row = {
        "sms": {"label": {"es": "Sí?"}},
        "chat": {"summary": {"en": "It", "es": "Eso"}, "heard": "yes"},
        "my own": "x",
        "constraint": ". > 1",
        "label": {"en": "Yes?", "es": "¿Sí?"},
        "name": "q",
        "type": "integer",
    }
    sheets.write({"settings": {"form_id": "o"}, "languages": {"es": "Español (es)"}, "survey": [row]}, path)
    headings = path.read_text("utf-8").splitlines()[1]
    assert headings == (
        ",type,name,label::Español (es),label::en,constraint,my own,"
        "chat::summary::Español (es),chat::summary::en,chat::heard,sms::label::Español (es)"
    )


def test_sheets_that_we_do_not_know_are_kept(tmp_path: Path) -> None:
    source = {
        "settings": {"form_id": "noted"},
        "survey": [{"type": "text", "name": "q", "label": "?"}],
        "sheets": {"Notes": [["for the translators"], [], ["", "=see B2"]]},
    }
    assert again(source, "xlsx", tmp_path) == source
    assert again(source, "yml", tmp_path) == source


def test_attached_tables_travel_with_the_form(tmp_path: Path) -> None:
    source = {
        "settings": {"form_id": "fruits"},
        "survey": [{"type": "select_one_from_file fruits.csv", "name": "fruit", "label": "Which?"}],
        "attachments": {"fruits.csv": [{"name": "apple", "label": "Apple, red"}, {"name": "fig"}]},
    }
    for kind in WRITTEN:
        assert again(source, kind, tmp_path) == source
