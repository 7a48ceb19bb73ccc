"""What a message holds besides its meaning, as Rasa's parse gives it to whoever asks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from nlu import entities
from reports import reference

NOW = datetime(2026, 3, 18, 21, 20, tzinfo=UTC)
"""15:20 in Juárez, 23:20 in Durban."""


def found(text: str) -> list[tuple[str, str, str]]:
    """Kind, the words it stands on, value."""
    return [(each["entity"], text[each["start"] : each["end"]], each["value"]) for each in entities.find(text, NOW)]


def only(text: str, kind: str) -> dict[str, Any]:
    one = [each for each in entities.find(text, NOW) if each["entity"] == kind]
    assert len(one) == 1
    return one[0]


def test_lupitas_robbery() -> None:
    assert found("Me asaltaron anoche en Anapra") == [
        ("category", "asaltaron", "robbery"),
        ("time", "anoche", "2026-03-17T19:00:00-06:00/2026-03-18T05:00:00-06:00"),
        ("place", "Anapra", "anapra"),
    ]


def test_thandis_water() -> None:
    assert found("There is no water in Umlazi V section") == [
        ("category", "no water", "water"),
        ("place", "Umlazi V section", "umlazi"),
    ]


def test_siphos_light() -> None:
    assert ("place", "eMlazi", "umlazi") in found("Isibani somgwaqo siphukile eMlazi")


def test_a_place_names_its_city_and_a_time_is_in_that_citys_zone() -> None:
    assert only("anoche en Anapra", "place")["city"] == "juarez"
    assert only("anoche en Anapra", "time")["city"] == "juarez"
    assert only("izolo ebusuku eMlazi", "time")["value"].startswith("2026-03-17T19:00:00+02:00/")


def test_without_a_place_a_time_is_given_for_every_city() -> None:
    times = [each for each in entities.find("last night", NOW) if each["entity"] == "time"]
    assert {each["city"] for each in times} == {"durban", "juarez"}


def test_what_could_be_several_places_names_them() -> None:
    assert only("a burst pipe in Newlands", "place")["candidates"] == ["newlands_east", "newlands_west"]


def test_a_kind_that_all_cities_list_names_none() -> None:
    assert "city" not in only("me robaron", "category")


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("what about R7K3", "R7K3", "R7K3"),
        ("mi folio ABCD", "ABCD", "ABCD"),
        ("mi folio es 7k3", "7k3", "7K3"),
        ("my reference number is R7K3", "R7K3", "R7K3"),
        ("inombolo yombiko ithi X9Y2", "X9Y2", "X9Y2"),
    ],
)
def test_a_part_of_a_reference_is_one(text: str, words: str, value: str) -> None:
    assert found(text) == [("reference", words, value)]


@pytest.mark.parametrize("spelling", ["{}", "what happened with {}?", "¿y mi reporte {}?", "umbiko {} unjani"])
def test_a_whole_reference_is_read_in_any_spelling(spelling: str) -> None:
    whole = reference.new()
    for written in (whole, whole.lower(), whole.replace("-", ""), whole.replace("-", " ")):
        assert only(spelling.format(written), "reference")["value"] == whole


@pytest.mark.parametrize(
    "text",
    [
        "", "hola", "mi folio no sirve", "MI FOLIO NO SIRVE", "km27 no hay luz", "my car is a 4x4", "section C", "N2 and M19",
        "call 10111", "IMSS 66", "I have no reference for this", "12/3/2026", "at 22h30", "what is my ticket about",
    ],
)  # fmt: skip
def test_ordinary_words_and_numbers_are_no_reference(text: str) -> None:
    assert not [each for each in entities.find(text, NOW) if each["entity"] == "reference"]


@pytest.mark.parametrize("text", ["", " ", "👍", "\x00", "a " * 900, "San Agusti\u0301n", "½ ﬁ ß İ", "d'on''t no water'"])
def test_every_entity_stands_inside_the_text(text: str) -> None:
    for each in entities.find(text, NOW):
        assert 0 <= each["start"] < each["end"] <= len(text)
