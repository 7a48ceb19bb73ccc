"""The kind of problem in residents' messages."""

from pathlib import Path

import pytest
import yaml

import cities
from cities import Category, City
from nlu import categories
from nlu.categories import CONFIDENT

HERE = Path(__file__).resolve().parent
CITY = {"es": "juarez", "en": "durban", "zu": "durban"}
"""Where messages of a language mostly come from."""


def messages(file: str) -> list[tuple[City, str, str]]:
    return [
        (cities.load()[CITY[language]], kind, text)
        for language, kinds in yaml.safe_load((HERE / file).read_text("utf-8")).items()
        for kind, texts in kinds.items()
        for text in texts
    ]


def home(city: City, kind: str) -> str:
    """The city's category for a kind: its own, or the one that covers it."""
    return next(category.name for category in city.categories if kind in (category.name, *category.covers))


def read(text: str, city: City) -> tuple[str, bool] | None:
    matches = categories.find(text, city.categories)
    return (matches[0].category.name, matches[0].score >= CONFIDENT) if matches else None


@pytest.mark.parametrize(
    ("text", "key", "category"),
    [
        ("Me asaltaron anoche en Anapra", "juarez", "robbery"),
        ("There is no water in Umlazi V section", "durban", "water"),
        ("Isibani somgwaqo siphukile eMlazi", "durban", "street_light"),
        ("I was robbed in Anapra", "juarez", "robbery"),
        ("No hay agua en Umlazi", "durban", "water"),
        ("no water la eMlazi since izolo", "durban", "water"),
        ("ME ROBARON", "juarez", "robbery"),
        ("Me robaron cerca de la clínica", "juarez", "robbery"),
        ("Mi esposo me golpea", "juarez", "domestic_violence"),
        ("golpearon a mi hijo en la calle", "juarez", "assault"),
        ("la policía me robó mi dinero", "juarez", "police_abuse"),
    ],
)
def test_the_kind_is_read_in_any_language_in_any_city(text: str, key: str, category: str) -> None:
    assert read(text, cities.load()[key]) == (category, True)


@pytest.mark.parametrize(("city", "kind", "text"), messages("category_messages.yml"))
def test_a_message_the_cues_were_made_for_is_read_rightly(city: City, kind: str, text: str) -> None:
    found = read(text, city)
    assert found is not None
    assert found[0] == home(city, kind)


def test_nine_of_ten_unseen_messages_are_read_rightly_and_few_wrongly_with_confidence() -> None:
    unseen = [(home(city, kind), read(text, city)) for city, kind, text in messages("category_heldout.yml")]
    right = sum(found is not None and found[0] == kind for kind, found in unseen)
    misled = sum(found is not None and found[1] and found[0] != kind for kind, found in unseen)
    assert right / len(unseen) >= 0.9
    assert misled / len(unseen) <= 0.03


def test_every_kind_has_at_least_eight_messages() -> None:
    count: dict[str, int] = {}
    for _, kind, _ in messages("category_messages.yml"):
        count[kind] = count.get(kind, 0) + 1
    covered = {kind for city in cities.load().values() for c in city.categories for kind in (c.name, *c.covers)}
    assert {kind for kind in covered - {"other"} if count.get(kind, 0) < 8} == set()


@pytest.mark.parametrize(
    "text",
    ["", "Hola", "Hello", "Sawubona", "Sanibonani", "gracias", "thank you", "ngiyabonga", "sí", "yes", "yebo", "no", "cha",
     "ok", "help", "ayuda", "usizo", "Anapra", "Umlazi V section", "eThekwini", "Durban", "Valle de Juárez", "911",
     "anoche como a las 9", "last night", "izolo ebusuku", "quiero hacer un reporte", "I want to report", "ngifuna ukubika",
     "en la calle Mina", "next to the spar on the main road", "eduze kweSpar emgwaqeni omkhulu", "🙂"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["juarez", "durban"])
def test_greetings_answers_places_and_times_are_no_problem(text: str, key: str) -> None:
    assert categories.find(text, cities.load()[key].categories) == []


@pytest.mark.parametrize("key", ["juarez", "durban"])
def test_an_areas_name_is_no_problem(key: str) -> None:
    city = cities.load()[key]
    assert [area.name for area in city.areas if categories.find(area.label, city.categories)] == []


def test_a_kind_that_no_category_covers_makes_the_others_less_sure() -> None:
    city = cities.load()["juarez"]
    matches = categories.find("encontraron un cuerpo en el lote baldío", city.categories)
    assert all(match.score < CONFIDENT for match in matches)


def test_two_kinds_in_one_message_are_both_offered_and_neither_is_sure() -> None:
    matches = categories.find("no hay agua y hay baches, basura y drogas", cities.load()["juarez"].categories)
    assert {"water", "roads", "dumping", "drugs"} <= {match.category.name for match in matches}


def test_without_categories_there_is_nothing_to_find() -> None:
    assert categories.find("me robaron", []) == []


def test_scores_lie_between_nought_and_one_and_fall() -> None:
    matches = categories.find("me golpearon y me robaron la bolsa", cities.load()["juarez"].categories)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_every_cue_kind_is_one_that_a_city_knows_or_only_a_rival() -> None:
    known = {kind for city in cities.load().values() for c in city.categories for kind in (c.name, *c.covers)}
    kinds = {kind for language in cities.LANGUAGES for kind in cue_kinds(language)}
    assert kinds - known == {"homicide"}


@pytest.mark.parametrize("language", cities.LANGUAGES)
def test_each_language_has_cues_for_every_kind(language: str) -> None:
    kinds = {kind for other in cities.LANGUAGES for kind in cue_kinds(other)}
    assert set(cue_kinds(language)) == kinds


def cue_kinds(language: str) -> list[str]:
    path = Path(categories.__file__).parent / "cues" / f"{language}.yml"
    return [kind for kind in yaml.safe_load(path.read_text("utf-8")) if kind != "lists"]


def test_categories_can_be_any_sequence() -> None:
    water = Category("water", {"en": "Water"}, ("environmental",))
    assert categories.find("no water", (water,))[0].category is water
