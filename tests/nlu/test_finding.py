"""Place, time and kind of problem on the held-out sets: nothing here may get worse."""

import pytest

import cities
from nlu.eval import finding
from nlu.eval.finding import LANGUAGES, share

PLACES = ("places", "places_unseen")


def test_the_sets_are_large_enough_to_tell() -> None:
    for language in LANGUAGES:
        assert len(finding.read_places(language)) >= 120
        assert len(finding.read_places(language, "places_unseen")) >= 60
        assert len(finding.read_times(language)) >= 80
        assert len(finding.read_categories(language)) >= 6 * 19


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_that_is_meant_is_one_of_the_city(language: str) -> None:
    known = {area.name for city in cities.load().values() for area in city.areas} | {finding.NONE}
    for name in PLACES:
        assert {code for read in finding.read_places(language, name) for code in read.meant.split("|")} <= known


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_found_and_hardly_ever_wrong(language: str, name: str) -> None:
    read = finding.read_places(language, name)
    assert share(each.resolved for each in read) >= 0.95
    assert share(each.wrong for each in read) <= 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_are_understood(language: str) -> None:
    read = finding.read_times(language)
    assert share(each.resolved for each in read) >= 0.97
    assert share(each.wrong for each in read) <= 0.02


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_of_problem_are_understood(language: str) -> None:
    read = finding.read_categories(language)
    assert share(each.resolved for each in read) >= 0.95
    assert share(each.wrong for each in read) <= 0.03


def test_the_figures_are_printed_for_every_set_and_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert finding.main(["--wrong"]) == 0
    printed = capsys.readouterr().out
    for name in ("places", "places_unseen", "times", "categories"):
        assert sum(line.startswith(f"{name} ") for line in printed.splitlines()) == len(LANGUAGES)


def test_a_place_taken_for_another_counts_as_wrong_and_a_question_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Inanda", "umlazi"], ["Newlands", "newlands_east"], ["my house", "inanda"], ["Inanda", "inanda"]]
    monkeypatch.setattr(finding, "_rows", lambda name, language: rows)
    assert [(each.resolved, each.wrong) for each in finding.read_places("en")] == [
        (False, True),
        (False, False),
        (False, False),
        (True, False),
    ]
