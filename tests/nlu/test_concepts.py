"""The lexicon of concepts: what its notation means, and that its three languages are equals."""

import pytest
import yaml

from nlu.components import concepts
from nlu.components.concepts import Concepts, told, words_of
from words import LANGUAGES

FILES = {language: yaml.safe_load((concepts.FOLDER / f"{language}.yml").read_text("utf-8")) for language in LANGUAGES}

LEXICON = Concepts(
    {
        "gun": ["pistola", "isibham-", "nine mil"],
        "shoot": ["-dubul-", "dispar-"],
        "is_doing": ["-ando"],
        "there_is_none": ["no wat-", "no"],
        "water_supply": ["wat-"],
    }
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Pistola!", [["gun"], []]),
        ("pistolas", [[]]),
        ("isibhamu", [["gun"]]),
        ("bayadubulana", [["shoot"]]),
        ("están disparando", [[], ["is_doing", "shoot"]]),
        ("he has a nine-mil", [[], [], [], ["gun"], []]),
        ("nine of them", [[], [], []]),
        ("No water?", [["there_is_none"], ["water_supply"], []]),
        ("no wáter", [["there_is_none"], ["water_supply"]]),
        ("", []),
        ("🔥", []),
    ],
)
def test_words_speak_of_their_concepts(said: str, meant: list[list[str]]) -> None:
    assert LEXICON.of(said) == meant


def test_neighbours_stand_side_by_side() -> None:
    assert Concepts({"alone": ["left alone"]}).of("left him alone") == [[], [], []]
    assert Concepts({"alone": ["left alone"]}).of("she was left alone") == [[], [], ["alone"], []]


def test_a_model_reads_concepts_which_follows_which_and_which_stand_together() -> None:
    assert told([["child"], [], ["left"], ["alone"]]) == [
        *["child", "left", "alone"],
        *["child>left", "left>alone"],
        *["alone+child", "alone+left", "child+left"],
    ]
    assert told([]) == []


def test_every_language_has_every_concept() -> None:
    everywhere = set.intersection(*(set(entries) for entries in FILES.values()))
    assert [concept for entries in FILES.values() for concept in entries if concept not in everywhere] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_spelt_as_messages_are_read(language: str) -> None:
    for concept, entries in FILES[language].items():
        assert entries, concept
        assert len(set(entries)) == len(entries), concept
        for entry in entries:
            assert isinstance(entry, str), f"{concept}: {entry} is not quoted"
            for part in entry.split():
                assert words_of(part.strip("-")) == [part.strip("-")], f"{concept}: {entry}"


@pytest.mark.parametrize(
    ("spoken", "concept"),
    [
        ("Traen una pistola", "gun"),
        ("He's got a gun", "gun"),
        ("Unesibhamu", "gun"),
        ("No hay luz", "electricity"),
        ("there is no electricity", "electricity"),
        ("awukho ugesi", "electricity"),
        ("mi niño", "child"),
        ("my kid", "child"),
        ("ingane yami", "child"),
    ],
)
def test_the_languages_meet_in_one_concept(spoken: str, concept: str) -> None:
    assert concept in {each for word in concepts.load().of(spoken) for each in word}
