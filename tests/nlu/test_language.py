"""Which language a message is in: messages written for these tests, none of them in the profiles' texts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from nlu import build_profiles
from nlu.fold import words_only
from nlu.language import FIRST, SWITCH, chosen, identify
from nlu.profiles import LANGUAGES, words

MESSAGES = Path(__file__).parent / "language_messages"


@dataclass(frozen=True)
class Area:
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    key: str
    language_prior: dict[str, float]
    areas: tuple[Area, ...]


JUAREZ = City(
    "juarez",
    {"es": 0.80, "en": 0.17, "zu": 0.03},
    (Area("Anapra"), Area("Riberas del Bravo"), Area("Zaragoza"), Area("Felipe Ángeles"), Area("México 68")),
)
DURBAN = City(
    "durban",
    {"zu": 0.55, "en": 0.42, "es": 0.03},
    (Area("Umlazi"), Area("KwaMashu"), Area("Phoenix"), Area("Chatsworth"), Area("Pinetown"), Area("Inanda")),
)
HOME = {"es": JUAREZ, "en": DURBAN, "zu": DURBAN}


def lines(name: str) -> list[str]:
    return [line for line in (MESSAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line]


def labelled(name: str) -> Iterator[tuple[str, str]]:
    for line in lines(name):
        label, text = line.split("\t")
        yield label, text


def accuracy(messages: list[str], language: str, city: City | None) -> float:
    return sum(identify(text, city=city).language == language for text in messages) / len(messages)


def short(language: str) -> list[str]:
    return [text for text in lines(language) if len(text.split()) <= 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_one_to_three_words_is_placed_at_home(language: str) -> None:
    assert len(short(language)) >= 60
    assert accuracy(short(language), language, HOME[language]) >= 0.97


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_messages_that_nothing_was_tuned_on_are_placed_at_home(language: str) -> None:
    assert accuracy(lines(f"{language}_unseen"), language, HOME[language]) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_one_to_three_words_is_placed_without_knowing_the_city(language: str) -> None:
    assert accuracy(short(language), language, None) >= 0.94


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", [None, JUAREZ, DURBAN], ids=["nowhere", "juarez", "durban"])
def test_a_longer_message_is_placed_anywhere(language: str, city: City | None) -> None:
    longer = [text for text in lines(language) if len(text.split()) > 3]
    assert accuracy(longer, language, city) == 1.0


@pytest.mark.parametrize(("language", "city"), [("en", JUAREZ), ("es", DURBAN), ("zu", JUAREZ)])
def test_a_visitor_is_not_drowned_by_the_citys_own_language(language: str, city: City) -> None:
    assert accuracy(short(language), language, city) >= 0.90


@pytest.mark.parametrize(("languages", "text"), list(labelled("mixed")))
def test_a_mixed_message_is_in_the_language_of_its_sentence(languages: str, text: str) -> None:
    if text.startswith("i-service delivery"):
        pytest.xfail("three English words against three isiZulu ones")
    guess = identify(text, city=JUAREZ if languages == "es" else DURBAN)
    assert guess.language in languages.split()
    assert not guess.other


def test_messages_in_other_languages_are_told_apart() -> None:
    told = [identify(text).other for _, text in labelled("other")]
    assert sum(told) / len(told) >= 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_ours_is_taken_for_another_language(language: str) -> None:
    ours = lines(language) + build_profiles.texts(language)
    assert [text for text in ours if identify(text, city=HOME[language]).other] == []


def test_the_neighbours_of_isizulu_are_answered_in_isizulu() -> None:
    guesses = [identify(text, city=DURBAN) for _, text in labelled("neighbours")]
    assert not any(guess.other for guess in guesses)
    assert sum(guess.language == "zu" for guess in guesses) >= len(guesses) - 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "031 555 0101",
        "10111",
        "Umlazi",
        "eMlazi",
        "KwaMashu",
        "kwaMashu",
        "ePhoenix",
        "ok",
        "no",
        "Si",
        "👍",
        "🔥🔥",
        "https://example.org/foto",
        "lupita@example.org",
        "si ok",
        "2",
        "!!!",
    ],
)
def test_what_tells_nothing_keeps_the_contacts_language_with_little_confidence(text: str) -> None:
    for contact in LANGUAGES:
        guess = identify(text, contact=contact, city=DURBAN)
        assert guess.language == contact
        assert guess.confidence < SWITCH < FIRST
        assert not guess.other


def test_what_tells_nothing_from_a_stranger_is_in_the_citys_first_language() -> None:
    assert identify("Umlazi", city=DURBAN).language == "zu"
    assert identify("68", city=JUAREZ).language == "es"


def test_a_contact_who_changes_language_is_followed() -> None:
    guess = identify("There is no water in Umlazi V section", contact="zu", city=DURBAN)
    assert guess.language == "en"
    assert guess.confidence >= SWITCH


def test_a_sentence_with_places_in_it_is_read_by_its_other_words() -> None:
    assert identify("Isibani somgwaqo siphukile eMlazi", city=DURBAN).language == "zu"
    assert identify("I live in KwaMashu", city=DURBAN).language == "en"


def test_the_answer_is_the_same_every_time_and_in_every_thread() -> None:
    texts = [text for language in LANGUAGES for text in lines(language)]
    alone = [identify(text, city=DURBAN) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(lambda text: identify(text, city=DURBAN), texts)) == alone


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1700,
        "\u0000\u0001",
        "ñ\u0303\u0303",
        "\ud83d",
        "…",
        "/restart",
        "' OR 1=1",
        "’’’",
        "ß",
        "ﬁre",
        "İstanbul",
    ],
)
def test_strange_input_gets_a_guess_and_never_an_error(text: str) -> None:
    assert identify(text, city=DURBAN).language in LANGUAGES
    chosen(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", "en"),
        ("ENGLISH", "en"),
        ("englsh", "en"),
        ("Englisch pls", "en"),
        ("in English", "en"),
        ("speak english", "en"),
        ("Do you speak English?", "en"),
        ("Can we talk in english please", "en"),
        ("I want English", "en"),
        ("inglés", "en"),
        ("hablan ingles?", "en"),
        ("ngicela isingisi", "en"),
        ("NgesiNgisi", "en"),
        ("de español a inglés", "en"),
        ("switch to English", "en"),
        ("en español", "es"),
        ("español por favor", "es"),
        ("espanol porfa", "es"),
        ("habla español?", "es"),
        ("¿Hablas español?", "es"),
        ("Spanish please", "es"),
        ("quiero hablar en español", "es"),
        ("isiSpanish", "es"),
        ("I don't speak English, Spanish please", "es"),
        ("no hablo inglés, español", "es"),
        ("espñaol", "es"),
        ("isiZulu", "zu"),
        ("ngesiZulu", "zu"),
        ("Zulu", "zu"),
        ("zulu pls", "zu"),
        ("ngicela ukhulume isiZulu", "zu"),
        ("isizuluu", "zu"),
        ("Can you speak Zulu?", "zu"),
        ("uyakhuluma isiZulu?", "zu"),
        ("ngicela isizulu", "zu"),
        ("Angikhulumi isiNgisi, ngicela isiZulu", "zu"),
    ],
)
def test_a_language_asked_for_is_chosen(text: str, language: str) -> None:
    assert chosen(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "",
        "help",
        "idioma",
        "language",
        "ulimi",
        "No hablo inglés",
        "I don't speak English",
        "¿inglés o español?",
        "the English teacher robbed me",
        "mi maestra de inglés fue asaltada",
        "single",
        "please",
        "en",
        "uthisha wesiNgisi ungishayile",
        "a Zulu man was attacked in town",
        "KwaZulu",
        "Me asaltaron anoche en Anapra",
        "angikhulumi isiNgisi",
    ],
)
def test_a_message_that_chooses_no_language_chooses_none(text: str) -> None:
    assert chosen(text) is None


def test_the_held_out_messages_are_in_no_profile() -> None:
    taught = {words_only(text) for language in LANGUAGES for text in build_profiles.texts(language)}
    for language in LANGUAGES:
        held_out = {words_only(text) for text in lines(language)}
        assert {text for text in held_out & taught if len(text.split()) > 3} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profiles_in_git_are_what_the_texts_build(language: str) -> None:
    built = build_profiles.as_json(build_profiles.build(language))
    assert (Path(build_profiles.HERE) / f"{language}.json").read_text(encoding="utf-8") == built


def test_no_cue_word_belongs_to_two_languages_or_to_none() -> None:
    lists = [words(language)["cues"] for language in LANGUAGES]
    lists += [words("shared")["neutral"], words("shared")["elsewhere"]]
    every = [word for each in lists for word in each]
    assert len(every) == len(set(every))
    assert [word for word in every if words_only(word).replace(" ", "") != word.replace("'", "")] == []
