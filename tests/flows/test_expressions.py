"""XLSForm's expressions over the answers given so far."""

import pytest

from flows.expressions import ExpressionError, compiled, evaluate, filled, references

FILES = {"categories": [{"name": "water", "sensitive": "no"}, {"name": "threats", "sensitive": "yes"}]}
VALUES = {"kind": "threats", "open": "", "several": "day night", "count": "3"}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("${kind} = 'threats'", True),
        ("${kind} != 'threats'", False),
        ("${open} = ''", True),
        ("not(${kind} = 'water') and ${open} = ''", True),
        ("${kind} = 'water' or ${kind} = 'threats'", True),
        ("selected(${several}, 'night')", True),
        ("selected(${several}, 'nig')", False),
        ("selected(${open}, 'night')", False),
        ("coalesce(${open}, ${kind})", "threats"),
        ("coalesce(${kind}, 'none')", "threats"),
        ("pulldata('categories', 'sensitive', 'name', ${kind})", "yes"),
        ("pulldata('categories', 'sensitive', 'name', ${open})", ""),
        ("pulldata('nowhere', 'sensitive', 'name', ${kind})", ""),
        ("${count} + 1", "4"),
        ("${count} div 2", "1.5"),
        ("string-length(${kind}) > 3", True),
        ("concat(${kind}, '-', ${count})", "threats-3"),
    ],
)
def test_an_expression_has_its_value(expression: str, value: object) -> None:
    assert evaluate(expression, VALUES, FILES) == value


@pytest.mark.parametrize("expression", ["1 +", "${kind} =", "nobody_knows(${kind})", "'open"])
def test_what_cannot_be_read_is_refused_with_itself_in_the_sentence(expression: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        compiled(expression)
    assert expression in str(refusal.value)
    assert "cannot be read" in str(refusal.value)


def test_a_name_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(ExpressionError, match="cannot be evaluated"):
        evaluate("${nothing} = 'x'", VALUES, FILES)


def test_what_a_resident_wrote_is_a_value_and_never_an_expression() -> None:
    assert evaluate("${said} = 'x'", {"said": "x' or 'a' = 'a"}, FILES) is False


def test_a_label_is_filled_and_names_what_it_refers_to() -> None:
    assert filled("${kind} in ${place}.", {"kind": "Water"}) == "Water in ."
    assert references("${kind} in ${place}.") == ["kind", "place"]
