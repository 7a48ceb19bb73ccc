"""Amounts as people write them: every number in words is read back, and what is no amount says why."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.numbers import NoAmount, amount, find, tells_age

ES = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
]
ES += [
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
ES_TENS = ["", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
EN_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ZU = ["", "kunye", "kubili", "kuthathu", "kune", "kuhlanu", "isithupha", "isikhombisa", "isishiyagalombili", "isishiyagalolunye"]
ZU_AND = [
    "",
    "nanye",
    "nambili",
    "nantathu",
    "nane",
    "nanhlanu",
    "nesithupha",
    "nesikhombisa",
    "nesishiyagalombili",
    "nesishiyagalolunye",
]
ZU_MANY = [
    "",
    "",
    "amabili",
    "amathathu",
    "amane",
    "amahlanu",
    "ayisithupha",
    "ayisikhombisa",
    "ayisishiyagalombili",
    "ayisishiyagalolunye",
]


def in_spanish(value: int) -> str:
    thousands, rest = divmod(value, 1000)
    hundreds, ones = divmod(rest, 100)
    said = ["mil" if thousands == 1 else f"{in_spanish(thousands)} mil"] if thousands else []
    if hundreds:
        said.append("cien" if hundreds == 1 and not ones else ES_HUNDREDS[hundreds])
    if ones or not value:
        said.append(ES[ones] if ones < 30 else ES_TENS[ones // 10] + (f" y {ES[ones % 10]}" if ones % 10 else ""))
    return " ".join(said)


def in_english(value: int) -> str:
    thousands, rest = divmod(value, 1000)
    hundreds, ones = divmod(rest, 100)
    said = [f"{in_english(thousands)} thousand"] if thousands else []
    said += [f"{EN[hundreds]} hundred"] if hundreds else []
    if ones or not value:
        small = EN[ones] if ones < 20 else EN_TENS[ones // 10] + (f"-{EN[ones % 10]}" if ones % 10 else "")
        said.append(f"and {small}" if said else small)
    return " ".join(said)


def in_zulu(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = ["ikhulu" if hundreds == 1 else f"amakhulu {ZU_MANY[hundreds]}"] if hundreds else []
    if tens:
        said.append(("neshumi" if said else "ishumi") if tens == 1 else ("nama" if said else "ama") + f"shumi {ZU_MANY[tens]}")
    if ones:
        said.append(ZU_AND[ones] if said else ZU[ones])
    return " ".join(said)


@given(st.integers(0, 99_999))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_every_number_in_spanish_and_english_words(value: int) -> None:
    assert amount(in_spanish(value), "es") == value
    assert amount(in_english(value), "en") == value
    assert amount(f"tengo {in_spanish(value)} pesos", "zu") == value


@given(st.integers(1, 999))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_every_number_in_isizulu_words(value: int) -> None:
    assert amount(in_zulu(value), "zu") == value


@given(st.integers(-999_999, 9_999_999))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_way_to_group_digits(value: int) -> None:
    for written in (
        str(value),
        f"{value:,}",
        f"{value:,}".replace(",", " "),
        f"{value:,}".replace(",", "."),
        f"R{value}" if value > 0 else str(value),
    ):
        assert amount(written, whole=True) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500", "1.5"),
        ("1,500", "1500"),
        ("0,500", "0.5"),
        ("1,500.25", "1500.25"),
        ("1 500,25", "1500.25"),
        ("3,14159", "3.14159"),
    ],
)
def test_a_mark_before_three_digits_may_be_decimal(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "none"),
        ("hello", "none"),
        ("one", None),
        ("a long story about the one shop at the corner of our street", "none"),
        ("2 men and 3 women", "several"),
        ("20-30", "several"),
        ("12/3", "several"),
        ("at least 5", "inexact"),
        ("5+", "inexact"),
        (">5", "inexact"),
        ("0821234567", "telephone"),
        ("+52 656 555 1234", "telephone"),
        ("656-555-1234", "telephone"),
        ("2nd", "ordinal"),
        ("3º", "ordinal"),
    ],
)
def test_it_says_why_there_is_no_amount(text: str, why: str | None) -> None:
    if why is None:
        assert amount(text) == 1
        return
    with pytest.raises(NoAmount) as refused:
        amount(text)
    assert refused.value.why == why


def test_a_word_of_two_languages_is_read_in_the_one_that_is_spoken() -> None:
    assert (amount("once", "es"), amount("once", "en")) == (11, 1)


def test_numbers_are_found_where_they_stand() -> None:
    assert [(number.value, number.start, number.end) for number in find("dos niños y 3 niñas")] == [(2, 0, 3), (3, 12, 13)]


@pytest.mark.parametrize("text", ["tengo 34", "I'm 34", "34 years old", "ngineminyaka engu-34", "34 años de edad"])
def test_an_age_is_told(text: str) -> None:
    assert tells_age(text, ["How old are you?"]) == 34
    assert tells_age(text, ["How many children do you have?"]) is None


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_is_an_amount_or_none(text: str) -> None:
    try:
        assert amount(text).is_finite()
    except NoAmount:
        return
