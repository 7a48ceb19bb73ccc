"""What the reference does not know or cannot show: references, repeats, labels, tables, chance, places."""

from datetime import datetime, timedelta

import pytest

from flows.expressions import ExpressionError, compiled
from flows.expressions.functions.chance import shuffled
from tests.flows.expressions.conftest import Ask
from tests.flows.expressions.household import CHIHUAHUA, Household

NOW = datetime(2026, 11, 23, 9, tzinfo=CHIHUAHUA)


@pytest.mark.parametrize(
    ("expression", "at", "value"),
    [
        ("string(${years})", "member[2]/answer", "40"),
        ("string(${first})", "member[1]/answer", "Thandi"),
        ("count(${years})", "answer", 3.0),
        ("position(..)", "member[3]/answer", 3.0),
        ("string(indexed-repeat(${first}, ${member}, 2))", "answer", "Sipho"),
        ("string(indexed-repeat(${first}, ${member}, position(..) - 1))", "member[2]/answer", "Thandi"),
        ("string(indexed-repeat(${first}, ${member}, position(..) - 1))", "member[1]/answer", ""),
        ("string(indexed-repeat(${first}, ${member}, 4))", "answer", ""),
        ("string(indexed-repeat(${first}, ${member}, 'x'))", "answer", ""),
        ("string(indexed-repeat(${leaf}, ${deep}, 1, ${group}, 1))", "answer", "leaf"),
        ("string(indexed-repeat(/model/form/data/member/first, /model/form/data/member, 1))", "answer", "Thandi"),
        ("sum(${years}[. != ''])", "answer", 52.0),
        ("string(${member}[2]/first)", "answer", "Sipho"),
        ("string(${age}/../name)", "answer", "Nomsa"),
        ("count(/model/table/root/item[weight > ${inner}])", "answer", 1.0),
        ("count(${member}[years > ${years}])", "member[1]/answer", 1.0),
    ],
)
def test_a_reference_means_the_question_as_it_is_seen_from_where_it_stands(
    ask: Ask, expression: str, at: str, value: object
) -> None:
    assert ask(expression, at) == value


def test_a_reference_within_a_predicate_is_seen_from_the_question_that_asks(ask: Ask) -> None:
    assert ask("string(instance('threats')/root/item[name = ${worst}]/label)") == "Delito"
    assert ask("string(/model/form/data/member[first = ${first}]/years)", "member[2]/answer") == "40"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("jr:choice-name(${worst}, '${worst}')", "worst:crime"),
        ("jr:choice-name(selected-at(${threats}, 1), '${threats}')", "threats:light"),
        ("jr:choice-name(${worst}, ${worst})", "worst:crime"),
        ("jr:choice-name(${worst}, '/data/group/worst')", "worst:crime"),
        ("jr:choice-name(${worst}, /data/group/worst)", "worst:crime"),
        ("pulldata('places', 'label', 'name', ${worst})", "places/label/name/crime"),
        ("base64-decode('c2XDsWFs')", "señal"),
        ("base64-decode('not base64!')", ""),
        ("digest('señal', 'MD5', 'hex')", "138a3b6ec52800d8b79416e2081f6d2e"),
        ("digest(${name}, 'MD5') = digest('Nomsa', 'md5', 'base64')", True),
        ("decimal-time('21:00:00')", 0.875),
        ("format-date('2026-11-23', '%Q %Y%')", "%Q 2026%"),
        ("format-date('2026-11-23', '%a %e %b')", "Mon 23 Nov"),
        ("id('x') | ../@name", []),
        ("lang('es')", False),
        ("namespace-uri(..)", ""),
        ("string(child::text())", ""),
        ("string(../age/text())", "34"),
        ("count(../group//text())", 2.0),
        ("string-length('señal 🌧')", 7.0),
    ],
)
def test_functions_that_the_reference_has_not_or_has_otherwise(ask: Ask, expression: str, value: object) -> None:
    assert ask(expression) == value


YARD = "'31.69 -106.42 0 0; 31.70 -106.42 0 0; 31.70 -106.41 0 0; 31.69 -106.41 0 0; 31.69 -106.42 0 0'"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (f"geofence('31.695 -106.415 0 0', {YARD})", True),
        (f"geofence('31.705 -106.415 0 0', {YARD})", False),
        (f"geofence('31.695 -106.425', {YARD})", False),
        (f"geofence('the corner by the church', {YARD})", False),
        ("geofence('31.695 -106.415 0 0', '')", False),
        ("distance('10 10 0 0', '10 10 0 0')", 0.0),
        ("distance('0 0;0 1;')", 111318.85),
        (f"round(area({YARD}) div 10000)", 105.0),
    ],
)
def test_places(ask: Ask, expression: str, value: object) -> None:
    assert ask(expression) == value


