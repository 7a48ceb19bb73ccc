"""The surveys that ship: every text in three languages, short enough for each channel, computable, and gentle."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import cities
import words
from flows import asking
from flows.context import Context
from flows.definition import FOLDER, Choice, Definition, Item, Wording, load
from flows.instance import Instance
from flows.reply import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS, MOST_ROWS, Reply
from flows.sheets import read, xform
from messaging.replies import LONGEST_BODY, compose
from tests.flows.conftest import NOW
from words import segments

FLOWS = ("feeling_safe", "appraisal", "was_it_fixed", "last_experience")
LANGUAGES = ("es", "en", "zu")
CITIES = ("juarez", "durban")
TABLE = Path(__file__).resolve().parents[2] / "flows" / "semantics.csv"
SEMANTICS = {row["code"]: row for row in csv.DictReader(TABLE.read_text("utf-8").splitlines())}
ABOUT = {"reference": "7KQ4-MX2TP", "day": "12/11", "category": "street_light"}

in_every_flow = pytest.mark.parametrize("flow", FLOWS)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(flow: Definition) -> Iterator[tuple[str, Wording]]:
    """Everything that a resident may read, with where it stands."""
    for item in flow.items:
        for column in ("label", "hint", "constraint_message", "required_message", "summary"):
            wording = getattr(item, column)
            if wording:
                yield f"{item.name}.{column}", wording
    for name, choices in flow.choices.items():
        for choice in choices:
            yield f"{name}.{choice.name}", choice.label


def choices_of(flow: Definition, item: Item) -> tuple[Choice, ...]:
    return flow.choices.get(item.list_name, ())


def instance(flow: str, answers: Mapping[str, str], city: str = "durban", language: str = "en", channel: str = "sms") -> Instance:
    """A run in which these questions, by their names, have these answers."""
    definition = load(flow)
    context = Context(cities.load()[city], language, channel, NOW, about=ABOUT)
    by_key = {definition.named[name][0].path: {"code": code} for name, code in answers.items()}
    return Instance(definition, by_key, context, {})


def asked(run: Instance) -> list[str]:
    """Names of all questions of the run in order, answered or not."""
    return [run.definition.item(key).name for key in run.to_ask()]


def told(run: Instance) -> list[str]:
    return [node.item.name for node in run.relevant_nodes if node.item is not None and node.item.tells]


def says(run: Instance, name: str) -> str:
    """The text of a question or a note as this resident reads it."""
    path = run.definition.named[name][0].path
    return asking.fill(run, run.node(path), run.definition.item(path).label or Wording({}), words.load())


def refuses(run: Instance, name: str, code: str) -> bool:
    return not run.accepts(run.definition.named[name][0].path, code)


# Wording


@in_every_flow
def test_every_text_stands_in_three_languages(flow: str) -> None:
    gaps = [
        (place, language)
        for place, wording in texts(load(flow))
        for spoken in (wording.general, *wording.channels.values())
        for language in LANGUAGES
        if not spoken.get(language, "").strip()
    ]
    assert not gaps


@in_every_flow
def test_every_language_shows_the_same_answers(flow: str) -> None:
    differing = [
        place
        for place, wording in texts(load(flow))
        for spoken in (wording.general, *wording.channels.values())
        if len({frozenset(re.findall(r"\$\{[\w.-]+\}", spoken[language])) for language in LANGUAGES}) > 1
    ]
    assert not differing


@in_every_flow
def test_pyxform_takes_it_without_a_remark(flow: str) -> None:
    compiled = xform.compiled(load(flow).source)
    assert [str(each) for each in compiled.findings] == []
    assert 'lang="isiZulu (zu)"' in compiled.xml


@in_every_flow
def test_its_file_is_imported_as_any_admins_would_be(flow: str) -> None:
    assert read(FOLDER / f"{flow}.yml") == load(flow).source


@in_every_flow
def test_nothing_has_to_be_answered(flow: str) -> None:
    assert not [item.name for item in load(flow).items if item.required]


def test_walking_after_dark_is_asked_in_the_agreed_words() -> None:
    flow = load("feeling_safe")
    dark = flow.item("walking/dark")
    assert dark.label is not None
    assert dark.label.on("sms", "en") == "How safe do you feel walking alone in your area after dark?"
    assert not [text for text in dark.label if re.search(r"\d", text)], "darkness is not an hour of the clock"
    assert [choice.name for choice in flow.choices[dark.list_name]] == [
        "very_safe",
        "fairly_safe",
        "bit_unsafe",
        "very_unsafe",
        "never_alone",
        "dont_know",
    ]


# What answers mean


@in_every_flow
def test_what_is_measured_has_a_code_of_the_table(flow: str) -> None:
    used = {code for item in load(flow).items for code in item.semantic_label.split()}
    assert used
    assert not used - SEMANTICS.keys()


def test_every_code_of_the_table_can_be_computed_from_a_flow() -> None:
    carried: dict[str, list[set[str]]] = {}
    for flow in map(load, FLOWS):
        for item in flow.items:
            for code in item.semantic_label.split():
                scale = {str(number) for number in range(1, 6)} if item.type == "range" else set()
                carried.setdefault(code, []).append({choice.name for choice in choices_of(flow, item)} | scale)
    for code, row in SEMANTICS.items():
        questions = row["question"].split() or [code]
        assert set(questions) <= carried.keys(), f"{code}: no flow asks for it"
        counted = set(row["counts"].split()), set(row["excludes"].split())
        assert not counted[0] & counted[1], f"{code}: an answer counts and is left out"
        for answers in (answers for question in questions for answers in carried[question]):
            assert counted[0] | counted[1] <= answers, f"{code}: {counted} are not all answers of the question"


@pytest.mark.parametrize("fact", ["area", "age_band", "gender", "may_ask"])
def test_what_is_remembered_is_asked_in_the_same_words_everywhere(fact: str) -> None:
    """Who answered it in one survey is not asked in the next: then it has to be the same question."""
    asked_for = [
        (item.type, item.label and item.label.general, [(each.name, each.label.general) for each in choices_of(flow, item)])
        for flow in map(load, FLOWS)
        for item in flow.items
        if item.remembers == fact
    ]
    assert len(asked_for) >= 2
    assert all(each == asked_for[0] for each in asked_for)


# Channels


@in_every_flow
@in_every_language
def test_what_can_be_chosen_fits_whatsapps_buttons_and_rows(flow: str, language: str) -> None:
    definition = load(flow)
    for item in definition.questions:
        labels = [choice.label.on("whatsapp", language) for choice in choices_of(definition, item)]
        longest = LONGEST_BUTTON if len(labels) <= MOST_BUTTONS else LONGEST_ROW
        assert len(set(labels)) == len(labels), f"{item.name}: two answers read the same"
        assert len(labels) <= MOST_ROWS, f"{item.name}: more answers than one list shows"
        assert item.type == "rank" or not [label for label in labels if len(label) > longest], item.name


@in_every_flow
@in_every_language
def test_what_can_be_corrected_has_a_short_name_of_its_own(flow: str, language: str) -> None:
    summaries = [item.summary.on("whatsapp", language) for item in load(flow).questions if item.summary]
    assert len(set(summaries)) == len(summaries)
    assert not [summary for summary in summaries if len(summary) > LONGEST_ROW]


EVERYTHING = {
    "feeling_safe": {"may_ask_difficulties": "yes"},
    "appraisal": {
        "threats": "food personal political",
        "order": "personal food political",
        "hits": "women other",
        "proposal": "More lights",
    },
    "was_it_fixed": {"fixed": "partly", "fixed_since": "2026-11-16", "safe_now": "no"},
    "last_experience": {
        "told_in_a_year": "yes",
        "age_band": "age_35_44",
        "alone_now": "yes",
        **dict.fromkeys(("hurt", "touched", "frightened"), "yes"),
        **dict.fromkeys(("told_hurt", "told_touched", "told_frightened"), "family"),
    },
}
"""The answers that lead through every question but those for groups."""


def turns(flow: str, city: str, language: str, channel: str) -> Iterator[tuple[str, list[Reply]]]:
    """The longest run, turn by turn: the question's name, and all that is said with it."""
    answers: dict[str, str] = {}
    heard: set[str] = set()
    while True:
        run = instance(flow, answers, city, language, channel)
        question = run.next_question()
        end = list(run.nodes).index(question.key) if question else len(run.nodes)
        notes = [run.definition.item(key).name for key in list(run.nodes)[:end] if run.definition.item(key).tells]
        new = [name for name in notes if name in told(run) and name not in heard]
        heard.update(new)
        replies = [Reply(says(run, name)) for name in new]
        if question is None:
            if replies:
                yield "the end", replies
            return
        yield question.item.name, [*replies, asking.ask(run, question, words.load())]
        answers[question.item.name] = EVERYTHING[flow].get(question.item.name, "")


