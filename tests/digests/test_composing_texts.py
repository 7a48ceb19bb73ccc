"""As texts: three lines that say what matters, within two segments whatever happened, and the rest page by page."""

import dataclasses
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cities
from cities import City
from digests.about import About
from digests.composing import more, short
from digests.figures import Figures, Group, Item, Line, Quality
from digests.texts import PAGE_WHATSAPP, SHORT_WHATSAPP, pages
from officials import commands
from tests.digests.summaries import about, busy, calm, item, line
from words import LANGUAGES, load, segments

CHANNELS = ("sms", "whatsapp")
BIG = 9_999_999


def babel() -> City:
    """A city whose names are all long, and in letters that no SMS knows."""
    durban = cities.load()["durban"]
    return dataclasses.replace(
        durban,
        name="Ciudad de Ñuñoá y Ünderwater 🌊 del Río Grande de Santiago",
        areas=tuple(dataclasses.replace(each, label=f"Зона {each.label} 🏚 {'wide ' * 12}") for each in durban.areas),
        categories=tuple(
            dataclasses.replace(each, labels={key: f"{text} [{{ñ}}] ~€" for key, text in each.labels.items()})
            for each in durban.categories
        ),
    )


CITIES: dict[str, Callable[[], City]] = {
    "durban": lambda: cities.load()["durban"],
    "juarez": lambda: cities.load()["juarez"],
    "babel": babel,
}


# What they say


def test_naidoo_reads_three_lines_and_how_to_get_the_rest() -> None:
    assert short(busy(), about(), "sms").splitlines() == [
        "Durban 23 Nov: 1,214 reports, more than usual (876-1,098)",
        "Urgent 5: R7K3 Gunshots or gangs, Umlazi; X2MF Flood, storm or fire, Inanda; 9CT4 Threats or extortion",
        "Up: Flood, storm or fire 41, Gunshots or gangs 141, Robbery or theft 314. Down: Rubbish or dumping 61",
        "Answer MORE for the rest.",
    ]


def test_with_nothing_urgent_what_changed_and_what_waits_are_told() -> None:
    told = short(busy(urgent=(), urgent_in_all=0, changed=("area:umlazi",)), about(), "sms").splitlines()
    assert told[1:3] == ["Up: Umlazi 201", "Not answered 312, late 41, oldest 19 days"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Durban 23 Nov: no reports, as usual (0-4)\nNothing urgent, nothing out of the ordinary.\nAnswer MORE for the rest.",
        ),
        (
            "es",
            "Durban 23 nov: ningun reporte, como es habitual (0-4)\nNada urgente ni fuera de lo normal.\n"
            "Responda MAS para ver el resto.",
        ),
        (
            "zu",
            "Durban 23 Nov: ayikho imibiko, njengokujwayelekile (0-4)\nAkukho okuphuthumayo, konke kujwayelekile.\n"
            "Phendula uthi OKUNINGI ukuthola okusele.",
        ),
    ],
)
def test_a_calm_morning_is_told_as_calm(language: str, said: str) -> None:
    assert short(calm(), about(language), "sms") == said


def test_on_whatsapp_letters_keep_their_accents() -> None:
    assert "más de lo habitual" in short(busy(), about("es"), "whatsapp")
    assert "Responda MÁS" in short(busy(), about("es"), "whatsapp")


def test_more_tells_every_report_every_kind_and_every_area_once() -> None:
    rest = "\n".join(pages(busy(), about(), "sms"))
    for tag in ("R7K3", "X2MF", "9CT4", "H4W9", "K7P2", "M3XC"):
        assert rest.count(tag) == 1
    for said in ("Xenophobia few", "Folweni few", "Umlazi 201", "Water or sewage 267", "Violence against women and children: 23"):
        assert said in rest


def test_after_the_last_page_there_is_no_more() -> None:
    every = pages(busy(), about(), "sms")
    assert [more(busy(), about(), "sms", number) for number in range(1, len(every) + 1)] == every
    assert every[0].endswith(f"(1/{len(every)}) Answer MORE to go on.")
    assert every[-1].endswith(f"({len(every)}/{len(every)}) That is all.")
    for beyond in (0, -1, len(every) + 1):
        assert more(busy(), about(), "sms", beyond) == "There is no more in this summary."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_to_answer_are_understood_when_they_come_back(language: str) -> None:
    catalogue = load()
    for key, verb in (("ack", "acknowledge"), ("done", "done"), ("assign", "assign"), ("who", "who"), ("more", "more")):
        word = catalogue.say(f"digest.command_{key}", language, "sms")
        for typed in (word, word.lower(), segments.for_sms(word)):
            assert commands.verb_of(typed) == verb
    assert commands.asks_for_more(catalogue.say("digest.command_more", language, "sms"))
    read = commands.read(f"{catalogue.say('digest.command_ack', language, 'sms')} R7K3")
    assert [each.verb for each in read] == ["acknowledge"]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_report_of_a_protected_kind_or_a_sensitive_place(language: str, channel: str) -> None:
    leaked = item(9, "7777", "sexual_violence", "umlazi", 2, dangerous=True)
    sensitive = item(8, "8888", "threats", "phoenix", 2, sensitive=True)
    figures = calm(
        urgent=(leaked, sensitive),
        waiting=(leaked,),
        unanswered=2,
        groups=(Group("cluster", "sexual_violence", "umlazi", ("a",), 3, 100, 60),),
        categories=(line("sexual_violence", 771),),
        changed=("category:sexual_violence",),
    )
    said = "\n".join([short(figures, about(language), channel), *pages(figures, about(language), channel)])
    assert "8888" in said
    for hidden in ("7777", "771", "Umlazi", "Phoenix"):
        assert hidden not in said


