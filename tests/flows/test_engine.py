"""Which question comes next, and what stands between two questions."""

from collections.abc import Callable

from flows import engine
from flows.context import Context
from flows.definition import Definition, load

Surroundings = Callable[..., Context]


def order(definition: Definition, context: Context, **codes: str) -> list[str]:
    """The questions in the order in which they are asked of somebody who answers with these codes."""
    answers: dict[str, dict[str, str]] = {}
    asked = []
    while (question := engine.next_question(definition, answers, context)) is not None:
        asked.append(question.name)
        answers[question.name] = {"code": codes.get(question.name, "")}
    return asked


def test_a_question_that_does_not_apply_is_not_asked(small: Definition, context: Surroundings) -> None:
    assert order(small, context(), hurt="no") == ["story", "hurt", "when"]
    assert order(small, context(), hurt="yes") == ["story", "hurt", "how_badly", "when"]


def test_an_answer_that_no_longer_applies_has_no_value(small: Definition, context: Surroundings) -> None:
    answers = {"hurt": {"code": "no"}, "how_badly": {"code": "badly"}}
    seen = engine.values(small, answers, context())
    assert seen["how_badly"] == ""
    assert seen["grave"] == "not at all"


def test_a_note_stands_before_the_next_question_and_is_told_once(small: Definition, context: Surroundings) -> None:
    answers = {"story": {"code": "x"}, "hurt": {"code": "yes"}, "how_badly": {"code": "badly"}}
    notes = engine.notes(small, answers, context(), "when", set())
    assert [note.name for note in notes] == ["ambulance"]
    assert engine.notes(small, answers, context(), "when", {"ambulance"}) == []
    assert engine.notes(small, answers, context(), "how_badly", set()) == []


def test_the_report_asks_for_a_photo_on_whatsapp_only(context: Surroundings) -> None:
    report = load("report")
    by_sms = order(report, context(channel="sms"), category="robbery")
    by_whatsapp = order(report, context(channel="whatsapp"), category="robbery")
    assert by_sms == ["what_happened", "category", "where", "when", "dangerous", "follow_up", "summary"]
    assert by_whatsapp == ["what_happened", "category", "where", "when", "dangerous", "photo", "follow_up", "summary"]


def test_nobody_is_asked_for_a_photo_of_what_could_harm_them(context: Surroundings) -> None:
    assert "photo" not in order(load("report"), context(channel="whatsapp"), category="domestic_violence")


def test_who_is_still_in_danger_is_told_whom_to_call(context: Surroundings) -> None:
    report = load("report")
    answers = {
        name: {"code": code} for name, code in (("category", "robbery"), ("where", "x"), ("when", "x"), ("dangerous", "yes"))
    }
    notes = engine.notes(report, answers, context(), "follow_up", set())
    assert [note.name for note in notes] == ["call_if_in_danger"]


def test_only_what_was_answered_can_be_corrected(context: Surroundings) -> None:
    report = load("report")
    answers = {"what_happened": {"code": "x"}, "where": {"code": "inanda"}, "photo": {"code": "1"}}
    assert [question.name for question in engine.correctable(report, answers, context())] == ["what_happened", "where"]