def test_the_longest_runs_ask_everything() -> None:
    for flow in FLOWS:
        names = {name for name, _ in turns(flow, "durban", "en", "sms")}
        missing = {item.name for item in load(flow).questions} - names
        assert missing == ({"people", "group_area"} if flow == "appraisal" else set())


@pytest.mark.parametrize("city", CITIES)
@in_every_language
@in_every_flow
def test_a_turn_costs_at_most_two_segments(flow: str, language: str, city: str) -> None:
    too_long = {}
    for name, replies in turns(flow, city, language, "sms"):
        text = "\n".join(each.text for each in compose(replies, "sms"))
        count = segments.count(text)
        if (count.encoding, count.segments > 2) != ("GSM-7", False):
            too_long[name] = count
    assert not too_long


@in_every_flow
@in_every_language
def test_what_is_said_to_an_unclear_or_refused_answer_is_one_segment(flow: str, language: str) -> None:
    too_long = {
        (item.name, segments.count(segments.for_sms(wording.on("sms", language))))
        for item in load(flow).questions
        for wording in (item.hint, item.constraint_message)
        if wording and segments.count(segments.for_sms(wording.on("sms", language))).segments > 1
    }
    assert not too_long


@pytest.mark.parametrize("city", CITIES)
@in_every_language
@in_every_flow
def test_a_turn_fits_beside_whatsapps_buttons(flow: str, language: str, city: str) -> None:
    longest = {
        name: len(reply.text)
        for name, replies in turns(flow, city, language, "whatsapp")
        for reply in replies
        if len(reply.text) > LONGEST_BODY
    }
    assert not longest


