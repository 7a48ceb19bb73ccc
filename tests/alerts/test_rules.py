"""Rules as data: read, refused with a sentence, and what they say of a report."""

from pathlib import Path

import pytest

import cities
from alerts import matching, rules
from cities import City, CityError
from models import Report

DURBAN, JUAREZ = cities.load()["durban"], cities.load()["juarez"]
SAME = "same: {minutes: 60, metres: 500}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "durban"
    folder.mkdir()
    return folder / "alerts.yml"


def read(file: Path, text: str, city: City = DURBAN) -> tuple[rules.Rule, ...]:
    file.write_text(text, "utf-8")
    return rules.read(file, city)


def report(category: str, text: str, dangerous: str | None = "yes", city: City = DURBAN) -> Report:
    kind = city.category(category)
    assert kind is not None
    return Report(category=category, text=text, dangerous=dangerous, dimensions=list(kind.dimensions))


def fulfilled(city: City, each: Report) -> list[str]:
    """Names of the city's own rules that this report fulfils."""
    return [rule.name for rule in rules.of(city) if matching.fits(rule, each)]


def test_a_rule_has_what_stands_in_the_file(file: Path) -> None:
    (rule,) = read(file, f"- {{name: shots, categories: [gunshots], dangerous: yes, minutes: 5, {SAME}}}")
    assert (rule.name, rule.group, rule.categories, rule.dangerous) == ("shots", "shots", {"gunshots"}, True)
    assert (rule.minutes, rule.same, rule.tell, rule.several, rule.words) == (5, rules.Near(60, 500), "", None, ())


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (f"{{categories: [gunshots], {SAME}}}", "entry 1: the name is missing"),
        (f"{{name: Shots, categories: [gunshots], {SAME}}}", "the code 'Shots' is not lower-case"),
        (f"{{name: shots, categories: [gunfire], {SAME}}}", "entry 1 (shots): 'gunfire' is none of the categories"),
        (f"{{name: shots, categories: gunshots, {SAME}}}", "categories must be a list"),
        (f"{{name: shots, categories: [], {SAME}}}", "categories is empty: leave it out for all of them"),
        (f"{{name: shots, dimensions: [military], {SAME}}}", "'military' is none of the dimensions"),
        (f"{{name: shots, category: [gunshots], {SAME}}}", "'category' is not one of categories, dangerous"),
        (f"{{name: shots, dangerous: no, {SAME}}}", "dangerous must be yes, or be left out"),
        (f"{{name: shots, {SAME}}}", "says of no report that it cannot wait"),
        (f"{{name: shots, words: {{fr: [feu]}}, {SAME}}}", "the line does not speak 'fr'"),
        (f"{{name: shots, words: {{en: gun}}, {SAME}}}", "words in 'en' must be a list"),
        (f"{{name: shots, words: {{en: ['gun|knife']}}, {SAME}}}", "'gun|knife' is not words"),
        (f"{{name: shots, words: {{en: ['*']}}, {SAME}}}", "'*' is not words"),
        ("{name: shots, categories: [gunshots]}", "same must give minutes and metres"),
        ("{name: shots, categories: [gunshots], same: {minutes: 60}}", "same must give minutes and metres"),
        (f"{{name: shots, categories: [gunshots], minutes: 0, {SAME}}}", "minutes must be a number from 1 to 1440, not 0"),
        (f"{{name: shots, several: {{reports: 1, minutes: 5, metres: 5}}, {SAME}}}", "reports must be a number from 2 to 100"),
        (f"{{name: shots, several: 3, {SAME}}}", "several must give reports, minutes and metres"),
        ("just words", "entry 1: must be names with values"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_file_and_the_rule(file: Path, entry: str, problem: str) -> None:
    with pytest.raises(CityError) as refused:
        read(file, f"- {entry}")
    assert str(refused.value).startswith("durban/alerts.yml")
    assert problem in str(refused.value)


def test_two_rules_of_one_name_and_a_file_that_is_no_list_are_refused(file: Path) -> None:
    entry = f"- {{name: shots, categories: [gunshots], {SAME}}}\n"
    with pytest.raises(CityError, match="the code 'shots' is used twice"):
        read(file, entry * 2)
    with pytest.raises(CityError, match=r"durban/alerts.yml: must be a list of rules"):
        read(file, "name: shots")
    with pytest.raises(CityError, match=r"durban/alerts.yml: cannot be read"):
        read(file, "- {name: shots")


def test_rules_of_a_group_speak_of_all_the_kinds_that_each_names(file: Path) -> None:
    every = read(
        file,
        f"- {{name: a, categories: [gunshots], {SAME}}}\n- {{name: b, group: a, categories: [assault], {SAME}}}\n"
        f"- {{name: c, dangerous: yes, {SAME}}}",
    )
    assert (rules.names_of(every, "a"), rules.kinds_of(every, "a")) == ({"a", "b"}, {"gunshots", "assault"})
    assert rules.kinds_of(every, "c") == frozenset()


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("There is a GAS   leak!", True),
        ("gas-leak, come quick", True),
        ("Hay una fúga de gas", True),
        ("kunegesi eliphumayo", True),
        ("the vegas leakage", False),
        ("gas, and then a leak", False),
        ("", False),
    ],
)
def test_words_are_whole_words_in_any_spelling_and_any_of_the_languages(file: Path, said: str, is_found: bool) -> None:
    words = "{en: [gas leak], es: [fuga de gas], zu: ['*gesi*']}"
    (rule,) = read(file, f"- {{name: gas, words: {words}, {SAME}}}")
    assert matching.fits(rule, report("other", said)) is is_found


@pytest.mark.parametrize(
    ("city", "kind", "said", "dangerous", "names"),
    [
        (DURBAN, "gunshots", "kuyadutshulwa", "yes", ["shooting", "shots_by_several"]),
        (DURBAN, "robbery", "they had a Gun", "yes", ["armed"]),
        (DURBAN, "robbery", "banezibhamu", "yes", ["armed"]),
        (DURBAN, "robbery", "my phone was taken", "yes", []),
        (DURBAN, "robbery", "they had a gun", "no", []),
        (DURBAN, "missing_person", "ingane yami ilahlekile", None, ["missing_child"]),
        (DURBAN, "missing_person", "my uncle did not come home", None, []),
        (DURBAN, "sexual_violence", "", "yes", ["violence_at_home_now"]),
        (DURBAN, "street_light", "dark, they wait with guns", "yes", []),
        (JUAREZ, "gang", "andan disparando", "yes", ["shooting"]),
        (JUAREZ, "robbery", "con pistola", "yes", ["armed"]),
        (JUAREZ, "missing_person", "mi niña no llegó de la escuela", None, ["missing_woman_or_child"]),
        (JUAREZ, "missing_person", "ningún vecino ha visto a mi tío", None, []),
        (JUAREZ, "water", "se metió el agua a la casa", "yes", ["flood_or_fire"]),
        (JUAREZ, "other", "huele a gas en toda la cuadra", "yes", ["flood_or_fire"]),
        (JUAREZ, "extortion", "me cobran piso con pistola", "yes", []),
    ],
)
def test_what_the_pilots_rules_say(city: City, kind: str, said: str, dangerous: str | None, names: list[str]) -> None:
    assert fulfilled(city, report(kind, said, dangerous, city)) == names


@pytest.mark.parametrize("city", [DURBAN, JUAREZ], ids=lambda city: city.key)
def test_no_report_about_the_police_wakes_the_police(city: City) -> None:
    everything = "gun pistola *sibhamu* child nina ingane fire incendio"
    assert fulfilled(city, report("police_abuse", everything, "yes", city)) == []
