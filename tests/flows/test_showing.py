"""What a summary repeats: a few words, and nothing that could harm."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

import cities
import words
from cities.city import LANGUAGES
from flows import asking
from flows.context import Context
from flows.definition import load
from flows.instance import Instance
from flows.showing import LONGEST, shown
from words import segments

REPORT = load("report")
Surroundings = Callable[..., Context]


def show(name: str, answer: Mapping[str, Any] | None, context: Context) -> str:
    return shown(Instance(REPORT, {}, context, {}).asked(name), answer, context, words.load())


@pytest.mark.parametrize(
    ("name", "answer", "text"),
    [
        ("category", {"code": "street_light"}, "Street lights"),
        ("category", {"code": "domestic_violence"}, "Your report"),
        ("category", {"code": "was_removed_from_the_list"}, "Your report"),
        ("category", {"code": ""}, "not said"),
        ("category", None, "not said"),
        ("dangerous", {"code": "unsure"}, "Not sure"),
        ("where", {"code": "umlazi", "area": "umlazi", "place": "Umlazi V section"}, "Umlazi V section"),
        ("where", {"code": "inanda", "area": "inanda", "place": "pin", "lat": -29.68, "lon": 30.93}, "Inanda"),
        ("where", {"code": "pin", "place": "pin", "lat": -29.9, "lon": 30.7}, "-29.9000, 30.7000"),
        ("where", {"code": ""}, "not said"),
        (
            "when",
            {"code": "x", "start": "2026-11-18T18:00:00+00:00", "precision": "part_of_day", "when": "last night"},
            "last night (18/11)",
        ),
        (
            "when",
            {"code": "x", "start": "2026-11-18T19:30:00+00:00", "precision": "minute", "when": "half past nine"},
            "half past nine (18/11 21:30)",
        ),
        ("when", {"code": "x", "start": "2026-11-17T22:00:00+00:00", "precision": "day", "when": "18/11"}, "18/11"),
        (
            "when",
            {"code": "x", "start": "2026-11-18T05:00:00+00:00", "precision": "hour", "when": "yesterday at seven in the morning"},
            "18/11 07:00",
        ),
        (
            "when",
            {"code": "x", "start": "2026-11-18T22:00:00+00:00", "precision": "recurring", "when": "every night"},
            "every night",
        ),
        ("where", {"code": "inanda", "place": "it was in Inanda and they took everything", "named": "Inanda"}, "Inanda"),
        ("what_happened", {"code": "They  took\nmy phone"}, "They took my phone"),
    ],
)
def test_an_answer_is_shown_as_the_resident_would_say_it(
    name: str, answer: Mapping[str, Any] | None, text: str, context: Surroundings
) -> None:
    assert show(name, answer, context()) == text


def test_local_time_is_shown_and_not_utc(context: Surroundings) -> None:
    answer = {"code": "x", "start": "2026-11-19T05:30:00+00:00", "precision": "hour", "when": "anoche"}
    assert show("when", answer, context("juarez", "es")) == "anoche (18/11 22:30)"


def test_long_words_are_cut(context: Surroundings) -> None:
    text = show("where", {"code": "x", "place": "behind the blue house " * 9}, context())
    assert len(text) <= LONGEST
    assert text.endswith("...")


@pytest.mark.parametrize("city", list(cities.load()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_summary_is_longer_than_one_sms(city: str, language: str, context: Surroundings) -> None:
    here = context(city, language)
    longest = max(here.city.categories, key=lambda category: len(category.label(language)) * (not category.sensitive))
    answers = {
        "category": {"code": longest.name},
        "where": {"code": "x", "place": "x" * LONGEST},
        "when": {"code": "x", "start": "2026-12-12T10:30:00+00:00", "precision": "hour", "when": "x" * 24},
    }
    instance = Instance(REPORT, answers, here, {})
    reply = asking.ask(instance, instance.asked("summary"), words.load())
    lines = [reply.text, *(f"{number} {option.title}" for number, option in enumerate(reply.options, start=1))]
    assert segments.count(segments.for_sms("\n".join(lines))).segments == 1
