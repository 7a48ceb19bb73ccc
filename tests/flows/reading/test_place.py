"""Where it was: a pin, a link to a map, coordinates, a name, or simply words."""

from collections.abc import Callable

import pytest

from flows.context import Context
from flows.reading import Said, Unclear, map_link, read
from tests.flows.reading.questions import question

WHERE = question("geopoint", chat={"heard": "yes"})
BORN = question("geopoint")
Surroundings = Callable[..., Context]

LINKS = [
    "https://maps.google.com/?q=-29.683,30.933",
    "https://maps.google.com/maps?q=-29.683,30.933",
    "http://maps.google.com/maps?q=loc:-29.683,30.933&z=17",
    "https://www.google.com/maps?q=-29.683%2C30.933",
    "https://www.google.com/maps/place/-29.683,30.933",
    "https://www.google.com/maps/@-29.683,30.933,17z",
    "https://www.google.com/maps/search/?api=1&query=-29.683,30.933",
    "https://www.google.com/maps/search/-29.683,+30.933",
    "https://www.google.co.za/maps/place/Inanda/data=!3d-29.683!4d30.933",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_map_is_a_pin(link: str) -> None:
    assert map_link.read(link) == (-29.683, 30.933, "")


def test_what_stands_beside_the_link_is_kept() -> None:
    said = Said.of(f"near the school {LINKS[0]} blue gate")
    assert (said.lat, said.lon, said.text) == (-29.683, 30.933, "near the school blue gate")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Inanda",
        "-29.683,30.933",
        "https://maps.app.goo.gl/abcdef",
        "https://www.google.com/maps/place/Inanda",
        "https://google.com.evil.example/maps?q=-29.683,30.933",
        "https://example.com/?q=-29.683,30.933",
    ],
)
def test_nothing_else_is_a_link_to_a_map(text: str) -> None:
    assert map_link.read(text) is None


def test_a_pin_is_told_by_the_nearest_area(context: Surroundings) -> None:
    reading = read(WHERE, Said(lat=-29.684, lon=30.934), context())
    assert (reading.how, reading.code, reading.more["located_by"]) == ("pin", "-29.684 30.934 0 0", "pin")
    assert reading.more["area"] == "inanda"
    assert (reading.more["lat"], reading.more["lon"]) == (-29.684, 30.934)


@pytest.mark.parametrize(("lat", "lon"), [(48.8584, 2.2945), (0.0, 0.0), (-91.0, 31.0), (31.7, -106.4)])
def test_a_pin_outside_the_city_is_refused(lat: float, lon: float, context: Surroundings) -> None:
    with pytest.raises(Unclear) as refusal:
        read(WHERE, Said(lat=lat, lon=lon), context("durban"))
    assert refusal.value.reason == "flow.outside_city"


def test_typed_coordinates_are_a_point(context: Surroundings) -> None:
    assert read(WHERE, Said("-29.683, 30.933"), context()).more["area"] == "inanda"


@pytest.mark.parametrize(
    ("said", "area", "place"),
    [
        ("Inanda", "inanda", "Inanda"),
        ("in Inanda", "inanda", "Inanda"),
        ("last night in Inanda", "inanda", "Inanda"),
        ("outside the school in Inanda", "inanda", "outside the school in Inanda"),
        ("behind the old Simelane store", None, "behind the old Simelane store"),
    ],
)
def test_a_place_keeps_the_residents_words(said: str, area: str | None, place: str, context: Surroundings) -> None:
    reading = read(WHERE, Said(said), context())
    assert (reading.more.get("area"), reading.more["place"]) == (area, place)


@pytest.mark.parametrize("said", ["", "  ", "?", "12", "😀", "ab"])
def test_what_is_no_place_is_asked_again(said: str, context: Surroundings) -> None:
    with pytest.raises(Unclear) as refusal:
        read(WHERE, Said(said), context())
    assert refusal.value.reason == Unclear.GENERAL