# What they cost, whatever the figures are


def names(city: City) -> tuple[list[str], list[str]]:
    return [each.name for each in city.categories], [each.name for each in city.areas]


@st.composite
def summaries(draw: st.DrawFn) -> tuple[Figures, About]:
    city = CITIES[draw(st.sampled_from(sorted(CITIES)))]()
    kinds, places = names(city)
    counts = st.integers(0, BIG)

    def compared(name: str) -> Line:
        verdict = draw(st.sampled_from(("usual", "more", "less", "few")))
        low, high = sorted((draw(counts), draw(counts)))
        return Line(name, draw(st.one_of(st.none(), counts)), draw(st.floats(0, BIG)), low, high, verdict)

    def reported(number: int) -> Item:
        about_it = {
            "dangerous": draw(st.booleans()),
            "overdue": draw(st.booleans()),
            "sensitive": draw(st.booleans()),
            "state": draw(st.sampled_from(("received", "acknowledged"))),
        }
        tag = draw(st.sampled_from((None, "R7K3", "MMMMMMM")))
        area = draw(st.one_of(st.none(), st.sampled_from(places), st.just("a_place_that_is_gone")))
        return item(number, tag, draw(st.sampled_from([*kinds, "gone"])), area, draw(st.integers(0, 9999)), **about_it)

    categories = tuple(compared(name) for name in draw(st.lists(st.sampled_from(kinds), unique=True)))
    areas = tuple(compared(name) for name in draw(st.lists(st.sampled_from(places), unique=True, max_size=40)))
    changed = [f"category:{each.name}" for each in categories] + [f"area:{each.name}" for each in areas]
    group = Group("cluster", draw(st.sampled_from(kinds)), draw(st.sampled_from(places)), ("a",), BIG, BIG, BIG)
    figures = Figures(
        total=compared("total"),
        categories=categories,
        dimensions=(),
        areas=areas,
        protected=draw(st.one_of(st.none(), st.just(line("protected", BIG)))),
        changed=tuple(draw(st.permutations(changed))),
        urgent=tuple(reported(number) for number in range(draw(st.integers(0, 5)))),
        unanswered=draw(counts),
        overdue=draw(counts),
        oldest_days=draw(st.integers(0, 99_999)),
        waiting=tuple(reported(number) for number in range(50, 50 + draw(st.integers(0, 5)))),
        groups=(group,) * draw(st.integers(0, 3)),
        silent=tuple(draw(st.lists(st.sampled_from(places), unique=True, max_size=30))),
        pulse=None,
        quality=Quality({"zu": (BIG, BIG), "xx": (1, 3)}, BIG, BIG, BIG, BIG),
        days=(),
        urgent_in_all=draw(counts),
    )
    return figures, about(draw(st.sampled_from(LANGUAGES)), city)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(summaries())
def test_a_summary_fits_two_segments_and_says_how_to_get_the_rest(summary: tuple[Figures, About]) -> None:
    figures, frame = summary
    said = short(figures, frame, "sms")
    counted = segments.count(said)
    assert (counted.encoding, counted.segments <= 2) == ("GSM-7", True)
    assert 3 <= len(said.splitlines()) <= 4
    word = segments.for_sms(load().say("digest.command_more", frame.language, "sms"))
    assert segments.for_sms(word).translate(str.maketrans("Á", "A")) in said.splitlines()[-1]
    assert len(short(figures, frame, "whatsapp")) <= SHORT_WHATSAPP


@settings(max_examples=60, derandomize=True, deadline=None)
@given(summaries())
def test_each_page_of_more_fits_three_segments_and_nothing_is_lost(summary: tuple[Figures, About]) -> None:
    figures, frame = summary
    every = pages(figures, frame, "sms")
    for number, page in enumerate(every, start=1):
        counted = segments.count(page)
        assert (counted.encoding, counted.segments <= 3) == ("GSM-7", True)
        assert f"({number}/{len(every)})" in page
    hidden = {each.name for each in frame.city.categories if each.protected}
    rest = "\n".join(every)
    for each in (*figures.urgent, *figures.waiting):
        assert each.tag is None or each.category in hidden or each.tag in rest
    assert all(len(page) <= PAGE_WHATSAPP for page in pages(figures, frame, "whatsapp"))


def test_the_longest_that_the_pilots_can_say_still_names_what_is_urgent() -> None:
    """The longest kind and the longest area of each city, in each language, on the same day."""
    for key in ("durban", "juarez"):
        city = cities.load()[key]
        for language in LANGUAGES:
            open_kinds = [each for each in city.categories if not each.protected]
            kind = max(open_kinds, key=lambda each: len(each.label(language)))
            place = max(city.areas, key=lambda each: len(each.label))
            figures = busy(
                total=line("total", 88_888, 77_777, 78_888, "more", 78_000.0),
                urgent=tuple(item(number, "MMMMM", kind.name, place.name, 0) for number in range(3)),
                categories=(line(kind.name, 88_888, verdict="more"),),
                changed=(f"category:{kind.name}",),
            )
            told = short(figures, about(language, city), "sms")
            assert segments.count(told).segments <= 2
            assert re.search(r"\bMMMMM\b", told)
