"""The two pilot cities' data."""

from datetime import UTC, datetime

import pytest

import cities
from cities import DIMENSIONS, City

KEYS = ("juarez", "durban")


@pytest.fixture(params=KEYS)
def city(request: pytest.FixtureRequest) -> City:
    return cities.load()[request.param]


def test_the_pilots_are_there_and_read_once() -> None:
    assert set(cities.load()) == set(KEYS)
    assert cities.load() is cities.load()


@pytest.mark.parametrize(
    ("key", "languages", "likely"), [("juarez", ("es", "en", "zu"), "es"), ("durban", ("zu", "en", "es"), "zu")]
)
def test_languages_stand_in_the_citys_order(key: str, languages: tuple[str, ...], likely: str) -> None:
    city = cities.load()[key]
    assert city.languages == languages
    assert max(city.language_prior, key=lambda language: city.language_prior[language]) == likely


def test_a_sender_finds_its_city_on_both_channels() -> None:
    for key, city in cities.load().items():
        for sender in city.senders:
            assert cities.of_sender(sender, "juarez").key == key
        assert {sender.startswith("whatsapp:") for sender in city.senders} == {True, False}


def test_a_sender_that_no_city_claims_goes_to_the_default() -> None:
    assert cities.of_sender("+15005550006", "juarez").key == "juarez"
    assert cities.of_sender("", "durban").key == "durban"


def test_a_default_that_is_no_city_is_refused() -> None:
    with pytest.raises(cities.CityError, match="There is no city 'atlantis'"):
        cities.of_sender("+15005550006", "atlantis")


def test_the_clocks_are_the_cities_own() -> None:
    juarez, durban = (cities.load()[key] for key in KEYS)
    winter, summer = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)
    assert [when.astimezone(juarez.time_zone).hour for when in (winter, summer)] == [5, 6]
    assert [when.astimezone(durban.time_zone).hour for when in (winter, summer)] == [14, 14]


def test_the_emergency_lines_come_in_the_order_to_try_them() -> None:
    assert [line.number for line in cities.load()["juarez"].emergency_lines] == ["911"]
    assert [line.number for line in cities.load()["durban"].emergency_lines] == ["10111", "10177", "112"]


def test_lines_that_do_not_serve_juarez_are_not_shown_there() -> None:
    numbers = {line.number for line in cities.load()["juarez"].helplines}
    assert not numbers & {"*765", "072", "073", "079"}


def test_every_line_has_words_and_a_source(city: City) -> None:
    for line in city.helplines:
        assert line.source
        assert all(line.label(language) for language in city.languages)
        assert line.label("zu").isascii()


def test_violence_at_home_leads_to_a_line_that_knows_about_it() -> None:
    expected = {"juarez": "devifg", "durban": "gbv_command_centre"}
    for key, name in expected.items():
        city = cities.load()[key]
        category = city.category("domestic_violence")
        assert category is not None
        assert category.sensitive
        assert city.helplines_for(category)[0].name == name


def test_all_dimensions_of_human_security_but_the_unnamed_are_covered(city: City) -> None:
    named = {dimension for category in city.categories for dimension in category.dimensions}
    assert named == set(DIMENSIONS)


def test_isizulu_labels_are_plain_letters(city: City) -> None:
    assert all(category.label("zu").isascii() for category in city.categories)


def test_every_area_with_a_centre_lies_in_its_city(city: City) -> None:
    for area in city.areas:
        if area.lat is not None and area.lon is not None:
            assert city.contains(area.lat, area.lon), area.name


def test_a_pin_far_away_is_in_neither_city() -> None:
    assert not any(city.contains(48.8566, 2.3522) for city in cities.load().values())
