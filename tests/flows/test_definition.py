"""A flow that cannot run is refused with a sentence that says where and what is wrong."""

from typing import Any

import pytest

from flows.definition import LANGUAGES, FlowError, load, parse
from flows.reply import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS
from messaging import segments
from messaging.replies import LONGEST_BODY
from tests.flows.conftest import label, source

STORY = {"type": "text", "name": "story"}


@pytest.mark.parametrize(
    ("flow", "sentence"),
    [
        ({"survey": []}, "a flow needs a form_id in its settings"),
        (source(), "small: there are no questions"),
        (source(STORY, STORY), "small: the name story stands twice"),
        (source({"type": "rank", "name": "best"}), "small: best: the type 'rank' is not known"),
        (source({"type": "text", "name": "my story"}), "small: my story: a name begins with a letter"),
        (source({"type": "select_one sizes", "name": "size"}), "small: size: there is no list of choices 'sizes'"),
        (source({**STORY, "label": {"es": "Hola", "en": "Hello"}}), "small: story: label: no words in zu"),
        (source({**STORY, "label": {"es": "Hola", "en": " ", "zu": ""}}), "small: story: label: no words in en, zu"),
        (source({**STORY, "hint": {"es": "Hola"}}), "small: story: hint: no words in en, zu"),
        (source({**STORY, "sms": {"label": {"en": "Hello"}}}), "small: story: sms label: no words in es, zu"),
        (
            source({**STORY, "relevant": "${later} = 'x'"}),
            "small: story: relevant refers to ${later}, which does not come before it",
        ),
        (source({**STORY, "label": label("${story}")}), "small: story: label refers to ${story}, which does not come before it"),
        (source({**STORY, "relevant": "1 +"}), "small: story: '1 +' cannot be read"),
        (source({"type": "calculate", "name": "sum", "calculation": "total()"}), "small: sum: 'total()' cannot be read"),
    ],
)
def test_a_mistake_is_named(flow: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FlowError) as refusal:
        parse(flow)
    assert str(refusal.value).startswith(sentence)


def test_a_question_without_a_label_is_named() -> None:
    flow = source(STORY)
    del flow["survey"][0]["label"]
    with pytest.raises(FlowError, match="small: story: a label is missing"):
        parse(flow)


def test_a_choice_without_its_languages_is_named() -> None:
    flow = source(STORY, sizes=["big"])
    flow["choices"]["sizes"][0]["label"] = {"es": "grande"}
    with pytest.raises(FlowError, match="small: sizes: no words in en, zu"):
        parse(flow)


def test_a_changed_word_is_another_version() -> None:
    flow = source(STORY)
    other = source({**STORY, "label": label("another story")})
    assert parse(flow).digest == parse(source(STORY)).digest
    assert parse(flow).digest != parse(other).digest


def test_a_channel_has_words_of_its_own() -> None:
    question = parse(source({**STORY, "sms": {"label": label("short")}})).question("story")
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
    assert all(len(choice.label[language]) <= LONGEST_BUTTON for choice in choices)
    assert len({choice.label[language] for choice in choices}) == len(choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_corrected_fits_the_rows_of_a_list(language: str) -> None:
    summaries = [question.summary.on("whatsapp", language) for question in REPORT.questions if question.summary]
    assert len(set(summaries)) == len(summaries)
    assert all(len(summary) <= LONGEST_ROW for summary in summaries)
