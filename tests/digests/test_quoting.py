"""Residents' words on one safe line."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.quoting import LONGEST, line, quotation, short

FAMILY = "👩‍👩‍👧‍👦"
OVERRIDE, ISOLATE, MARK, ZERO_WIDTH, TAG = "\u202e", "\u2067", "\u200f", "\u200b", "\U000e0041"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("No hay luz\r\nSubject: otra cosa", "No hay luz Subject: otra cosa"),
        ("a\tb\x00c\x1b[31m\u2028d\u0085e", "a b c [31m d e"),
        (f"pago {OVERRIDE}gpj.exe{ISOLATE}{MARK}", "pago gpj.exe"),
        (f"ti{ZERO_WIDTH}ro{TAG}s", "tiros"),
        ("Z̷͓̱̾̈́á̶̡͔ĺ̵̯", None),
        (f"nosotros {FAMILY} estamos", f"nosotros {FAMILY} estamos"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("café", "café"),
        ("   ", ""),
    ],
)
def test_a_line_holds_the_same_letters_and_nothing_that_acts_on_others(written: str, read: str | None) -> None:
    assert read is None or line(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("llámame al 656 555 01 00 por favor", "llámame al […] por favor"),
        ("my number is +27 60 555 0111", "my number is […]"),
        ("ID 8001015009087", "ID […]"),
        ("escribe a rosa.diaz@correo.example", "escribe a […]"),
        ("mira https://malo.example/x?y=1 ya", "mira […] ya"),
        ("see www.bad.example/a", "see […]"),
        ("go to bad-site.co.za/win now", "go to […] now"),
        ("me robaron 2,500 pesos el 20/11/2026 a las 18:30", "me robaron 2,500 pesos el 20/11/2026 a las 18:30"),
        ("salí de casa.Me siguieron 3 hombres", "salí de casa.Me siguieron 3 hombres"),
        ("since 2026-11-20 no water", "since 2026-11-20 no water"),
    ],
)
def test_telephone_numbers_mailboxes_and_links_are_left_out_and_dates_are_not(written: str, read: str) -> None:
    assert quotation(written) == read


def test_a_quotation_is_cut_after_a_whole_character() -> None:
    assert quotation("a" * 140) == "a" * 140
    assert quotation("a" * 1600) == "a" * 139 + "…"
    cut = quotation(FAMILY * 40)
    assert len(cut) <= LONGEST
    assert set(cut.removesuffix("…").split(FAMILY)) == {""}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_written_the_quotation_is_one_short_line_that_turns_no_writing_round(written: str) -> None:
    said = quotation(written)
    assert len(said) <= LONGEST
    assert said == " ".join(said.split())
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in said)
    assert all(letter == "\u200d" or unicodedata.category(letter) != "Cf" for letter in said)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_what_is_cut_is_never_longer_than_asked(written: str, longest: int) -> None:
    assert len(short(written, longest)) <= longest
