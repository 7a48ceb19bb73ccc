"""References: read aloud, mistyped, and still either right or refused."""

import itertools
import re

import pytest

from reports import reference
from reports.reference import ALPHABET

SAMPLE = [reference.new() for _ in range(40)]


def test_a_reference_is_three_groups_of_three() -> None:
    for each in SAMPLE:
        assert re.fullmatch(rf"[{ALPHABET}]{{3}}(-[{ALPHABET}]{{3}}){{2}}", each)


def test_no_symbol_looks_or_sounds_like_another() -> None:
    for confused in ("0O", "1IL", "5S", "8B", "2Z", "UV", "MN", "PBTDEGCV"):
        assert len(set(confused) & set(ALPHABET)) <= 1, confused
    assert len(set(ALPHABET)) == len(ALPHABET) == 13


def test_references_are_not_counted_up() -> None:
    many = [reference.new() for _ in range(3000)]
    assert len(set(many)) == len(many)
    for place in range(11):
        assert {each[place] for each in many} in ({"-"}, set(ALPHABET)), "every symbol in every place"


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda text: text.replace("-", ""), lambda text: f"  {text} "])
def test_case_spaces_and_dashes_do_not_matter(change: object) -> None:
    for each in SAMPLE:
        assert reference.read(change(each)) == each  # type: ignore[operator]
    loose = " ".join(SAMPLE[0].replace("-", "").lower())
    assert reference.read(loose) == SAMPLE[0]
    assert reference.read(SAMPLE[0].replace("-", "–") + ".") == SAMPLE[0]


@pytest.mark.parametrize("number", range(10))
def test_every_single_wrong_symbol_is_noticed(number: int) -> None:
    symbols = SAMPLE[number].replace("-", "")
    for place, wrong in itertools.product(range(len(symbols)), ALPHABET):
        if wrong != symbols[place]:
            assert reference.read(symbols[:place] + wrong + symbols[place + 1 :]) is None


@pytest.mark.parametrize("number", range(40))
def test_every_two_neighbours_swapped_are_noticed(number: int) -> None:
    symbols = SAMPLE[number].replace("-", "")
    for place in range(len(symbols) - 1):
        one, two = symbols[place], symbols[place + 1]
        if one != two:
            assert reference.read(symbols[:place] + two + one + symbols[place + 2 :]) is None


@pytest.mark.parametrize("text", ["", "hello", "7K3", SAMPLE[0][:-1], SAMPLE[0] + "7", "7K3-9RX-2M0", "my report " + SAMPLE[0]])
def test_what_is_no_reference_is_not_read_as_one(text: str) -> None:
    assert reference.read(text) is None
