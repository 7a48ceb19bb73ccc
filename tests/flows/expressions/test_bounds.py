"""Nothing that a form or a resident writes breaks the evaluator, stops it or fills the machine."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from flows.expressions import ExpressionError, compiled
from flows.expressions.functions import FUNCTIONS
from flows.expressions.functions.matching import Pattern
from flows.expressions.parser import DEEPEST
from tests.flows.expressions.conftest import Ask
from tests.flows.expressions.household import DURBAN, Household

NOW = datetime(2026, 11, 23, 9, tzinfo=DURBAN)
HOUSEHOLD = Household()

VALUES = (
    "1",
    "0",
    "-1",
    "2.5",
    "1 div 0",
    "0 div 0",
    "'x'",
    "''",
    "'2026-11-23'",
    "'9999-12-31T23:59:59Z'",
    "'0001-01-01'",
    "'0000-00-00'",
    "true()",
    "today()",
    "now()",
    "date('')",
    "${age}",
    "${years}",
    "${yard}",
    "..",
    ".",
    "/",
    "//*",
    "../@x",
    "1000000000000000000000",
    "pow(10, 308)",
    "instance('threats')",
    "'('",
    "'%'",
    "current()",
)
WORDS = (
    *VALUES,
    "+",
    "-",
    "*",
    "div",
    "mod",
    "and",
    "or",
    "=",
    "!=",
    "<",
    "|",
    "(",
    ")",
    "[",
    "]",
    ",",
    "/",
    "//",
    "::",
    "child",
    "$",
    "${",
)


def _evaluated(expression: str) -> None:
    """Evaluated in every way; an ExpressionError is the only one that may come."""
    scope = HOUSEHOLD.scope("member[2]/answer", NOW)
    try:
        known = compiled(expression)
    except ExpressionError:
        return
    for way in (known.evaluate, known.string, known.number, known.boolean, known.nodes):
        try:
            way(scope)
        except ExpressionError as error:
            assert str(error)


@given(some.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    _evaluated(text)


@given(some.lists(some.sampled_from((*WORDS, *(f"{name}(" for name in sorted(FUNCTIONS)))), max_size=14).map(" ".join))
@settings(max_examples=500)
def test_any_words_of_the_language_are_read_or_refused(text: str) -> None:
    _evaluated(text)


@given(some.sampled_from(sorted(FUNCTIONS)), some.lists(some.sampled_from(VALUES), max_size=7))
@settings(max_examples=1500)
def test_any_function_of_any_values_has_a_value_or_is_refused(name: str, values: list[str]) -> None:
    _evaluated(f"{name}({', '.join(values)})")


@pytest.mark.parametrize("shape", ["({})", "-({})", "not({})", "if(true(), {}, 1)", ".[{}]", "1 + ({})", "true() and ({})"])
def test_brackets_within_each_other_have_a_bound(ask: Ask, shape: str) -> None:
    nested = "1"
    for _ in range(DEEPEST // 2):
        nested = shape.format(nested)
    ask(nested)
    with pytest.raises(ExpressionError, match="brackets within each other"):
        compiled("".join([shape.split("{}")[0]] * 2_000))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (" + ".join(["1"] * 2_500), 2_500.0),
        (" and ".join(["true()"] * 1_000), True),
        (" or ".join(["${age} = 1"] * 700), False),
        ("-" * 9_999 + "1", -1.0),
        ("../" * 3_000 + "age", []),
        (" | ".join(["../age"] * 1_000) + " = 34", True),
        ("concat(" + ",".join(["'a'"] * 2_400) + ")", "a" * 2_400),
        ("../age" + "[1]" * 3_000 + " = 34", True),
    ],
)
def test_ten_thousand_characters_are_no_trouble(ask: Ask, expression: str, value: object) -> None:
    assert ask(expression) == value


@pytest.mark.parametrize("shape", ["../*[" * 30 + "1" + "]" * 30, "//*/ancestor-or-self::*" * 1_200])
def test_paths_that_multiply_are_given_up(ask: Ask, shape: str) -> None:
    with pytest.raises(ExpressionError, match="looks at more than"):
        ask(f"count({shape})", "member[3]/answer")


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        (" = ".join(["1"] * 60), "more than 50 comparisons in a row"),
        ("1" * 40_000, "at most 32767 characters"),
    ],
)
def test_what_is_out_of_bounds_is_refused(expression: str, sentence: str) -> None:
    with pytest.raises(ExpressionError, match=sentence):
        compiled(expression)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("[0-9]{10}", "0721234567", True),
        ("[0-9]{10}", "07212345678", False),
        ("yes|no", "yes, no", False),
        ("\\w+", "señal", False),
        ("[\\w ñ]+", "señal de tránsito", False),
        ("[\\p{L} ]+", "señal de tránsito", True),
        ("\\d+", "٣", False),
        ("\\D+", "٣", True),
        ("[[:alpha:]]{3,}", "abc", True),
        ("[^\\]]+\\]", "abc]", True),
        ("[]a]+", "a]", True),
        ("(?i)abc", "ABC", True),
        ("^abc$", "abc", True),
        ("abc$", "abc\n", False),
    ],
)
def test_a_pattern_is_about_the_whole_text_and_its_classes_are_ascii(pattern: str, text: str, fits: bool) -> None:
    assert Pattern(pattern).matches(text) is fits


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+b"])
def test_a_pattern_that_explodes_is_stopped(household: Household, pattern: str) -> None:
    known = compiled(f"regex(../name, '{pattern}')")
    name = household.at("name")
    before, name.value = name.value, "a" * 5_000 + "c"
    try:
        with pytest.raises(ExpressionError, match="takes too long"):
            known.boolean(household.scope("answer", NOW))
        name.value = "aab"
        assert known.boolean(household.scope("answer", NOW)) is True
    finally:
        name.value = before


@pytest.mark.parametrize(
    "pattern",
    [
        "(((a{1000}){1000}){1000}){1000}",
        "((a?){100}){100}" * 40,
        "a{99999999999999999999}",
        "a" * 1_001,
        "(" * 450 + ")" * 450,
        "[",
        "a{2}{3}",
    ],
)
def test_a_pattern_that_would_fill_the_machine_is_refused(ask: Ask, pattern: str) -> None:
    with pytest.raises(ExpressionError):
        compiled(f"regex(., '{pattern}')")
    with pytest.raises(ExpressionError):
        ask(f"regex(., concat('{pattern}', ''))")


def test_a_text_that_is_too_long_for_a_pattern_is_refused(household: Household) -> None:
    with pytest.raises(ExpressionError, match="at most 10000 characters"):
        Pattern(".*").matches("a" * 10_001)
