"""What an SMS costs, and the spelling of it that costs least."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from words import segments
from words.segments import Segments, count, for_sms

FAMILY = "👩‍👩‍👧‍👦"  # four emoji and three joiners: one character to a reader, eleven code units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("ñ" * 160, Segments("GSM-7", 160, 1)),
        ("¿Qué pasó?", Segments("UCS-2", 10, 1)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("€" * 81, Segments("GSM-7", 162, 2)),
        ("a" * 159 + "€", Segments("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Segments("GSM-7", 306, 3)),
        ("a" * 151 + "€" + "a" * 153, Segments("GSM-7", 306, 2)),
        ("í" * 70, Segments("UCS-2", 70, 1)),
        ("í" * 71, Segments("UCS-2", 71, 2)),
        ("í" * 134, Segments("UCS-2", 134, 2)),
        ("í" * 135, Segments("UCS-2", 135, 3)),
        ("🚨" * 35, Segments("UCS-2", 70, 1)),
        ("🚨" * 36, Segments("UCS-2", 72, 2)),
        ("🚨" * 67, Segments("UCS-2", 134, 3)),
        (FAMILY, Segments("UCS-2", 11, 1)),
        ("í" * 60 + FAMILY, Segments("UCS-2", 71, 2)),
        ("line\nbreak\r\n", Segments("GSM-7", 12, 1)),
        ("`", Segments("UCS-2", 1, 1)),
    ],
)
def test_segments_are_counted_as_twilio_bills_them(text: str, expected: Segments) -> None:
    assert count(text) == expected


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Recibimos tu reporte. ¿Qué pasó aquí?", "Recibimos tu reporte. ¿Qué paso aqui?"),
        ("mañana, niño, pingüino, ¡sí!", "mañana, niño, pingüino, ¡si!"),
        ("Siyabonga", "Siyabonga"),
        ("It’s “here” – now…", 'It\'s "here" - now...'),
        ("día 🚨", "día 🚨"),
        ("Ñandú ÁÍÓÚ É", "Ñandu AIOU É"),
        ("non\u00a0breaking", "non breaking"),
    ],
)
def test_a_text_is_spelled_in_gsm_7_where_only_accents_stand_in_the_way(text: str, spelled: str) -> None:
    assert for_sms(text) == spelled


LETTERS = st.text(alphabet=st.one_of(st.sampled_from("aeiouñ áíóú €[]{}^🚨’–…\n"), st.characters(codec="utf-8")), max_size=400)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(LETTERS)
def test_any_spelling_for_sms_is_never_dearer_and_spelling_it_twice_changes_nothing(text: str) -> None:
    spelled = for_sms(text)
    assert for_sms(spelled) == spelled
    plain = text.translate(segments._TYPOGRAPHY)
    assert count(spelled).segments <= count(plain).segments
    assert spelled.count("ñ") == text.count("ñ")


@settings(max_examples=150, derandomize=True, deadline=None)
@given(LETTERS, st.characters(codec="utf-8"))
def test_any_longer_text_never_costs_less_and_a_segment_is_never_overfull(text: str, letter: str) -> None:
    now, more = count(text), count(text + letter)
    alone, each = (160, 153) if now.encoding == "GSM-7" else (70, 67)
    assert now.segments >= 1
    assert (now.segments == 1) == (now.characters <= alone)
    assert now.characters <= (alone if now.segments == 1 else now.segments * each) or now.encoding == "UCS-2"
    if now.encoding == more.encoding:
        assert more.segments >= now.segments