# Feeling safe


def test_the_six_questions_on_difficulties_are_only_asked_of_who_agrees() -> None:
    six = ["seeing", "hearing", "climbing", "remembering", "self_care", "communicating"]
    agreed = instance("feeling_safe", {"may_ask_difficulties": "yes"})
    assert [name for name in asked(agreed) if name in six] == six
    assert "HEALTH PROBLEM" in says(agreed, "difficulties_because")
    for answer in ("no", ""):
        other = instance("feeling_safe", {"may_ask_difficulties": answer})
        assert not set(asked(other)) & set(six)
        assert "difficulties_because" not in told(other)


@pytest.mark.parametrize(
    ("name", "code", "refused"),
    [
        ("seen", "robbery gunshots", False),
        ("seen", "none", False),
        ("seen", "robbery none", True),
        ("seen", "dont_know alcohol", True),
        ("unsafe_places", "none park", True),
        ("unsafe_places", "park transport", False),
    ],
)
def test_nothing_stands_beside_none_of_these(name: str, code: str, refused: bool) -> None:
    assert refuses(instance("feeling_safe", {}), name, code) is refused


# The appraisal


def test_a_workshop_answers_for_its_area_and_nobody_for_themselves() -> None:
    group = asked(instance("appraisal", {"answering": "group"}))
    alone = asked(instance("appraisal", {"answering": "self"}))
    assert {"people", "group_area"} <= set(group)
    assert not {"area", "age_band", "gender"} & set(group)
    assert {"area", "age_band", "gender"} <= set(alone)
    assert not {"people", "group_area"} & set(alone)


