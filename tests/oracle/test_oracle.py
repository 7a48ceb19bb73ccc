"""The oracle answers as its door says, the corpus is what it claims to be, and the robot is the same every time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyxform.errors import PyXFormError

from flows import sheets, types
from flows.sheets import xform
from tests import forms
from tests.oracle import engine
from tests.oracle.engine import Oracle, OracleMissing, OracleRefused, State
from tests.oracle.robot import KINDS, Put, Robot
from tests.oracle.values import same

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
"""Still the 23rd in Juárez, half past nine at night; already the 24th in Durban."""

FORMS = {form.name: form for form in forms.accepted()}
LOADED = [form for form in FORMS.values() if form.name not in forms.UNLOADABLE]


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle("America/Ciudad_Juarez") as running:
        yield running


def load(oracle: Oracle, name: str, seed: int = 1) -> State:
    form = FORMS[name]
    oracle.load(form.xform, form.files, NOW, seed)
    return oracle.state()


class TestTheCorpus:
    @pytest.mark.parametrize("form", LOADED, ids=lambda form: form.name)
    def test_every_form_loads_and_our_import_keeps_what_it_means(self, form: forms.Form, oracle: Oracle) -> None:
        oracle.load(form.xform, form.files, NOW)
        as_sent = without_its_own(oracle.state())
        oracle.load(xform.compile(form.source), form.files, NOW)
        assert without_its_own(oracle.state()) == as_sent
        assert any(each.question for each in as_sent.values())

    @pytest.mark.parametrize("name", forms.UNLOADABLE)
    def test_what_the_oracle_cannot_load_is_still_a_form(self, name: str, oracle: Oracle) -> None:
        with pytest.raises(OracleRefused):
            load(oracle, name)
        assert "<h:body" in FORMS[name].xform

    @pytest.mark.parametrize("refusal", forms.refused(), ids=lambda refusal: refusal.form.name)
    def test_what_pyxform_refuses_it_refuses_for_this_reason(self, refusal: forms.Refusal) -> None:
        if not refusal.by_pyxform:
            assert "<h:body" in refusal.form.xform
            return
        with pytest.raises(PyXFormError, match=re.escape(refusal.reason)):
            refusal.form.xform  # noqa: B018 - it is made when it is asked for

    @pytest.mark.parametrize("form", [each for each in LOADED if each.name.startswith(forms.LONG)], ids=lambda form: form.name)
    def test_a_long_form_is_the_same_as_a_workbook(self, form: forms.Form, tmp_path: Path) -> None:
        as_workbook = sheets.read(form.save_workbook(tmp_path))
        as_table = {key: value for key, value in form.source.items() if key != "attachments"}
        assert {key: value for key, value in as_workbook.items() if key != "attachments"} == as_table

    def test_it_has_every_type_that_residents_can_be_asked(self) -> None:
        cells = [row.get("type", "") for form in FORMS.values() for row in form.source["survey"]]
        used = {types.read(cell).name for cell in cells}
        assert used >= types.ASKED | {
            "note",
            "calculate",
            "hidden",
            "start",
            "end",
            "today",
            "deviceid",
            "phonenumber",
            "username",
        }

    def test_the_long_ones_are_long(self) -> None:
        for form in LOADED:
            if form.name.startswith(forms.LONG):
                kinds = [types.read(row["type"]).name for row in form.source["survey"]]
                asked = [kind for kind in kinds if kind in types.ASKED | {"note"}]
                assert 30 <= len(asked) <= 90, form.name


def without_its_own(state: State) -> State:
    """What the form means: not the instance's id, and not what was drawn without a seed."""
    return State({key: each for key, each in state.items() if not key.startswith("meta")})


