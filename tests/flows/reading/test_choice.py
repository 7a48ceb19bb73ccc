"""How people answer a question with choices: by number, by word, in any of the languages, with slips."""

import pytest

import cities
from flows.definition import Choice, Wording
from flows.reading.choice import chosen, is_unknown, is_yes_or_no, named, number
from tests.flows.reading.questions import YES_NO, choices

DANGEROUS = YES_NO
CONFIRM = choices(send=("Enviar", "Send", "Thumela"), correct=("Corregir", "Change", "Lungisa"))
KINDS = {
    key: tuple(Choice(category.name, Wording(category.labels)) for category in city.categories)
    for key, city in cities.load().items()
}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("2", 2),
        ("2.", 2),
        (" 2) ", 2),
        ("(2)", 2),
        ("#2", 2),
        ("2️⃣", 2),
        ("opción 2", 2),
        ("Option 2", 2),
        ("inombolo 2", 2),
        ("la 2", 2),
        ("no. 2", 2),
        ("dos", 2),
        ("TWO", 2),
        ("kubili", 2),
        ("okwesibili", 2),
        ("el segundo", 2),
        ("18", 18),
        ("", None),
        ("2 3", None),
        ("2 hombres", None),
        ("opción", None),
        ("12345", None),
        ("-", None),
    ],
)
def test_a_number_is_read_in_its_spellings(said: str, value: int | None) -> None:
    assert number(said) == value


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("1", "yes"),
        ("3", "unsure"),
        ("4", None),
        ("0", None),
        ("Sí", "yes"),
        ("si", "yes"),
        ("YES", "yes"),
        ("yebo", "yes"),
        ("simón", "yes"),
        ("ok", "yes"),
        ("👍", "yes"),
        ("👍🏿", "yes"),
        ("no", "no"),
        ("nope", "no"),
        ("cha", "no"),
        ("nel", "no"),
        ("ya no", "no"),
        ("not really", "no"),
        ("ya", "yes"),
        ("ya se calmó todo", None),
        ("y también se llevaron a mi perro", None),
        ("bueno, no sé", None),
        ("todavía", "yes"),
        ("sebehambile", "no"),
        ("👎", "no"),
        ("no sé", "unsure"),
        ("not sure", "unsure"),
        ("angazi", "unsure"),
        ("No estoy segura de eso", "unsure"),
        ("no, ya se fueron", "no"),
        ("yes, they are still here", "yes"),
        ("cha sebehambile", "no"),
        ("tal vez", "unsure"),
        ("", None),
        ("😱", None),
        ("asdf", None),
    ],
)
def test_yes_and_no_are_understood_in_every_language(said: str, name: str | None) -> None:
    assert chosen(said, DANGEROUS) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Enviar", "send"),
        ("envíalo por favor", "send"),
        ("correct", "send"),
        ("yebo, thumela manje", "send"),
        ("Change", "correct"),
        ("está mal", "correct"),
        ("no", "correct"),
        ("lungisa", "correct"),
        ("chnage", "correct"),
    ],
)
def test_the_summary_is_confirmed_or_corrected(said: str, name: str) -> None:
    assert chosen(said, CONFIRM) == name


@pytest.mark.parametrize(
    ("city", "said", "name"),
    [
        ("juarez", "alumbrado", "street_light"),
        ("juarez", "alumbrado publco", "street_light"),
        ("juarez", "Street lights", "street_light"),
        ("juarez", "pandillas", "gang"),
        ("juarez", "otro", "other"),
        ("durban", "robbery", "robbery"),
        ("durban", "robery or theft", "robbery"),
        ("durban", "izidakamizwa", "drugs"),
        ("durban", "xenophobia", "xenophobia"),
        ("durban", "violence", None),
    ],
)
def test_a_kind_of_problem_is_named_by_a_part_of_its_name_or_with_a_slip(city: str, said: str, name: str | None) -> None:
    assert chosen(said, KINDS[city]) == name


def test_only_the_whole_text_names_a_choice() -> None:
    assert named("Send", CONFIRM) == "send"
    assert named("send it to the police and hurry", CONFIRM) is None
    assert named("no, they are at the door", DANGEROUS) is None
    assert named("", DANGEROUS) is None


@pytest.mark.parametrize("said", ["No sé", "no me acuerdo", "I don't know", "I don’t remember", "angazi", "angikhumbuli"])
def test_not_knowing_is_an_answer(said: str) -> None:
    assert is_unknown(said)
    assert not is_yes_or_no(said)


@pytest.mark.parametrize("said", ["no sé qué calle, cerca del Soriana", "Nosipho street", "sí", ""])
def test_more_than_not_knowing_is_more(said: str) -> None:
    assert not is_unknown(said)
