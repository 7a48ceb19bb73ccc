"""Each check on a form that has the fault, and on the same form without it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from flows import checks, sheets
from flows.checks import conversation, dependencies, line, patterns, reachable, reading_level, sizes, translations
from flows.checks.draft import Draft
from flows.definition import FOLDER
from flows.finding import Finding
from flows.sheets import Places
from tests.flows.sheets.test_round_trip import sources

FORMS = Path(__file__).parents[2] / "forms"
ES_EN = {"es": "Español (es)", "en": "English (en)"}
YES_NO = {"yn": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]}


def form(*survey: dict[str, Any], **more: Any) -> dict[str, Any]:
    settings = {"form_id": "f", "default_language": "en", **more.pop("settings", {})}
    return {"settings": settings, "survey": list(survey), **more}


def text(name: str = "q", label: Any = "?", **more: Any) -> dict[str, Any]:
    return {"type": "text", "name": name, "label": label, **more}


def one(name: str, list_name: str = "yn", **more: Any) -> dict[str, Any]:
    return text(name, **more) | {"type": f"select_one {list_name}"}


def found(check: Callable[[Draft], Any], source: dict[str, Any], earlier: dict[str, Any] | None = None) -> list[str]:
    return [str(each) for each in check(Draft(source, Places.of(source), earlier))]


def test_everything_pyxform_says_is_told_once_with_its_place() -> None:
    source = form(text(), text("Q"), {"type": "image", "name": "photo", "label": "Photo?"}, text("x", relevant="${gone} = 1"))
    errors = [str(each) for each in checks.check(source) if each.level == "error"]
    assert sorted(errors) == [
        "error: survey, row 5, relevant: pyxform: The 'relevant' value is invalid. Reference variables must contain a name "
        "from the 'survey' sheet. Could not find the name 'gone'. Check the spelling of the name between ${ and }.",
        "error: survey, row 5: ${gone} is no question of this form",
    ]
    warned = [str(each) for each in checks.check(form(*source["survey"][:3])) if each.check == "pyxform"]
    assert len(warned) == 2
    assert warned[0].startswith("warning: survey, row 3, name: pyxform: ")
    assert "max-pixels" in warned[1]


def test_a_language_that_is_missing_and_what_residents_get() -> None:
    source = form(
        text(label={"es": "¿Qué?", "en": "What?"}, hint={"en": "A hint"}),
        one("r", label={"es": "¿Y?", "en": "And?"}),
        languages=ES_EN,
        choices={"yn": [{"name": "yes", "label": {"en": "Yes"}}, {"name": "no", "label": {"es": "No", "en": "No"}}]},
    )
    assert found(translations.missing_translation, source) == [
        "warning: survey, row 1, label: The form has no isiZulu: residents who read it get English.",
        "warning: survey, row 2, hint (Spanish): There is no Spanish: English is shown instead.",
        "warning: choices, row 2, label (Spanish): There is no Spanish: English is shown instead.",
    ]


def test_a_translation_that_stayed_when_the_text_changed() -> None:
    before = form(
        text("a", {"es": "¿Qué?", "en": "What?"}),
        one("b", label={"es": "¿Y?", "en": "And?"}, chat={"summary": {"es": "Eso", "en": "That"}}),
        choices={"yn": [{"name": "yes", "label": {"es": "Sí", "en": "Yes"}}]},
        languages=ES_EN,
    )
    after = form(
        text("new", {"es": "Nueva", "en": "New"}),
        text("a", {"es": "¿Qué?", "en": "What happened?"}),
        one("b", label={"es": "¿Y luego?", "en": "And then?"}, chat={"summary": {"es": "Eso", "en": "This"}}),
        choices={"yn": [{"name": "yes", "label": {"es": "Sí", "en": "Yes, often"}}]},
        languages=ES_EN,
    )
    assert found(translations.stale_translation, after, before) == [
        "warning: survey, row 3, label (Spanish): The English text has changed and the Spanish one has not.",
        "warning: survey, row 4, chat::summary (Spanish): The English text has changed and the Spanish one has not.",
        "warning: choices, row 2, label (Spanish): The English text has changed and the Spanish one has not.",
    ]
    assert found(translations.stale_translation, after) == []
    assert found(translations.stale_translation, after, after) == []


def test_a_placeholder_that_stands_in_one_language_only() -> None:
    source = form(
        text("a", "A?"),
        text("b", "B?"),
        text("c", {"en": "So ${a}?", "es": "¿Entonces ${a}?"}),
        text("d", {"en": "So ${a}?", "es": "¿Entonces ${b}?"}),
        languages=ES_EN,
    )
    assert found(translations.placeholders, source) == [
        "warning: survey, row 5, label (Spanish): The English text has ${a} and the Spanish one has not.",
        "warning: survey, row 5, label (Spanish): The Spanish text has ${b} and the English one has not.",
    ]


def calculate(name: str, calculation: str, **more: Any) -> dict[str, Any]:
    return {"type": "calculate", "name": name, "calculation": calculation, **more}


@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ([text("a", relevant="${b} = 1"), text("b", relevant="${a} = 1")], "survey, row 2, relevant: * a → b → a."),
        (
            [text("z"), calculate("a", "${b}"), calculate("b", "${c}"), calculate("c", "${a}")],
            "survey, row 3, calculation: * a → b → c → a.",
        ),
        ([text("z"), calculate("a", "${a} + 1")], "survey, row 3, calculation: * a → a."),
        ([text("z"), calculate("a", "../b"), calculate("b", "/data/a")], "survey, row 3, calculation: * a → b → a."),
        (
            [
                text("z", relevant="${x} = 1"),
                {"type": "begin_group", "name": "g", "relevant": "${z} = 1"},
                text("x"),
                {"type": "end_group"},
            ],
            "survey, row 2, relevant: * z → x → g → z.",
        ),
        (
            [
                text("z"),
                {"type": "begin_repeat", "name": "r", "repeat_count": "${n}"},
                text("x"),
                {"type": "end_repeat"},
                calculate("n", "count(${r})"),
            ],
            "survey, row 3, repeat_count: * r → n → r.",
        ),
    ],
)
def test_a_circle_is_named_with_the_questions_in_it(rows: list[dict[str, Any]], way: str) -> None:
    [only] = found(dependencies.circles, form(*rows))
    assert only == "error: " + way.replace("*", "These hang on each other in a circle:")


@pytest.mark.parametrize(
    "rows",
    [
        [text("a", constraint="${a} != ${b}"), text("b", relevant="${a} = 1")],
        [text("z"), calculate("a", "${b}"), text("b", default="${a}")],
        [text("z"), calculate("a", "${b} + 1", trigger="${z}"), calculate("b", "${a}")],
        [{"type": "begin_group", "name": "g", "relevant": "${x} = 1 or true()"}, text("x"), {"type": "end_group"}],
        [
            {"type": "begin_repeat", "name": "r"},
            text("x"),
            calculate("previous", "indexed-repeat(${next}, ${r}, position(..) - 1)"),
            calculate("next", "concat(${previous}, ${x})"),
            {"type": "end_repeat"},
        ],
    ],
    ids=["constraint", "default", "trigger", "a group's own child", "the round before"],
)
def test_what_only_looks_like_a_circle(rows: list[dict[str, Any]]) -> None:
    assert found(dependencies.circles, form(*rows)) == []


def test_a_long_chain_is_no_circle_and_needs_no_deep_stack() -> None:
    chain = [calculate(f"c{number}", f"${{c{number - 1}}} + 1") for number in range(1, 2_000)]
    assert found(dependencies.circles, form(text("c0"), *chain)) == []
    closed = form(text("z"), calculate("c0", "${c1999}"), *chain)
    assert len(found(dependencies.circles, closed)) == 1


@pytest.mark.parametrize(
    "never",
    [
        "false()",
        "1 = 2",
        "'a' != 'a'",
        "${yn} = 'perhaps'",
        "'perhaps' = ${yn}",
        "selected(${yn}, 'perhaps')",
        "${yn} = 'yes' and ${yn} = 'no'",
        "${yn} = 'yes' and ${yn} != 'yes'",
        "${n} > 5 and ${n} < 3",
        "${n} > 5 and ${n} = 4",
        "${n} > 5 and ${n} <= 5",
        "${yn} = 'perhaps' or ${yn} = 'never'",
        "(${yn} = 'perhaps') and true()",
    ],
)
def test_a_question_that_nobody_is_ever_asked(never: str) -> None:
    source = form(one("yn"), {"type": "integer", "name": "n", "label": "N?"}, text("q", relevant=never), choices=YES_NO)
    assert found(reachable.unreachable, source) == [
        "warning: survey, row 4, relevant: Nobody is ever asked this: its condition can never be true."
    ]


@pytest.mark.parametrize(
    "maybe",
    [
        "true()",
        "${yn} = 'yes'",
        "${yn} != 'perhaps'",
        "${yn} = 'yes' or ${yn} = 'no'",
        "${yn} = 'perhaps' or ${n} = 1",
        "selected(${many}, 'a') and selected(${many}, 'b')",
        "${n} > 3 and ${n} < 5",
        "${n} >= 5 and ${n} <= 5",
        "not(${yn} = 'perhaps')",
        "${yn} = ''",
        "${typed} = 'anything'",
        "${other} = 'other'",
        "count-selected(${many}) > 1",
        "today() > '2026-01-01'",
        "string-length(${typed})",
    ],
)
def test_a_question_that_somebody_may_be_asked(maybe: str) -> None:
    ab = [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}]
    rows = [
        one("yn"),
        {"type": "integer", "name": "n", "label": "N?"},
        {"type": "select_multiple ab", "name": "many", "label": "M?"},
        {"type": "select_one ab or_other", "name": "other", "label": "O?"},
        text("typed"),
        text("q", relevant=maybe),
    ]
    assert found(reachable.unreachable, form(*rows, choices={**YES_NO, "ab": ab})) == []


def test_what_waits_for_an_unreachable_question_is_unreachable_too() -> None:
    source = form(
        one("yn"),
        {"type": "begin_group", "name": "g", "label": "G", "relevant": "${yn} = 'maybe'"},
        text("inside"),
        {"type": "end_group"},
        text("after", relevant="${inside} = 'x'"),
        text("unless", relevant="${inside} != 'x'"),
        {"type": "begin_group", "name": "h", "label": "H", "relevant": "${own} = 'x'"},
        text("own"),
        {"type": "end_group"},
        choices=YES_NO,
    )
    assert found(reachable.unreachable, source) == [
        "warning: survey, row 3, relevant: Nobody is ever asked this: its condition can never be true.",
        "warning: survey, row 6, relevant: Nobody is ever asked this: it needs an answer to inside, which nobody is ever asked.",
        "warning: survey, row 8, relevant: Nobody is ever asked this: it needs an answer to own, which stands inside it.",
    ]


def test_a_comparison_with_what_is_no_choice_wherever_it_stands() -> None:
    source = form(one("yn"), text("q", relevant="${yn} = 'yes' or not(selected(${yn}, 'maybe'))"), choices=YES_NO)
    assert found(reachable.unknown_choice, source) == [
        "warning: survey, row 3, relevant: 'maybe' is no choice of yn; there are no, yes."
    ]


def test_questions_that_nobody_gets_past() -> None:
    source = form(
        text("a", required="yes", constraint=". = 'x' and . = 'y'"),
        {"type": "range", "name": "b", "label": "B?", "required": "yes", "parameters": "start=5 end=1"},
        one("c", "l", required="yes", choice_filter="colour = ${a}"),
        text("d", constraint="false()"),
        choices={"l": [{"name": "x", "label": "X"}]},
    )
    assert found(reachable.dead_end, source) == [
        "error: survey, row 2, constraint: This must be answered, and no answer fits its constraint.",
        "error: survey, row 3, parameters: This must be answered, and its range ends before it begins.",
        "warning: survey, row 4, choice_filter: No choice of l has a column colour: the filter leaves none.",
    ]


def test_a_condition_on_an_answer_that_comes_later() -> None:
    source = form(text("a", relevant="${b} = 1"), text("b"), text("c", relevant="${a} = 1"))
    assert found(reachable.asked_too_late, source) == [
        "warning: survey, row 2, relevant: ${b} is asked later, in row 3: it is still empty here."
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(a*)*b",
        r"(.*)*",
        r"(\w+\s?)*",
        r"([a-z]+)*$",
        r"(a|a)*",
        r"(a|ab?)+",
        r"^(\d+)+$",
        r"((a+)b?)+",
        r"(x+x+)+y",
        r"(?:\w*\d*)+",
    ],
)
def test_a_pattern_that_explodes(pattern: str) -> None:
    assert patterns.explodes(pattern)
    [only] = found(patterns.exploding_pattern, form(text("a", constraint=f"regex(., '{pattern}')")))
    assert only.startswith("error: survey, row 2, constraint: This pattern can take for ever")


USEFUL = [r"^[0-9]{10}$", r"^\+?[1-9]\d{1,14}$", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d", r"^(\d{3}-)*\d{4}$", r"(yes|no)"]
USEFUL += [r"([a-z]+,)+[a-z]+", r"\w+@\w+(\.\w+)+", r"(ab|cd)+", r"^[A-Za-zÁÉÍÓÚáéíóúñÑ ]+$", r"\p{L}+", r"(a+){2}"]


@pytest.mark.parametrize("pattern", [*USEFUL, r"[^@]+@[^@.]+\.[^@]+"])
def test_patterns_that_people_use_do_not(pattern: str) -> None:
    assert not patterns.explodes(pattern)


@pytest.mark.parametrize("pattern", ["(unclosed", "(a{1000}){1000}"])
def test_a_pattern_that_cannot_be_read_or_is_out_of_bounds(pattern: str) -> None:
    errors = [
        each for each in checks.check(form(text("a"), text("b", constraint=f"regex(., '{pattern}')"))) if each.level == "error"
    ]
    assert [(each.sheet, each.row, each.column) for each in errors] == [("survey", 3, "constraint")]
    assert "the pattern" in errors[0].sentence.lower()


def test_a_label_of_five_thousand_characters() -> None:
    source = form(text("a", {"en": "x" * 5_000, "es": "corto"}, sms={"label": {"en": "y" * 1_601}}), languages=ES_EN)
    assert found(sizes.too_long, source) == [
        "error: survey, row 2, label (English): This text has 5,000 characters; a message holds 1,600.",
        "error: survey, row 2, label (sms English): This text has 1,601 characters; a message holds 1,600.",
    ]
    assert found(sizes.too_long, form(text("a", "x" * 1_600))) == []


def test_what_whatsapp_would_cut_off() -> None:
    labels = ["x" * 20, "x" * 21, "ok"]
    three = [{"name": f"c{number}", "label": label} for number, label in enumerate(labels)]
    eleven = [{"name": f"c{number}", "label": "y" * (24 + (number == 5))} for number in range(11)]
    source = form(one("a", "three"), one("b", "eleven"), {"type": "select_multiple eleven", "name": "m", "label": "M"})
    source["choices"] = {"three": three, "eleven": eleven}
    assert found(sizes.whatsapp_limits, source) == [
        f"warning: choices, row 3, label: A WhatsApp button holds 20 characters; {'x' * 21!r} has 21 and is sent as numbers.",
        "warning: survey, row 3, type: A WhatsApp list has 10 rows, and eleven has 11 choices: they come in pages.",
        "warning: choices, row 10, label: A WhatsApp row of a list holds 24 characters; "
        f"{'y' * 25!r} has 25 and is sent as numbers.",
    ]


def test_sms_segments_are_counted_with_the_choices() -> None:
    choices = {"l": [{"name": f"c{number}", "label": "z" * 30} for number in range(10)]}
    long = form(text("t", "q" * 160), one("a", "l", label="q" * 140), text("e", "Ŝ" + "q" * 69 + "."), choices=choices)
    assert found(sizes.sms_segments, long) == []
    source = form(
        one("a", "l", label="q" * 150), text("e", {"en": "ŝ" + "q" * 70, "es": "á" * 80}), choices=choices, languages=ES_EN
    )
    assert found(sizes.sms_segments, source) == [
        "warning: survey, row 2, label (Spanish): As an SMS this takes 4 segments (481 characters of GSM-7).",
        "warning: survey, row 2, label (English): As an SMS this takes 4 segments (481 characters of GSM-7).",
        "warning: survey, row 3, label (English): ŝ make this SMS 2 segments long: GSM-7 has no such letters.",
    ]


@pytest.mark.parametrize(
    ("label", "language", "why"),
    [
        ("Where did it happen? Tell us the street and the area, or send a pin from your phone.", "en", ""),
        (
            "Notwithstanding administrative considerations, characterise institutional responsiveness regarding "
            "infrastructural deterioration within your municipality.",
            "en",
            "Flesch–Kincaid",
        ),
        ("¿Dónde fue? Dinos la calle y la colonia, o manda tu ubicación desde el celular.", "es", ""),
        (
            "Considerando las responsabilidades institucionales correspondientes, caracterice la capacidad administrativa "
            "municipal para solucionar problemáticas infraestructurales.",
            "es",
            "INFLESZ",
        ),
        ("Kwenzekephi? Sitshele umgwaqo nendawo. Ungathumela nendawo okuyo ngocingo lwakho manje nje.", "zu", ""),
        (
            "Sicela usitshele ukuthi kwenzekeni kanye nokuthi kwenzeke kuphi futhi nini "
            "futhi ngubani owayekhona ngaleso sikhathi lapho",
            "zu",
            "Sentences",
        ),
        ("Считается ли это место безопасным для пешеходов в темное время суток по вашему личному мнению", "ru", ""),
        ("Incomprehensibility notwithstanding", "en", ""),
    ],
)
def test_how_hard_a_text_is_to_read(label: str, language: str, why: str) -> None:
    told = reading_level.hard(label, language)
    assert why in told
    assert bool(told) == bool(why)


def test_a_choice_that_is_a_command_in_any_language() -> None:
    source = form(
        one("a", "l"),
        choices={
            "l": [
                {"name": "stop", "label": "Bus stop"},
                {"name": "b", "label": {"en": "Bus", "es": "Ayuda"}},
                {"name": "c", "label": "No"},
            ],
            "unused": [{"name": "help", "label": "Help"}],
        },
    )
    assert found(conversation.reserved_word, source) == [
        "warning: choices, row 2, name: 'stop' is the command 'stop': a resident who types it may get that instead.",
        "warning: choices, row 3, label (Spanish): 'Ayuda' is the command 'help': a resident who types it may get that instead.",
    ]


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("What is your full name?", "a name"),
        ("¿Cómo te llamas?", "a name"),
        ("Ubani igama lakho?", "a name"),
        ("Who did this to you?", "who did it"),
        ("¿Quién lo hizo?", "who did it"),
        ("Ubani owenze lokhu?", "who did it"),
        ("What is the name of your street?", ""),
        ("¿Cuál es el nombre de tu colonia?", ""),
    ],
)
def test_a_name_or_a_suspect_is_asked_for_after_consent(label: str, what: str) -> None:
    asked = text("a", label)
    told = found(conversation.without_consent, form(asked))
    expected = f"warning: survey, row 2, label: This asks for {what}, and no question before it asks for consent."
    assert told == ([expected] if what else [])
    consent = one("ok", label="Do you agree that we keep this?")
    assert found(conversation.without_consent, form(consent, asked, choices=YES_NO)) == []
    assert found(conversation.without_consent, form(asked, consent, choices=YES_NO)) == told


def test_what_has_no_meaning_in_a_chat_is_told_once() -> None:
    source = form(
        {"type": "audit", "name": "audit"},
        text("a", appearance="multiline", image="a.png"),
        text("b", appearance="multiline w2", image="b.png", **{"bind::odk:length": "5"}),
        one("c", appearance="minimal", choice_filter=""),
        choices=YES_NO,
    )
    assert found(conversation.without_meaning, source) == [
        "warning: survey, row 2, type: audit has no meaning in a chat: it stays empty.",
        "warning: survey, row 3, appearance: The appearance multiline has no meaning in a chat and is ignored.",
        "warning: survey, row 3, image: The column image has no meaning in a chat and is ignored.",
        "warning: survey, row 4, bind::odk:length: The column bind::odk:length has no meaning in a chat and is ignored.",
    ]


def test_a_constraint_that_says_nothing_and_a_select_with_one_choice() -> None:
    source = form(
        text("a", constraint=". != ''"),
        text("b", constraint=". != ''", constraint_message="Say something."),
        one("c", "l"),
        choices={"l": [{"name": "x", "label": "X"}]},
    )
    assert found(conversation.without_message, source) == [
        "warning: survey, row 2, constraint: An answer that does not fit is refused without a reason: write a constraint_message."
    ]
    assert found(conversation.single_choice, source) == [
        "warning: survey, row 4, type: l has one choice: there is nothing to choose."
    ]


def test_a_missing_attachment_is_named_and_the_citys_tables_are_there() -> None:
    rows = [
        {"type": "select_one_from_file fruits.csv", "name": "fruit", "label": "Which?"},
        {"type": "select_one_from_file categories.csv", "name": "category", "label": "What?"},
        calculate("price", "pulldata('prices', 'price', 'name', ${fruit})"),
        calculate("colour", "instance('colours')/root/item[name = ${fruit}]/colour"),
        calculate("own", "instance('fruits')/root/item[name = ${fruit}]/label"),
    ]
    errors = [str(each) for each in checks.check(form(*rows)) if each.check == "attachments"]
    assert errors == [
        "error: survey, row 2: The file fruits.csv is missing: put it beside the form, or give it with --attach.",
        "error: survey, row 4: The file prices.csv is missing: put it beside the form, or give it with --attach.",
        "error: survey, row 5: The file colours.csv is missing: put it beside the form, or give it with --attach.",
    ]
    attached = {name: [{"name": "fig", "label": "Fig"}] for name in ("fruits.csv", "prices.csv", "colours.csv")}
    assert [each for each in checks.check(form(*rows, attachments=attached)) if each.level == "error"] == []


def test_every_finding_is_a_sentence_with_its_sheet_and_its_row() -> None:
    found: list[Finding] = []
    for path in (*sorted(FORMS.iterdir()), *sorted((FORMS / "refused").iterdir()), *sorted(FOLDER.glob("*.yml"))):
        if path.suffix not in sheets.KINDS:
            continue
        try:
            read = sheets.load(path)
        except sheets.Refused:
            continue
        found += checks.check(read.source, places=read.places)
    assert len(found) > 100
    for each in found:
        assert each.sentence.rstrip()[-1] in ".:)!?']" or each.check in ("pyxform", "runs"), each
        assert each.sheet in ("survey", "choices", "settings", "external_choices", "entities"), each


def test_the_report_keeps_the_questions_that_filing_knows() -> None:
    rows = [text("what_happened"), text("kind"), text("where"), text("when"), text("dangerous")]
    assert found(line.report_questions, form(*rows, settings={"form_id": "report"})) == [
        "error: survey, name: There is no question 'category': the report cannot be filed.",
        "warning: survey, name: There is no question 'follow_up': the report is filed without it.",
    ]
    assert found(line.report_questions, form(*rows)) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_what_ships_has_no_errors(path: Path) -> None:
    assert [str(each) for each in checks.check(sheets.read(path)) if each.level == "error"] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=sources())
def test_no_form_makes_the_checks_stumble(source: dict[str, Any]) -> None:
    for finding in checks.check(source):
        assert str(finding).startswith((f"{finding.level}: {finding.sheet}", f"{finding.level}: "))
        assert finding.sentence
