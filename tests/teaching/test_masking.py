"""What remains of a resident's words: nothing that only they would say."""

import pytest

from nlu.sources import ROOT
from teaching import vocabulary
from teaching.masking import ENOUGH, MASK, Masker, unmasked


@pytest.fixture(scope="module")
def alone() -> Masker:
    """Nobody else has said anything."""
    return Masker([])


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("what happened with my report", "what happened with my report"),
        ("¿Qué pasó con mi reporte?", "¿Qué pasó con mi reporte?"),
        ("WHAT HAPPENED WITH MY REPORT", "WHAT HAPPENED WITH MY REPORT"),
        ("call me on 083 555 0101 or 083-555-0102 please", "call me on … or … please"),
        ("what happened with 7K3-9RX-2MW", "what happened with …"),
        ("mi folio es 7k39rx2mw", "mi folio es …"),
        ("look at https://example.org/a?b=c please", "look at … please"),
        ("look at www.example.org please", "look at … please"),
        ("write to thandi.m@example.org", "write to …"),
        ("ask @thandi_m", "ask …"),
        ("my report of Umlazi", "my report of …"),
        ("mi reporte de anapra", "mi reporte de …"),
        ("umbiko wami eMlazi", "umbiko wami …"),
        ("my name is Grace, what happened with my report", "my name is …, what happened with my report"),
        ("my name is hope and my report is lost", "my name is … my report is lost"),
        ("me llamo Rosa y quiero mi reporte", "me llamo … quiero mi reporte"),
        ("nginguSipho ngicela umbiko wami", "… ngicela umbiko wami"),
        ("it is about the shop of Hope", "it is about the shop of …"),
        ("seis cinco seis uno dos", "…"),
        ("six five six, five five", "…"),
        ("two men", "two men"),
        ("I saw it and I'm afraid", "I saw it and I'm afraid"),
        ("blorbwick zzyzx", "…"),
        ("", ""),
    ],
)
def test_what_is_ours_stays_and_what_is_theirs_goes(alone: Masker, said: str, masked: str) -> None:
    assert alone.mask(said) == masked


def test_a_word_that_is_not_ours_is_shown_once_enough_people_use_it() -> None:
    few = Masker((f"contact {number}", "where is my blorbwick") for number in range(ENOUGH - 1))
    enough = Masker((f"contact {number}", "where is my blorbwick") for number in range(ENOUGH))
    one_who_repeats = Masker(("contact 1", "where is my blorbwick") for _ in range(ENOUGH))
    assert few.mask("where is my blorbwick") == one_who_repeats.mask("where is my blorbwick") == "where is my …"
    assert enough.mask("where is my Blórbwick") == "where is my …", "a capital inside a sentence may be a name"
    assert enough.mask("where is my blórbwick") == "where is my blórbwick"


def test_numbers_places_and_names_stay_hidden_however_many_say_them() -> None:
    said = "my name is Grace of umlazi at 0835550101 thandi@example.org"
    everybody = Masker((f"contact {number}", said) for number in range(20))
    assert everybody.mask(said) == "my name is … at …"


def test_a_name_in_our_own_examples_is_no_word_of_ours() -> None:
    examples = "\n".join(path.read_text("utf-8") for path in (ROOT / "nlu" / "es").rglob("*.yml"))
    assert "Antonio" in examples
    assert "antonio" not in vocabulary.ours()
    assert {"reporte", "report", "umbiko"} <= vocabulary.ours()


@pytest.mark.parametrize(
    "said", ["/stop", "- intent: stop", "[report](intent)", '{"a": 1}', "report\n      - stop\n", "report: |", "report # stop"]
)
def test_nothing_that_rasa_would_take_for_its_own_signs_is_left(alone: Masker, said: str) -> None:
    masked = alone.mask(said)
    assert not set(masked) & set('/[](){}"|#\n-')


def test_a_model_learns_the_words_without_the_masks(alone: Masker) -> None:
    assert unmasked(alone.mask("call me on 0835550101 about my report")) == "call me on about my report"
    assert unmasked(MASK) == ""
