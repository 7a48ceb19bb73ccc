"""A flow that cannot run is refused with a sentence that says where and what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from cities.city import LANGUAGES
from flows import types
from flows.context import Context
from flows.definition import FlowError, load, parse
from flows.instance import Instance
from flows.reply import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS
from messaging.replies import LONGEST_BODY
from tests.flows.conftest import label, source
from words import segments

STORY = {"type": "text", "name": "story"}


@pytest.mark.parametrize(
    ("flow", "sentence"),
    [
        ({"survey": []}, "settings: a flow needs a form_id"),
        (source(), "small: survey: there are no questions"),
        (source(STORY, STORY), "small: survey, row 2, name: story stands twice"),
        (source({"type": "telepathy", "name": "best"}), "survey, row 2, type: 'telepathy' is not known"),
        (source({"type": "text", "name": "my story"}), "survey, row 2, name: a name begins with a letter"),
        (source(STORY, {"type": "select_one sizes", "name": "size"}), "small: survey, row 3, type: there is no list of choices"),
        (source({**STORY, "relevant": "${later} = 'x'"}), "small: survey, row 2: ${later} is no question of this form"),
        (source({**STORY, "label": label("${nobody}")}), "small: survey, row 2: ${nobody} is no question of this form"),
        (source({**STORY, "relevant": "1 +"}), "small: survey, row 2, relevant: "),
        (source(STORY, {"type": "calculate", "name": "sum", "calculation": "total()"}), "small: survey, row 3, calculation: "),
        (source({"type": "begin_group", "name": "g"}, STORY), "survey: the group g is never closed"),
        (source(STORY, {"type": "end_repeat", "name": ""}), "survey, row 3: end_repeat closes nothing that is open"),
        (
            source({"type": "begin_group", "name": "g"}, STORY, {"type": "end_repeat", "name": ""}),
            "survey, row 4: end_repeat closes nothing that is open",
        ),
    ],
)
def test_a_mistake_is_named(flow: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FlowError) as refusal:
        parse(flow)
    assert str(refusal.value).startswith(sentence)


def test_a_missing_language_falls_back_to_the_default_one() -> None:
    flow = parse(source({**STORY, "label": {"en": "What happened?", "fr": "Que s'est-il passé ?"}}))
    question = flow.item("story").label
    assert question is not None
    assert [question.on("sms", language) for language in ("zu", "fr")] == ["What happened?", "Que s'est-il passé ?"]


def test_a_form_without_languages_speaks_as_it_is_written() -> None:
    label = parse(source({**STORY, "label": "What happened?"})).item("story").label
    assert label is not None
    assert label.on("whatsapp", "zu") == "What happened?"


@pytest.mark.parametrize(
    ("cell", "name", "list_name", "or_other"),
    [
        ("select one from yes_no or other", "select_one", "yes_no", True),
        ("select_multiple sizes", "select_multiple", "sizes", False),
        ("select all that apply sizes", "select_multiple", "sizes", False),
        ("select_one_from_file fruits.csv", "select_one_from_file", "fruits.csv", False),
        ("rank sizes", "rank", "sizes", False),
        ("int", "integer", "", False),
        ("datetime", "dateTime", "", False),
        ("begin group", "begin_group", "", False),
        ("end repeat", "end_repeat", "", False),
    ],
)
def test_a_type_is_read_in_any_accepted_spelling(cell: str, name: str, list_name: str, or_other: bool) -> None:
    read = types.read(cell)
    assert (read.name, read.list_name, read.or_other) == (name, list_name, or_other)


def test_or_other_asks_which(context: Callable[..., Context]) -> None:
    flow = parse(source({"type": "select_one sizes or_other", "name": "size"}, sizes=["big", "small"]))
    instance = Instance(flow, {"size": {"code": "other"}}, context(), {})
    assert [choice.name for choice in instance.asked("size").choices] == ["big", "small", "other"]
    following = instance.next_question()
    assert following is not None
    assert following.key == "size_other"


def test_a_changed_word_is_another_version() -> None:
    flow = source(STORY)
    other = source({**STORY, "label": label("another story")})
    assert parse(flow).digest == parse(source(STORY)).digest
    assert parse(flow).digest != parse(other).digest


def test_a_channel_has_words_of_its_own() -> None:
    question = parse(source({**STORY, "sms": {"label": label("short")}})).item("story")
    assert question.label is not None
    assert question.label.on("sms", "zu") == "short (zu)"
    assert question.label.on("whatsapp", "zu") == "story (zu)"


REPORT = load("report")
WORDINGS = [
    pytest.param(wording, language, id=f"{question.name}-{column}-{language}")
    for question in REPORT.questions
    for column, wording in (("label", question.label), ("hint", question.hint))
    for language in LANGUAGES
    if wording is not None
]


@pytest.mark.parametrize(("wording", "language"), WORDINGS)
def test_a_text_of_the_report_flow_fits_its_channels(wording: Any, language: str) -> None:
    assert len(wording.on("whatsapp", language)) <= LONGEST_BODY
    count = segments.count(segments.for_sms(wording.on("sms", language).replace("{", "").replace("}", "")))
    assert (count.encoding, count.segments) == ("GSM-7", 1)


@pytest.mark.parametrize("name", list(REPORT.choices))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choices_of_the_report_flow_fit_buttons(name: str, language: str) -> None:
    choices = REPORT.choices[name]
    assert len(choices) <= MOST_BUTTONS
    assert all(len(choice.label.on("whatsapp", language)) <= LONGEST_BUTTON for choice in choices)
    assert len({choice.label.on("whatsapp", language) for choice in choices}) == len(choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_corrected_fits_the_rows_of_a_list(language: str) -> None:
    summaries = [question.summary.on("whatsapp", language) for question in REPORT.questions if question.summary]
    assert len(set(summaries)) == len(summaries)
    assert all(len(summary) <= LONGEST_ROW for summary in summaries)