@pytest.mark.parametrize(("people", "refused"), [("1", True), ("2", False), ("35", False), ("4000", True)])
def test_a_group_is_more_than_one(people: str, refused: bool) -> None:
    assert refuses(instance("appraisal", {"answering": "group"}), "people", people) is refused


def test_no_names_are_asked_for_before_anything_else() -> None:
    first = instance("appraisal", {}).definition.items[0]
    assert first.tells
    assert first.label is not None
    assert "names of people" in first.label.on("sms", "en")


def test_only_what_was_chosen_is_put_in_order_and_the_gravest_is_asked_about() -> None:
    chosen = {"threats": "economic personal health"}
    run = instance("appraisal", chosen)
    key = run.definition.named["order"][0].path
    assert [choice.name for choice in run.asked(key).choices] == ["economic", "health", "personal"]
    ordered = instance("appraisal", {**chosen, "order": "personal economic health"}, language="es")
    assert says(ordered, "what_happens").startswith("Violencia y crimen: ")


def test_a_single_threat_needs_no_order() -> None:
    run = instance("appraisal", {"threats": "food"}, language="zu")
    assert "order" not in asked(run)
    assert says(run, "what_happens").startswith("Indlala: ")


def test_who_names_no_threat_is_still_asked_what_the_community_does() -> None:
    names = asked(instance("appraisal", {"threats": ""}))
    assert not {"order", "what_happens", "hits"} & set(names)
    assert {"city_does", "city_effect", "community_does", "community_could", "proposal"} <= set(names)


def test_four_threats_are_one_too_many() -> None:
    assert refuses(instance("appraisal", {}), "threats", "economic food health personal")
    assert not refuses(instance("appraisal", {}), "threats", "economic food health")


def test_words_are_only_published_with_consent_and_only_asked_about_when_there_are_any() -> None:
    assert "may_quote" not in asked(instance("appraisal", {"proposal": ""}))
    assert "may_quote" in asked(instance("appraisal", {"proposal": "More lights at the taxi rank"}))


# Was it fixed?


def test_the_report_is_named_by_its_reference_its_day_and_its_kind() -> None:
    text = says(instance("was_it_fixed", {}), "fixed")
    assert text == "Your report 7KQ4-MX2TP (12/11, Street lights): has it been fixed?"


@pytest.mark.parametrize("category", ["domestic_violence", "drugs", "no_longer_in_the_list"])
def test_a_sensitive_report_is_not_called_by_its_kind(category: str) -> None:
    run = instance("was_it_fixed", {})
    run.context = Context(run.context.city, "en", "sms", NOW, about={**ABOUT, "category": category})
    assert says(run, "fixed") == "Your report 7KQ4-MX2TP (12/11): has it been fixed?"


def test_only_what_is_not_fixed_can_be_opened_again() -> None:
    for answer, names in {
        "yes": {"fixed_since"},
        "partly": {"fixed_since", "still_wrong", "reopen"},
        "no": {"still_wrong", "reopen"},
        "": set(),
    }.items():
        conditional = set(asked(instance("was_it_fixed", {"fixed": answer}))) & {"fixed_since", "still_wrong", "reopen"}
        assert conditional == names, answer


def test_it_cannot_have_been_fixed_tomorrow() -> None:
    run = instance("was_it_fixed", {"fixed": "yes"}, city="juarez")
    assert not refuses(run, "fixed_since", "2026-11-19")
    assert refuses(run, "fixed_since", "2026-11-20")


