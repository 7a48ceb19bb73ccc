"""Charts: readable without the picture, told apart without colour, and never more than was drawn."""

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image

import charts
from charts import Bar, Chart
from charts.chart import Tone
from charts.drawing import BAND, FILL, INK, SHARP, WIDTH, plain

SVG = "{http://www.w3.org/2000/svg}"


def kinds(*bars: Bar) -> Chart:
    return Chart("By kind", "Robbery 14, usually 3 to 9", bars or (Bar("Robbery", 14, "14", 3, 9),), lying=True)


def days(count: int = 56, last: int = 9) -> Chart:
    bars = [Bar("28 Sep" if number == 0 else "", number % 5) for number in range(count - 1)]
    return Chart("A day", "Nine on the last day", (*bars, Bar("", last, str(last))))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_nothing_is_drawn_without_a_title_and_a_text_alternative() -> None:
    with pytest.raises(ValueError, match="text alternative"):
        Chart("By kind", "  ", (Bar("a", 1),))
    with pytest.raises(ValueError, match="title"):
        Chart("", "a", (Bar("a", 1),))
    with pytest.raises(ValueError, match="bars"):
        Chart("By kind", "none", ())


@pytest.mark.parametrize("chart", [kinds(), days(), kinds(Bar("None", 0, "0", 0, 0)), days(1, 0)])
def test_a_png_is_as_wide_as_a_phone_twice_as_sharp_and_small(chart: Chart) -> None:
    drawn = charts.png(chart)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "PNG"
        assert picture.width == WIDTH * SHARP
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert len(drawn) < 30_000


def test_the_same_numbers_make_the_same_bytes() -> None:
    assert charts.png(days()) == charts.png(days())
    assert charts.svg(days()) == charts.svg(days())
    assert charts.png(days()) != charts.png(days(last=10))


def test_an_svg_says_what_it_shows_to_who_does_not_see_it() -> None:
    drawn = ElementTree.fromstring(charts.svg(kinds()))  # noqa: S314 - our own drawing
    assert drawn.tag == f"{SVG}svg"
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "By kind. Robbery 14, usually 3 to 9"
    assert [drawn.findtext(f"{SVG}{name}") for name in ("title", "desc")] == ["By kind", "Robbery 14, usually 3 to 9"]
    letters = ["".join(each.itertext()).strip() for each in drawn.iter(f"{SVG}text")]
    assert "Robbery" in letters
    assert "14" in letters


def test_labels_stay_text() -> None:
    hostile = '<b>"& $\\frac{1}{0}$'
    chart = Chart(hostile, hostile, (Bar(hostile, 3, hostile), Bar("a" * 300, 2, "b" * 300)), lying=True)
    drawn = charts.svg(chart)
    assert "<b>" not in drawn
    ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    assert "$\\frac{1}{0}$" in drawn
    assert charts.png(chart)


def test_a_label_is_one_line_of_letters_that_there_are() -> None:
    assert plain("KwaMashu\r\n\tSection M") == "KwaMashu Section M"
    assert plain("Umlazi 🚨") == "Umlazi ?"
    assert plain("Ñandú, Juárez, oThongathi") == "Ñandú, Juárez, oThongathi"
    assert charts.png(kinds(Bar("火事 🚨", 3, "3")))


def test_tones_differ_in_lightness_and_letters_are_dark() -> None:
    shades = sorted(luminance(FILL[tone]) for tone in Tone)
    assert all(lighter > 2 * darker for darker, lighter in pairwise(shades))
    assert contrast(INK, "#ffffff") >= 7
    assert contrast(FILL[Tone.NOW], BAND) >= 4.5
    assert contrast(FILL[Tone.NOW], "#ffffff") >= 4.5


def test_the_axis_writes_numbers_as_the_reader_does() -> None:
    chart = Chart("A day", "many", (Bar("", 3000),), number=lambda value: f"{value:,}".replace(",", "."))
    assert re.search(r">\s*3\.000\s*<|>\s*2\.000\s*<", charts.svg(chart))