def test_a_value_that_is_there_already_is_kept_by_once(ask: Ask) -> None:
    assert ask("once(random())", "member[3]/answer") == "kept"


def test_chance_is_the_same_when_a_turn_is_run_again_and_another_for_every_draw_and_question(
    household: Household, ask: Ask
) -> None:
    assert ask("random()") == ask("random()")
    assert ask("random() = random()") is False
    assert ask("random()", "member[1]/answer") != ask("random()", "member[2]/answer")
    other_run = household.scope("answer", NOW)
    other_run.seed = "run 2"
    assert compiled("random()").evaluate(other_run) != ask("random()")
    drawn = [compiled("random()").number(household.scope(f"member[{number}]/answer", NOW)) for number in (1, 2, 3)]
    assert all(0 <= each < 1 for each in drawn)


def test_a_uuid_is_one_of_version_4_and_as_long_as_asked(ask: Ask) -> None:
    assert ask("regex(uuid(), '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')") is True
    assert ask("string-length(uuid(100))") == 100.0
    assert ask("uuid(0)") == ""
    with pytest.raises(ExpressionError, match="at most"):
        ask("uuid(1 div 0)")


def test_a_shuffle_without_a_seed_keeps_every_choice_and_stays_as_it_is(ask: Ask) -> None:
    shown = ask("randomize(instance('threats')/root/item/name)")
    assert isinstance(shown, list)
    assert sorted(node.value for node in shown) == ["crime", "light", "roads", "water"]
    assert shown == ask("randomize(instance('threats')/root/item/name)")


def test_a_seed_that_is_a_text_is_a_number_by_its_digest_as_in_javarosa(ask: Ask, household: Household) -> None:
    items = household.table.children[0].children
    first_bytes = int("2c26b46b68ffc68f", 16)  # of the SHA-256 of "foo"
    assert ask("randomize(instance('threats')/root/item, 'foo')") == shuffled(items, first_bytes)
    assert ask("randomize(instance('threats')/root/item, '')") == ask("randomize(instance('threats')/root/item, 0)")


def test_a_day_is_a_day_in_the_citys_zone_across_the_change_of_clocks(household: Household) -> None:
    for day in (datetime(2026, 3, 7, 12, tzinfo=CHIHUAHUA) + timedelta(days=number) for number in range(3)):
        scope = household.scope("answer", day)
        assert compiled("today()").string(scope) == f"{day:%Y-%m-%d}"
        assert compiled(f"today() = '{day:%Y-%m-%d}'").boolean(scope) is True


def test_every_way_to_ask_gives_its_type(household: Household) -> None:
    scope = household.scope("answer", NOW)
    age = compiled("${age}")
    assert (age.string(scope), age.number(scope), age.boolean(scope)) == ("34", 34.0, True)
    assert [node.name for node in age.nodes(scope)] == ["age"]
    assert compiled("today()").evaluate(scope) == "2026-11-23"
    assert compiled("1 = 1").string(scope) == "true"
    assert compiled("'x'").boolean(scope) is True
    with pytest.raises(ExpressionError, match="a value stands where questions are expected"):
        compiled("1").nodes(scope)


def test_what_a_resident_wrote_is_a_value_and_never_an_expression(household: Household) -> None:
    scope = household.scope("answer", NOW)
    said = household.at("name")
    before, said.value = said.value, "x' or 'a' = 'a"
    try:
        assert compiled("${name} = 'x'").boolean(scope) is False
    finally:
        said.value = before


def test_an_error_names_the_expression_and_no_value(household: Household) -> None:
    with pytest.raises(ExpressionError) as refusal:
        compiled("digest(${name}, ${worst})").string(household.scope("answer", NOW))
    assert "digest(${name}, ${worst})" in str(refusal.value)
    assert "Nomsa" not in str(refusal.value)
    assert "crime" not in str(refusal.value)
    with pytest.raises(ExpressionError, match="does not have"):
        compiled("instance('nowhere')/root").nodes(household.scope("answer", NOW))
