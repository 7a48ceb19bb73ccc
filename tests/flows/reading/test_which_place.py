"""A place that could be several: what the one question is about, and what its answers mean."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from flows.context import Context
from flows.reading import Said, hear, read
from tests.flows.reading.questions import question

WHERE = question("geopoint", chat={"heard": "yes"})
Surroundings = Callable[..., Context]


def newlands(context: Surroundings) -> Mapping[str, Any]:
    heard = hear(WHERE, "There is a burst pipe in Newlands", context())
    assert heard is not None
    return heard.value


def test_a_name_of_several_places_is_no_answer_yet(context: Surroundings) -> None:
    assert newlands(context) == {"code": "Newlands", "place": "Newlands", "candidates": ["newlands_east", "newlands_west"]}


def test_a_section_without_a_township_is_asked_about(context: Surroundings) -> None:
    reading = read(WHERE, Said("V section"), context())
    assert reading.more["candidates"] == ["umlazi", "kwamashu"]


@pytest.mark.parametrize(
    ("said", "area", "place", "how"),
    [
        ("2", "newlands_west", "Newlands", "asked"),
        ("two", "newlands_west", "Newlands", "asked"),
        ("west", "newlands_west", "Newlands", "asked"),
        ("Newlands East", "newlands_east", "Newlands", "asked"),
        ("newlnds east", "newlands_east", "Newlands", "asked"),
        ("I think newlands west near the hall", "newlands_west", "Newlands, I think newlands west near the hall", "asked"),
        ("no it was in Pinetown", "pinetown", "no it was in Pinetown", "exact"),
        ("none of these", None, "Newlands", None),
        ("3", None, "Newlands", None),
        ("I don't know", None, "Newlands", None),
        ("behind the old Simelane store", None, "Newlands, behind the old Simelane store", None),
        ("Newlands", None, "Newlands, Newlands", None),
    ],
)  # fmt: skip
def test_one_question_settles_it(said: str, area: str | None, place: str, how: str | None, context: Surroundings) -> None:
    asked = replace(WHERE, value=newlands(context))
    more = read(asked, Said(said), context()).more
    assert (more.get("area"), more["place"], more.get("area_by")) == (area, place, how)
    assert "candidates" not in more


def test_a_tap_settles_it(context: Surroundings) -> None:
    asked = replace(WHERE, value=newlands(context))
    assert read(asked, Said("", f"{asked.key}=newlands_east"), context()).more["area"] == "newlands_east"


def test_a_pin_settles_it(context: Surroundings) -> None:
    asked = replace(WHERE, value=newlands(context))
    more = read(asked, Said(lat=-29.684, lon=30.934), context()).more
    assert (more["area"], more["area_by"]) == ("inanda", "pin")


@pytest.mark.parametrize(("said", "how"), [("Chatsworth", "exact"), ("ngaseChatsworth", "exact"), ("chatswoth", "near")])
def test_how_a_place_was_understood_is_kept_with_it(said: str, how: str, context: Surroundings) -> None:
    more = read(WHERE, Said(said), context()).more
    assert (more["area"], more["place"], more["area_by"]) == ("chatsworth", said, how)


def test_the_citys_own_name_does_not_answer_where(context: Surroundings) -> None:
    assert hear(WHERE, "I was robbed in Durban", context()) is None
    assert read(WHERE, Said("Durban"), context()).more["area"] == "durban"


def test_a_pin_far_from_every_known_centre_is_in_no_area(context: Surroundings) -> None:
    more = read(WHERE, Said(lat=-29.55, lon=30.75), context()).more
    assert "area" not in more and more["located_by"] == "pin"
