"""Which question comes next, and what stands between two questions."""

from collections.abc import Callable

import pytest

from flows import engine
from flows.context import Context
from flows.definition import Definition, load, parse
from flows.instance import Instance
from tests.flows.conftest import source

Surroundings = Callable[..., Context]


def instance(definition: Definition, context: Context, **codes: str) -> Instance:
    return Instance(definition, {name: {"code": code} for name, code in codes.items()}, context, {})


def order(definition: Definition, context: Context, **codes: str) -> list[str]:
    """The questions in the order in which they are asked of somebody who answers with these codes."""
    answers: dict[str, dict[str, str]] = {}
    asked = []
    while (question := Instance(definition, answers, context, {}).next_question()) is not None:
        asked.append(question.key)
        answers = {**answers, question.key: {"code": codes.get(question.key, "")}}
    return asked


def notes(here: Instance, before: str | None, *told: str) -> list[str]:
    return [node.key for node in engine.due(here, before, told)]


def test_a_question_that_does_not_apply_is_not_asked(small: Definition, context: Surroundings) -> None:
    assert order(small, context(), hurt="no") == ["story", "hurt", "when"]
    assert order(small, context(), hurt="yes") == ["story", "hurt", "how_badly", "when"]


def test_an_answer_that_no_longer_applies_has_no_value(small: Definition, context: Surroundings) -> None:
    here = instance(small, context(), hurt="no", how_badly="badly")
    assert here.value("how_badly") == ""
    assert here.value("grave") == "not at all"
    assert engine.stale(here, "when") == ["how_badly"]
    assert engine.stale(here, "hurt") == [], "what was heard ahead of its question waits for it"


def test_a_note_stands_before_the_next_question_and_is_told_once(small: Definition, context: Surroundings) -> None:
    here = instance(small, context(), story="x", hurt="yes", how_badly="badly")
    assert notes(here, "when") == ["ambulance"]
    assert notes(here, "when", "ambulance") == []
    assert notes(here, "how_badly") == []


def test_a_repeat_goes_on_while_there_is_another(context: Surroundings) -> None:
    household = parse(
        source(
            {"type": "begin_repeat", "name": "member"},
            {"type": "integer", "name": "age"},
            {"type": "text", "name": "school", "relevant": "${age} < 18"},
            {"type": "end_repeat", "name": ""},
            {"type": "calculate", "name": "children", "calculation": "count(${member}[age < 18])"},
            {"type": "text", "name": "remarks", "relevant": "${children} > 0"},
        )
    )
    answers = {"member[1]/age": "40", "member[1]/@another": "yes", "member[2]/age": "7"}
    assert order(household, context(), **answers) == [
        "member[1]/age",
        "member[1]/@another",
        "member[2]/age",
        "member[2]/school",
        "member[2]/@another",
        "remarks",
    ]


def test_a_shorter_repeat_leaves_nothing_behind(context: Surroundings) -> None:
    counted = parse(
        source(
            {"type": "integer", "name": "children"},
            {"type": "begin_repeat", "name": "child", "repeat_count": "${children}"},
            {"type": "text", "name": "name"},
            {"type": "end_repeat", "name": ""},
        )
    )
    answers = {"children": {"code": "1"}, "child[1]/name": {"code": "A"}, "child[2]/name": {"code": "B"}}
    here = Instance(counted, answers, context(), {})
    assert engine.stale(here, None) == ["child[2]/name"]


def test_a_forms_mistake_ends_no_conversation(context: Surroundings, caplog: pytest.LogCaptureFixture) -> None:
    slow = "regex(., '(a+)+b')"
    odd = parse(
        source(
            {"type": "text", "name": "code", "constraint": slow},
            {"type": "text", "name": "hidden", "relevant": slow.replace(".", "${code}", 1)},
            {"type": "select_one places", "name": "place", "choice_filter": slow.replace(".", "${code}", 1)},
            places=["home", "street"],
        )
    )
    here = instance(odd, context(), code="a" * 5000)
    assert here.accepts("code", "a" * 5000), "nobody is refused for what could not be checked"
    asked = here.next_question()
    assert asked is not None
    assert (asked.key, [choice.name for choice in asked.choices]) == ("place", ["home", "street"])
    assert "flow=small question=place has an expression that failed" in caplog.messages
    assert "aaa" not in caplog.text


def test_the_report_asks_for_a_photo_on_whatsapp_only(context: Surroundings) -> None:
    report = load("report")
    by_sms = order(report, context(channel="sms"), category="robbery")
    by_whatsapp = order(report, context(channel="whatsapp"), category="robbery")
    assert by_sms == ["what_happened", "category", "where", "when", "dangerous", "follow_up", "summary"]
    assert by_whatsapp == ["what_happened", "category", "where", "when", "dangerous", "photo", "follow_up", "summary"]


def test_nobody_is_asked_for_a_photo_of_what_could_harm_them(context: Surroundings) -> None:
    assert "photo" not in order(load("report"), context(channel="whatsapp"), category="domestic_violence")


def test_who_is_still_in_danger_is_told_whom_to_call(context: Surroundings) -> None:
    here = instance(load("report"), context(), category="robbery", where="x", when="x", dangerous="yes")
    assert notes(here, "follow_up") == ["call_if_in_danger"]


def test_only_what_was_answered_can_be_corrected(context: Surroundings) -> None:
    here = instance(load("report"), context(channel="whatsapp"), what_happened="x", where="inanda", photo="1")
    assert [key for key, _ in engine.correctable(here)] == ["what_happened", "where"]
