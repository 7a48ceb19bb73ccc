"""Reading a city folder, and refusing one with a sentence."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import cities
from cities import CityError


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_adding_a_city_is_adding_a_folder(maputo: Path) -> None:
    city = cities.read_folder(maputo.parent)["maputo"]

    assert (city.key, city.name, str(city.time_zone)) == ("maputo", "Maputo", "Africa/Maputo")
    assert city.languages == ("en", "es")
    assert city.senders == ("+258605550100", "whatsapp:+258605550100")
    assert city.area("costa_do_sol") == cities.Area("costa_do_sol", "Costa do Sol")
    robbery = city.category("robbery")
    assert robbery is not None
    assert (robbery.label("es"), robbery.dimensions, robbery.iccs) == ("Robo", ("personal", "economic"), "0401")
    (police,) = city.helplines_for(robbery)
    assert (police.number, police.verified_on, police.label("en")) == ("119", date(2026, 3, 1), "Police")
    assert city.emergency_lines == (police,)


def test_an_alias_with_a_sign_is_a_hint_and_no_name(maputo: Path) -> None:
    change(maputo / "areas.csv", "Costa do Sol,,", "Costa do Sol,costa|=sol|-sol da tarde,")
    area = cities.read_city(maputo).area("costa_do_sol")
    assert area is not None
    assert (area.aliases, area.hints) == (("costa",), ("=sol", "-sol da tarde"))


def test_a_language_without_a_label_gets_the_first_one(maputo: Path) -> None:
    robbery = cities.read_city(maputo).category("robbery")
    assert robbery is not None
    assert robbery.label("zu") == "Robbery"


def test_the_language_prior_is_made_to_sum_to_one(maputo: Path) -> None:
    prior = cities.read_city(maputo).language_prior
    assert set(prior) == {"es", "en", "zu"}
    assert sum(prior.values()) == pytest.approx(1)
    assert prior["en"] > prior["es"] > prior["zu"] > 0


def test_a_city_contains_what_is_within_its_radius(maputo: Path) -> None:
    city = cities.read_city(maputo)
    assert city.contains(-25.95, 32.60)
    assert not city.contains(-29.8579, 31.0292)


def test_a_code_that_nothing_has_is_none(maputo: Path) -> None:
    city = cities.read_city(maputo)
    assert city.area("nowhere") is None
    assert city.category("nothing") is None
    assert city.helpline("nobody") is None


def test_distance_is_in_kilometres_on_the_ground() -> None:
    assert cities.distance_km(-29.8579, 31.0292, -29.967, 30.883) == pytest.approx(18.6, abs=0.3)
    assert cities.distance_km(10, 20, 10, 20) == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("categories.csv", "personal economic", "personal safety", "categories.csv, row 2: the dimension 'safety' is unknown"),
        ("categories.csv", "personal economic", "", "categories.csv, row 2: the dimension is missing"),
        ("categories.csv", "Robbery,", ",", "categories.csv, row 2: the label in 'en' is missing"),
        ("categories.csv", "Something else", "Something else entirely now", "has 27 characters, 24 fit"),
        ("categories.csv", "other,Otro", "robbery,Otro", "the code 'robbery' is used twice"),
        ("categories.csv", "other,Otro", "rest,Otro", "the category 'other' is missing"),
        ("categories.csv", ",no,,fire", ",no,,robbery", "the code 'robbery' is used twice"),
        ("categories.csv", ",no,police,", ",no,polise,", "row 2: the helpline 'polise' is unknown"),
        ("categories.csv", ",no,no,police,", ",perhaps,no,police,", "row 2: sensitive must be yes or no"),
        ("categories.csv", "0401", "4.1", "row 2: '4.1' is not an ICCS code"),
        ("categories.csv", "dimension,", "dimensions,", "the column 'dimension' is missing"),
        ("categories.csv", ",no,police,", ",no,police", "row 2: does not have 9 cells"),
        ("areas.csv", "costa_do_sol", "maputo", "areas.csv: the code 'maputo' is used twice"),
        ("areas.csv", "costa_do_sol", "Costa do Sol", "the code 'Costa do Sol' is not lower-case"),
        ("areas.csv", ",place,,", ",place,-25.9,", "row 3: lat and lon must both be given"),
        ("areas.csv", ",place,,", ",place,-95,32", "row 3: lat must be a number from -90 to 90, not '-95'"),
        ("areas.csv", ",place,,", ",village,,", "row 3: the kind 'village' is not one of place, road, district, city"),
        ("helplines.yml", "  source: an invented source\n", "", "helplines.yml, entry 1 (police): the source is missing"),
        ("helplines.yml", '"119"', "119", "entry 1 (police): the number must be text in quotes"),
        ("helplines.yml", "2026-03-01", "March", "entry 1 (police): verified_on must be a day"),
        ("helplines.yml", ", es: Policía", "", "entry 1 (police): the label in 'es' is missing"),
        ("helplines.yml", "emergency: true", "emergency: perhaps", "emergency must be true or false"),
        ("city.yml", "[en, es]", "[en, pt]", "city.yml: the line does not speak 'pt'"),
        ("city.yml", "[en, es]", "[en, en]", "a language is named twice"),
        ("city.yml", "Africa/Maputo", "Africa/Atlantis", "city.yml: the time zone 'Africa/Atlantis' is unknown"),
        ("city.yml", "country: MZ", "country: Mozambique", "city.yml: country must be two letters of ISO 3166 such as ZA"),
        ("city.yml", "radius_km: 20", "radius_km: wide", "radius_km must be a number from 0.1 to 500, not 'wide'"),
        ("city.yml", "[-25.9692, 32.5732]", "Maputo", "center must be [latitude, longitude]"),
        ("city.yml", '"+258605550100", ', '"258605550100", ', "the sender 258605550100 is not like"),
        ("city.yml", "name: Maputo\n", "", "city.yml: name is missing"),
        ("city.yml", "name: Maputo", "name: [", "city.yml: cannot be read"),
    ],
)
def test_wrong_data_is_refused_with_the_file_and_the_row(maputo: Path, file: str, old: str, new: str, sentence: str) -> None:
    change(maputo / file, old, new)
    with pytest.raises(CityError) as refusal:
        cities.read_city(maputo)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith(f"maputo/{file}")


def test_more_categories_than_two_lists_hold_are_refused(maputo: Path) -> None:
    path = maputo / "categories.csv"
    rows = "".join(f"kind_{n},Cosa,Thing,personal,,no,no,,\n" for n in range(17))
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    with pytest.raises(CityError, match="19 categories, at most 18 fit"):
        cities.read_city(maputo)


def test_a_missing_file_is_named(maputo: Path) -> None:
    (maputo / "areas.csv").unlink()
    with pytest.raises(CityError, match=r"maputo/areas\.csv: cannot be read"):
        cities.read_city(maputo)


def test_two_cities_cannot_share_a_sender(maputo: Path) -> None:
    shutil.copytree(maputo, maputo.parent / "matola")
    with pytest.raises(CityError, match=r"the sender \+258605550100 already belongs to (maputo|matola)"):
        cities.read_folder(maputo.parent)