@pytest.mark.parametrize(("city", "line"), [("juarez", "911"), ("durban", "10111")])
def test_who_is_not_safe_is_told_whom_to_call(city: str, line: str) -> None:
    run = instance("was_it_fixed", {"safe_now": "no"}, city=city)
    assert line in says(run, "call_if_in_danger")
    assert "call_if_in_danger" not in told(instance("was_it_fixed", {"safe_now": "yes"}, city=city))


# The last experience of reporting

HARD = ("hurt", "told_hurt", "touched", "told_touched", "frightened", "told_frightened", "why_not")


@pytest.mark.parametrize("age_band", ["under_16", "age_16_17"])
def test_who_says_to_be_a_child_is_not_asked_about_violence(age_band: str) -> None:
    run = instance("last_experience", {"age_band": age_band, "alone_now": "yes"})
    assert not {"alone_now", *HARD} & set(asked(run))
    assert "before_the_last_part" not in told(run)
    assert "after_the_last_part" in told(run), "the lines that help are for children too"


@pytest.mark.parametrize("answer", ["not_now", "prefer_not", ""])
def test_nothing_is_asked_about_violence_unless_the_moment_is_safe(answer: str) -> None:
    run = instance("last_experience", {"age_band": "age_25_34", "alone_now": answer})
    assert not set(HARD) & set(asked(run))


@pytest.mark.parametrize("city", CITIES)
@in_every_language
def test_the_lines_that_help_are_given_before_and_after(city: str, language: str) -> None:
    run = instance("last_experience", {"alone_now": "yes"}, city, language)
    category = run.context.city.category("domestic_violence")
    assert category is not None
    number = run.context.city.helplines_for(category)[0].number
    paths = [item.name for item in run.definition.items]
    assert paths.index("before_the_last_part") < paths.index(HARD[0]) < paths.index(HARD[-1]) < paths.index("after_the_last_part")
    assert number in says(run, "before_the_last_part")
    assert number in says(run, "after_the_last_part")


def test_why_it_was_not_reported_is_only_asked_where_no_authority_was_told() -> None:
    hurt = {"alone_now": "yes", "hurt": "yes"}
    for told_hurt, is_asked in {
        "family": True,
        "nobody": True,
        "health municipality": True,
        "police": False,
        "family prosecutor": False,
        "traditional": False,
        "prefer_not": False,
        "": False,
    }.items():
        names = asked(instance("last_experience", {**hurt, "told_hurt": told_hurt}))
        assert ("why_not" in names) is is_asked, told_hurt
    both = {**hurt, "told_hurt": "police", "touched": "yes", "told_touched": "nobody"}
    assert "why_not" in asked(instance("last_experience", both))


def test_whom_one_told_is_only_asked_of_who_lived_it() -> None:
    run = asked(instance("last_experience", {"alone_now": "yes", "hurt": "no", "touched": "prefer_not", "frightened": "yes"}))
    assert [name for name in run if name.startswith("told_")] == ["told_in_a_year", "told_frightened"]


def test_every_question_of_it_can_be_declined() -> None:
    flow = load("last_experience")
    declinable = {"prefer_not", "not_now"}
    open_ended = {item.name for item in flow.questions if not declinable & {choice.name for choice in choices_of(flow, item)}}
    assert open_ended == {"area", "may_ask"}, "a place is typed or skipped, and no is an answer to being invited"


def test_what_was_lived_is_never_shown_back() -> None:
    flow = load("last_experience")
    assert not [item.name for item in flow.items if item.name in HARD and (item.summary or item.chat)]
    shown = {name for _, wording in texts(flow) for text in wording for name in re.findall(r"\$\{([\w.-]+)\}", text)}
    assert shown == {"helplines", "emergency"}


def test_who_reported_nothing_is_not_asked_how_it_went() -> None:
    experience = {"told_to", "easy", "timely", "respectful", "equal", "useful", "overall"}
    assert experience <= set(asked(instance("last_experience", {"told_in_a_year": "yes"})))
    for answer in ("no", "prefer_not", ""):
        assert not experience & set(asked(instance("last_experience", {"told_in_a_year": answer})))
