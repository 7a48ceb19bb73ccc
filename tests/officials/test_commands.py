"""What officials type with their thumbs is understood, and what residents write is not taken for it."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from nlu.components import commands as residents_commands
from nlu.references import ALPHABET, check
from officials import commands
from officials.commands import ACKNOWLEDGE, ASSIGN, DONE, MORE, VERBS, WHO, Command, Enrolment
from reports import reference

A, B, C = ("R7K2", "X2MX", "T4KT")
"""Three tags whose last symbol checks the rest."""


def test_these_are_tags() -> None:
    assert all(check(tag[:-1]) == tag[-1] for tag in (A, B, C))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("ACK {}", ACKNOWLEDGE),
        ("ack {}", ACKNOWLEDGE),
        ("Got it {}", ACKNOWLEDGE),
        ("aknowledge {}", ACKNOWLEDGE),
        ("Enterado {}", ACKNOWLEDGE),
        ("RECIBIDO {}.", ACKNOWLEDGE),
        ("resivido {}", ACKNOWLEDGE),
        ("Ngitholile {}", ACKNOWLEDGE),
        ("NGIYIBONILE {}", ACKNOWLEDGE),
        ("DONE {}", DONE),
        ("dun {}", DONE),
        ("done: {}", DONE),
        ("Fixed {}!", DONE),
        ("HECHO {}", DONE),
        ("ya quedó {}", DONE),
        ("arreglado el {}", DONE),
        ("Kwenziwe {}", DONE),
        ("sekulungisiwe {}", DONE),
        ("MORE {}", MORE),
        ("más {}", MORE),
        ("Okuningi {}", MORE),
        ("WHO {}", WHO),
        ("who has {}?", WHO),
        ("¿Quién tiene {}?", WHO),
        ("kien {}", WHO),
        ("Ubani {}", WHO),
        ("ASSIGN {} Botha", ASSIGN),
        ("pasar {} a Botha", ASSIGN),
        ("Asígnale {} a Botha", ASSIGN),
        ("nika {} uBotha", ASSIGN),
        ("please ack {}", ACKNOWLEDGE),
        ("Ngicela ubani {}", WHO),
    ],
)
def test_a_verb_in_the_words_of_three_languages(text: str, verb: str) -> None:
    (command,) = commands.read(text.format(A))
    assert (command.verb, command.tag) == (verb, A)


@pytest.mark.parametrize(
    "typed", ["R7K2", "r7k2", "R7K2.", "R7-K2", "R7 K2", "#R7K2", "code R7K2", "“R7K2”", "R7\u200bK2", "Ｒ７Ｋ２"]
)
def test_a_tag_as_thumbs_type_it(typed: str) -> None:
    assert commands.read(f"ack {typed}") == (Command(ACKNOWLEDGE, A),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"DONE {A} lamp replaced, wiring too, and ACK {B}", [(DONE, A, "lamp replaced, wiring too"), (ACKNOWLEDGE, B, "")]),
        (f"ack {A}; who {B}", [(ACKNOWLEDGE, A, ""), (WHO, B, "")]),
        (f"ack {A}\nassign {B} Cele\ndone {C}", [(ACKNOWLEDGE, A, ""), (ASSIGN, B, "Cele"), (DONE, C, "")]),
        (f"HECHO {A} lámpara nueva y RECIBIDO {B}", [(DONE, A, "lámpara nueva"), (ACKNOWLEDGE, B, "")]),
        (f"Ngitholile {A} futhi kwenziwe {B}", [(ACKNOWLEDGE, A, ""), (DONE, B, "")]),
        (f"ACK {A}, {B} and {C}", [(ACKNOWLEDGE, A, ""), (ACKNOWLEDGE, B, ""), (ACKNOWLEDGE, C, "")]),
        (f"done {A} {B} both lamps", [(DONE, A, "both lamps"), (DONE, B, "both lamps")]),
        (f"done {A} 24km of cable laid", [(DONE, A, "24km of cable laid")]),
        (f"done {A}. done {B}.", [(DONE, A, ""), (DONE, B, "")]),
        (f"ack {A} ack {A}", [(ACKNOWLEDGE, A, "ack R7K2")]),
        (f"ack {A}, ack {A}", [(ACKNOWLEDGE, A, "")]),
        (f"done {A} =HYPERLINK(1) <script>", [(DONE, A, "=HYPERLINK(1) <script>")]),
    ],
)
def test_several_in_one_message(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(each.verb, each.tag, each.rest) for each in commands.read(text)] == expected


@given(st.sampled_from((A, B, C)), st.integers(0, 3), st.sampled_from(ALPHABET))
@settings(max_examples=200, deadline=None)
def test_a_wrong_symbol_never_names_another_report(tag: str, place: int, symbol: str) -> None:
    typed = tag[:place] + symbol + tag[place + 1 :]
    (command,) = commands.read(f"done {typed}")
    assert command.tag == (tag if typed == tag else None)


@pytest.mark.parametrize("typed", ["R7K8", "R7K", "RK72", "7RK2", "R7KZ", "ROK2", "R7KK2"])
def test_a_mistyped_tag_is_a_command_with_a_mistake(typed: str) -> None:
    assert commands.read(f"ack {typed}") == (Command(ACKNOWLEDGE, None),)


@pytest.mark.parametrize(
    "text",
    [
        "done",
        "listo",
        "more",
        "who did it?",
        "who can I call about 10111",
        "listo, a las 10pm",
        "done 2day",
        "hecho en casa",
        "quién es 911",
        "done at 24 Main road",
        "they broke in, done R7K2",
        "what about R7K2",
        "received 7K3-9RX-2MW?",
        "seen by 2 men at 18h30",
        "give us water",
        "pasa 2024",
        "vuma",
        "me asaltaron en Anapra",
        "",
        "   ",
        "R7K2",
    ],
)
def test_what_residents_write_is_no_command(text: str) -> None:
    assert commands.read(text) == ()


def test_no_command_of_residents_is_one_of_officials() -> None:
    for phrase in residents_commands.load().phrases:
        assert commands.read(phrase) == ()
        assert commands.enrolment(phrase) is None
        assert not commands.asks_for_more(phrase)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_without_an_error(text: str) -> None:
    for command in commands.read(text):
        assert command.verb in VERBS
        assert command.tag is None or check(command.tag[:-1]) == command.tag[-1]
    commands.enrolment(text)


def test_a_message_full_of_commands_is_read_in_their_order() -> None:
    found = commands.read(", ".join(f"ack {tag}" for tag in (A, B, C)) + ", " + f"done {A} x " * 100)
    assert [each.tag for each in found[:3]] == [A, B, C]
    assert all(len(each.rest) <= commands.LONGEST_NOTE for each in found)


@pytest.mark.parametrize("text", ["MORE", "more please", "Más", "mas.", "Okuningi", "ver más"])
def test_more_alone(text: str) -> None:
    assert commands.asks_for_more(text)


@pytest.mark.parametrize("verb", ["ENROL", "enroll", "Inscribir", "INSCRIBIRME", "Bhalisa", "enrol me"])
def test_the_official_text_of_an_enrolment(verb: str) -> None:
    code = reference.new()
    for spelled in (code, code.lower(), code.replace("-", " "), code.replace("-", ""), f"{code}."):
        assert commands.enrolment(f"{verb} {spelled}") == Enrolment(code)


def test_a_mistyped_enrolment_is_one_with_a_mistake() -> None:
    code = reference.new()
    wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]
    assert commands.enrolment(f"ENROL {wrong}") == Enrolment(None)
    assert commands.enrolment("enrol my child at school") is None
    assert commands.enrolment(code) is None, "a reference alone is a resident's"


@pytest.mark.parametrize(
    ("rest", "name", "left"),
    [
        ("Botha", "botha", ""),
        ("to Botha please look", "botha", "please look"),
        ("a María Ruiz revisa el cable", "maria ruiz", "revisa el cable"),
        ("@n_botha", "n_botha", ""),
        ("ku Cele", "cele", ""),
    ],
)
def test_a_colleague_is_named_first(rest: str, name: str, left: str) -> None:
    assert name in list(commands.colleague(rest))
    assert commands.behind(rest, name) == left


def test_no_word_stands_for_two_verbs_and_all_are_text() -> None:
    lists = yaml.safe_load(commands.FILE.read_text("utf-8"))
    every = [word for entries in lists["verbs"].values() for word in entries]
    assert all(isinstance(word, str) for word in every + [word for name in lists if name != "verbs" for word in lists[name]])
    assert len(every) == len(set(every))


def test_the_words_that_summaries_offer_are_understood() -> None:
    catalogue = words.load()
    offered = {"ack": ACKNOWLEDGE, "done": DONE, "assign": ASSIGN, "who": WHO, "more": MORE}
    for name, verb in offered.items():
        for language in words.LANGUAGES:
            assert commands.verb_of(catalogue.say(f"digest.command_{name}", language, "sms")) == verb
