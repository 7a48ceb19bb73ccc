"""What an author of a form is told about an expression, and what the checks learn from it without evaluating it."""

import pytest

from flows.expressions import ExpressionError, compiled, references


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("${age} >", "at character 9: a value is expected, not the end"),
        ("${age} > 18 AND ${age} < 65", "at character 13: an operator or the end is expected, not 'AND'"),
        ("'open", "at character 1: the quotation mark is not closed"),
        ("${age > 18", "at character 1: a reference is written ${name}"),
        ("${age} == 18", "at character 9: a value is expected, not '='"),
        ("!selected(${kind}, 'x')", "at character 1: '!' stands only in '!='; a negation is written not(…)"),
        ("${age} > 18 and selcted(${kind}, 'x')", "at character 17: there is no function selcted()"),
        ("selected(${kind})", "at character 1: selected(values, value) is expected, not 1 arguments"),
        ("if(${age} > 18, 'adult')", "at character 1: if(condition, then, otherwise) is expected, not 2 arguments"),
        ("(${age} + 1", "at character 12: ')' is expected, not the end"),
        ("../age[", "at character 8: a value is expected, not the end"),
        ("upwards::age", "at character 1: one of the axes ancestor, "),
        ("1/age", "at character 1: a path or a predicate follows questions only"),
        ("'a' | ../age", "at character 1: '|' joins questions"),
        ("regex(., '(')", "at character 1: the pattern cannot be read: "),
        (
            "indexed-repeat(${years}, ${member}, 1, ${inner})",
            "at character 1: indexed-repeat() expects a number after each repeat",
        ),
        ("", "at character 1: a value is expected, not the end"),
        ("50 %", "at character 4: '%' has no meaning here"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_what_is_expected(expression: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        compiled(expression)
    assert f"{expression!r} cannot be read: {sentence}" in str(refusal.value)


def test_a_long_expression_is_shown_by_its_beginning_only() -> None:
    with pytest.raises(ExpressionError) as refusal:
        compiled("1 + " * 2_000)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("${kind} = 'x' and ${age} > ${kind}", {"kind", "age"}),
        ("instance('places')/root/item[name = ${place}]/label", {"place"}),
        ("jr:choice-name(${kind}, '${kind}')", {"kind"}),
        ("jr:choice-name('water', '${kind}')", {"kind"}),
        ("${last-saved#village} = ''", {"last-saved#village"}),
        ("${año-2_b.1} + ${日本}", {"año-2_b.1", "日本"}),
        ("'${age}' = 1", set()),
        ("today()", set()),
    ],
)
def test_the_names_that_it_refers_to_are_known(expression: str, names: set[str]) -> None:
    assert compiled(expression).names == names


def test_the_functions_that_it_calls_are_known() -> None:
    known = compiled("if(selected(${kind}, 'x'), jr:choice-name(${kind}, '${kind}'), count(../member[position() = last()]))")
    assert known.functions == {"if", "selected", "jr:choice-name", "count", "position", "last"}


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        (". > 0 and . < 9", (".", ".")),
        ("../age + ../../group/inner", ("../age", "../../group/inner")),
        ("/data/group/inner = 3", ("/data/group/inner",)),
        ("//leaf", ("//leaf",)),
        ("current()/../age", ("../age",)),
        ("position(..)", ("..",)),
        ("instance('places')/root/item[area = current()/../area][name != /data/home]/label", ("../area", "/data/home")),
        ("../member[years > 18]/following-sibling::member", ("../member/following-sibling::member",)),
        ("${age} > 18", ()),
    ],
)
def test_the_paths_from_the_question_itself_and_from_the_top_are_known(expression: str, paths: tuple[str, ...]) -> None:
    assert compiled(expression).paths == paths


def test_a_text_names_what_it_refers_to_in_its_order() -> None:
    assert references("${kind} in ${last-saved#place}, ${kind}. Not ${this or $that}") == ["kind", "last-saved#place", "kind"]


def test_an_expression_is_read_once() -> None:
    assert compiled("${age} > 17.25") is compiled("${age} > 17.25")


def test_quotation_marks_that_a_word_processor_made_are_read_as_such() -> None:
    assert compiled("${kind} = ‘x’ or ${kind} = “it's”").names == {"kind"}
