"""Whatever is typed, a reader answers or asks again; and what is shown to be chosen can be chosen."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows import types
from flows.definition import Choice, Wording
from flows.reading import Said, Unclear, hear, help_for, read
from flows.reading.types import READERS
from nlu.fold import words_only
from tests.flows.reading.questions import FREQUENCY, WORRIES, YES_NO, question, surroundings

LANGUAGES = ("es", "en", "zu")
KINDS = sorted(READERS)
LISTS = {"frequency": FREQUENCY, "worries": WORRIES, "yes_no": YES_NO}
PIECES = st.sampled_from(
    [
        "1",
        "2",
        "13",
        "0",
        "-",
        "/",
        ":",
        ".",
        ",",
        " y ",
        " a ",
        " no-",
        "ayer",
        "izolo",
        "march",
        "12",
        "1990",
        "mil",
        "amashumi",
        "half",
        "½",
        "a las",
        "ngo-",
        "todas",
        "menos",
        "otro:",
        "listo",
        "-29.6",
        "30.9",
        ";",
        "°",
        "🙏",
        "\n",
        "²",
        "٣",
        "\u2044",
        "99999999999",
    ]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=8).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)


def test_every_type_that_is_asked_has_a_reader() -> None:
    assert set(READERS) == types.ASKED


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES), channel=st.sampled_from(["sms", "whatsapp"]), heard=st.booleans())
@settings(max_examples=120, deadline=None, derandomize=True)
@example(text="1/0", language="es", channel="sms", heard=False)
@example(text="29/2", language="en", channel="sms", heard=False)
def test_no_text_breaks_a_reader(kind: str, text: str, language: str, channel: str, heard: bool) -> None:
    asked = question(kind, choices=WORRIES, chat={"heard": "yes"} if heard else {})
    context = surroundings("durban", language, channel)
    hear(asked, text, context)
    try:
        reading = read(asked, Said(text), context)
    except Unclear as unclear:
        assert unclear.reason.startswith(("answer.", "flow."))
        return
    assert isinstance(reading.value["code"], str)


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("offered", LISTS)
def test_what_is_shown_can_be_said(kind: str, language: str, channel: str, offered: str) -> None:
    asked = question(kind, choices=LISTS[offered])
    context = surroundings("durban", language, channel)
    for number, choice in enumerate(asked.choices, start=1):
        for said in (str(number), f"{number}.", *choice.label, next(iter(choice.label)).upper()):
            assert read(asked, Said(said), context).code == choice.name
        assert read(asked, Said(payload=f"q={choice.name}"), context).code == choice.name


NAMES = st.lists(
    st.text(st.characters(categories=("L", "N")), min_size=2, max_size=12), min_size=2, max_size=9, unique_by=words_only
)


@given(names=NAMES)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_list_is_read_back_by_number_and_on_buttons_by_label(names: list[str]) -> None:
    choices = tuple(Choice(f"c{at}", Wording({"en": name})) for at, name in enumerate(names))
    asked = question("select_one", choices=choices)
    for number, choice in enumerate(choices, start=1):
        assert read(asked, Said(str(number)), surroundings(channel="sms")).code == choice.name
        label = choice.label.general["en"]
        if words_only(label):
            assert read(asked, Said(label), surroundings(channel="whatsapp")).code == choice.name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_there_is_help_for_every_type(kind: str, level: int) -> None:
    key, values = help_for(question(kind, choices=WORRIES), level, surroundings())
    assert key.endswith("_hint" if level == 1 else "_example")
    assert all(str(value) for value in values.values())


@pytest.mark.parametrize("kind", ["select_one", "select_multiple", "rank", "range", "date", "time", "dateTime"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_that_is_given_is_an_answer(kind: str, language: str) -> None:
    asked = question(kind, choices=WORRIES)
    _, values = help_for(asked, 2, surroundings("durban", language))
    for name in ("number", "numbers", "example"):
        if name in values:
            assert read(asked, Said(str(values[name])), surroundings("durban", language)).code