class TestTheDoor:
    def test_the_clock_stands_where_the_form_was_loaded(self, oracle: Oracle) -> None:
        assert load(oracle, "defaults_computed")["day"].value == "2026-11-23"
        with Oracle("Africa/Johannesburg") as durban:
            assert load(durban, "defaults_computed")["day"].value == "2026-11-24"

    def test_an_answer_changes_what_is_asked(self, oracle: Oracle) -> None:
        assert not load(oracle, "relevant_chain")["reported"].relevant
        oracle.set("victim", "yes")
        assert oracle.state()["reported"].relevant
        oracle.set("victim", "")
        assert not oracle.state()["reported"].relevant

    def test_a_constraint_and_a_missing_answer_are_told_apart(self, oracle: Oracle) -> None:
        age = load(oracle, "integer_with_bounds")["age"]
        assert (age.satisfies, age.filled, age.message) == (True, False, "We need your age to compare answers")
        oracle.set("age", "5")
        age = oracle.state()["age"]
        assert (age.satisfies, age.filled, age.message) == (False, True, "An age between 12 and 110, please")
        assert not age.valid

    def test_choices_follow_the_filter(self, oracle: Oracle) -> None:
        assert load(oracle, "cascade_of_choices")["town"].choices == ()
        oracle.set("region", "north")
        town = oracle.state()["town"]
        assert (town.choices, town.choice_labels) == (("inanda", "phoenix"), ("Inanda", "Phoenix"))

    def test_repeats_grow_and_shrink(self, oracle: Oracle) -> None:
        load(oracle, "repeat_without_count")
        oracle.set("person[1]/first", "Thandi")
        oracle.add_repeat("person")
        oracle.set("person[2]/first", "Chuy")
        oracle.remove_repeat("person", 1)
        state = oracle.state()
        assert state["person[1]/first"].value == "Chuy"
        assert "person[2]/first" not in state

    def test_labels_are_in_the_language_that_is_spoken(self, oracle: Oracle) -> None:
        load(oracle, "long_clinic_exit")
        assert oracle.languages == ("English (en)", "isiZulu (zu)", "Español (es)")
        assert (oracle.language, oracle.state()["district"].label) == ("English (en)", "In which district is the clinic?")
        oracle.speak("isiZulu (zu)")
        assert oracle.state()["district"].label == "Umtholampilo ukusiphi isifunda?"

    @pytest.mark.parametrize(
        ("name", "key", "value", "kept"),
        [
            ("select_multiple_limits", "fears", "dogs robbery", "robbery dogs"),
            ("rank_of_needs", "needs", "roads light water police", "roads light water police"),
            ("points_lines_areas", "home", "-29.967 30.883 0 0", "-29.967 30.883 0.0 0.0"),
            ("date_and_time", "day", "2026-11-20", "2026-11-20"),
            ("date_and_time", "hour", "21:00:00", "21:00:00"),
            ("date_and_time", "seen", "2026-11-20T21:00:00.000-07:00", "2026-11-20T21:00:00.000-07:00"),
            ("acknowledge_consent", "consent", "OK", "OK"),
            ("pictures_and_sounds", "photo", "2", "2.jpg"),
            ("range_whole_and_decimal", "noise", "2.5", "2.5"),
            ("barcode_on_pole", "pole", "LP-0042", "LP-0042"),
        ],
    )
    def test_it_takes_every_type_of_value(self, oracle: Oracle, name: str, key: str, value: str, kept: str) -> None:
        load(oracle, name)
        oracle.set(key, value)
        assert oracle.state()[key].value == kept

    @pytest.mark.parametrize(
        ("name", "key", "value"),
        [("text_and_note", "hello", "x"), ("text_and_note", "nobody", "x"), ("readonly_questions", "office", "x")],
    )
    def test_it_says_what_cannot_be_set(self, oracle: Oracle, name: str, key: str, value: str) -> None:
        load(oracle, name)
        with pytest.raises(OracleRefused, match=key):
            oracle.set(key, value)
        assert oracle.state()

    def test_a_missing_attachment_is_named(self, oracle: Oracle) -> None:
        with pytest.raises(OracleRefused, match=r"clinics\.csv"):
            oracle.load(FORMS["choices_from_csv"].xform, {}, NOW)

    def test_without_its_packages_it_says_what_to_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engine, "PACKAGES", engine.HERE / "nowhere" / ".done")
        with pytest.raises(OracleMissing, match="make"):
            Oracle()


class TestTheRobot:
    def test_the_same_seed_says_the_same(self) -> None:
        put = Put("integer")
        first, second = ([robot.code(put) for _ in range(20)] for robot in (Robot(7, NOW), Robot(7, NOW)))
        assert first == second
        assert first != [robot.code(put) for robot in [Robot(8, NOW)] for _ in range(20)]

    @pytest.mark.parametrize("form", LOADED, ids=lambda form: form.name)
    def test_what_it_draws_is_a_value_of_the_type(self, form: forms.Form, oracle: Oracle) -> None:
        oracle.load(form.xform, form.files, NOW)
        robot = Robot(form.name, NOW, skips=0)
        for row in form.source["survey"]:
            kind = types.read(row["type"])
            seen = oracle.state().get(row.get("name", ""))
            if seen is None or not seen.question or not seen.relevant or seen.readonly or kind.name not in types.ASKED:
                continue
            parameters = dict(part.split("=") for part in re.split(r"[\s,]+", row.get("parameters", "")) if "=" in part)
            code = robot.code(Put(kind.name, seen.choices or (), seen.choice_labels, parameters))
            oracle.set(seen.key, code)
            assert same(code, oracle.state()[seen.key].value), row

    @pytest.mark.parametrize("language", ["es", "en", "zu", "fr"])
    def test_it_types_as_people_do(self, language: str) -> None:
        robot = Robot(f"typing in {language}", NOW)
        choices, labels = ("yes", "no", "maybe"), ("Yebo", "Cha", "Mhlawumbe")
        several = {robot.typed(Put("select_multiple", choices, labels), "yes maybe", language) for _ in range(50)}
        joined = {"es": "1 y 3", "en": "1 and 3", "zu": "1 no 3"}.get(language, "1 , 3")
        assert several == {"1 3", "1, 3", joined}
        one = {robot.typed(Put("select_one", choices, labels), "no", language) for _ in range(200)}
        assert {"2", "2.", "(2)", "Cha", "cha", "CHA!"} <= one
        days = {robot.typed(Put("date"), "2026-11-23", language) for _ in range(50)}
        assert days == {"2026-11-23", "23/11/2026", *{"es": ["ayer"], "en": ["yesterday"], "zu": ["izolo"]}.get(language, [])}

    def test_it_can_talk_nonsense_to_all_but_free_text(self) -> None:
        robot = Robot(1, NOW)
        assert (
            {kind for kind in types.ASKED if robot.nonsense(Put(kind)) is None} == types.ASKED - set(KINDS) == {"text", "barcode"}
        )


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("5", "5", True),
        ("5", "5.0", True),
        ("31.7 -106.4 0 0", "31.7 -106.4 0.0 0.0", True),
        ("1 2 0 0;3 4 0 0", "1 2 0.0 0.0;3 4 0.0 0.0", True),
        ("2", "2.jpg", True),
        ("", "0", False),
        ("NaN", "", False),
        ("a b", "b a", False),
    ],
)
def test_when_two_values_are_the_same(ours: str, theirs: str, alike: bool) -> None:
    assert same(ours, theirs) is alike
