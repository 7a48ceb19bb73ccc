"""Every sentence stands in three languages, says the same in each, fits its channel, and is used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cities
import words
from flows.context import spoken_lines
from flows.reading.answer_words import says
from flows.reply import LONGEST_BUTTON, LONGEST_ROW
from messaging.replies import LONGEST_BODY
from nlu import notices
from nlu.components import commands
from officials.commands import verb_of
from settings import ROOT
from words import segments
from words.catalogue import LANGUAGES, Text, WordsError, load, placeholders

CODE = ("actions", "alerts", "console", "digests", "flows", "messaging", "officials", "webhook", "words", "reports", "surveys")

TITLES = {
    "menu.report",
    "menu.status",
    "menu.language",
    "language.name",
    "flow.skip",
    "flow.choose",
    "survey.begin",
    "survey.no",
    "survey.never",
    "menu.human",
    "forget_me.yes",
    "forget_me.no",
    *(key for key in words.load().keys if key.startswith("menu.meant_")),
}
"""Texts that stand on a button, or on the button that opens a list."""

ROWS = {"flow.more", *(key for key in words.load().keys if key.startswith("tips.title_"))}

PAGES = {
    "privacy.title",
    "privacy.text",
    *(key for key in words.load().keys if key.startswith("console.") and key != "console.code"),
}
"""Texts of a web page: they go out on no channel."""

NOTICES = {"NOTICES", "AVISOS", "IZAZISO", "YEKA"}
"""Words that ask for notices, and the one that stands before them for no more (nlu/notices.py)."""

RESERVED = {"STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "YES", "HELP", "INFO", "UNSTOP"}
"""Words to which Twilio itself reacts in an SMS; STOP and START are only named for stopping and starting."""

PIECES = {key for key in words.load().keys if key.startswith("digest.")}
"""What summaries are put together from: tests/digests/test_composing_texts.py measures the whole of them."""

TEXTS = [text for text in words.load() if text.key not in PAGES | PIECES]


def named(text: Text) -> str:
    return f"{text.key}-{text.language}" + (f"-{text.channel}" if text.channel else "")


def each(texts: list[Text]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("text", texts, ids=named)


def channels(text: Text) -> list[str]:
    """Where this wording is said: a general one also where no other stands for that channel."""
    if text.channel:
        return [text.channel]
    special = {other.channel for other in TEXTS if other.key == text.key and other.language == text.language}
    return [channel for channel in ("sms", "whatsapp") if channel not in special]


def fillings(language: str) -> Iterator[dict[str, str]]:
    """The longest that can stand in a placeholder, for each city."""
    for city in cities.load().values():
        states = (text.wording for text in TEXTS if text.key.startswith("status.") and text.language == language)
        yield {
            "city": city.name,
            "lines": spoken_lines(city.emergency_lines, language),
            "reference": "MMM-MMM-MMM",
            "day": "31/12/2026",
            "state": max((each for each in states if "{" not in each), key=len),
            **dict.fromkeys(("label", "labels", "parts", "missing", "twice", "example", "value", "what"), "x" * 28),
            **dict.fromkeys(("start", "end", "step", "count", "number", "numbers", "needed"), "100"),
            "month": "12/2026",
            "year": "2026",
            "points": "2",
            "questions": "30",
            **dict.fromkeys(("answers", "area"), "x" * 14),
            **dict.fromkeys(("area_share", "city_share"), "99"),
            **dict.fromkeys(("area_count", "city_count"), "9999"),
            "minutes": "10",
            "question": "x" * 40,
            "spoken": "Español",
            "messages": "1234",
            "reports": ", ".join(["MMM-MMM-MMM (en atención)"] * 3),
            "facts": "x" * 40,
            "report": f"MMM-MMM-MMM ({'x' * 24}, 31/12)",
            "body": "x" * 40,
            "code": "123456",
            "note": "x" * 100,
            "tag": "MMMM",
            "first": "MMMM",
            "kind": "x" * 24,
            "place": f"{'x' * 24} ({'x' * 40})",
            "at": "23:59",
            "time": "23:59",
            **dict.fromkeys(("who", "giver"), "x" * 20),
        }


def test_every_text_stands_in_every_language() -> None:
    kinds = {(text.key, text.channel) for text in words.load()}
    standing = {(text.key, text.channel, text.language) for text in words.load() if text.wording}
    missing = [(*kind, language) for kind in kinds for language in LANGUAGES if (*kind, language) not in standing]
    assert not missing


def test_every_text_for_one_channel_has_a_general_one() -> None:
    general = {text.key for text in words.load() if text.channel is None}
    assert {text.key for text in words.load()} == general


def test_the_same_is_filled_in_in_every_language() -> None:
    filled: dict[str, set[frozenset[str]]] = {}
    for text in words.load():
        filled.setdefault(text.key, set()).add(frozenset(placeholders(text.wording)))
    assert [key for key, sets in filled.items() if len(sets) > 1] == []


def test_a_text_without_its_languages_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "greet.yml").write_text("hello: Hola\n", "utf-8")
    with pytest.raises(WordsError, match=r"greet.yml: hello must have a wording for each of es, en, zu"):
        load(tmp_path)


def test_a_missing_text_is_an_error_and_not_another_language(tmp_path: Path) -> None:
    (tmp_path / "greet.yml").write_text("hello: {es: Hola}\n", "utf-8")
    with pytest.raises(WordsError, match=r"greet.hello in zu"):
        load(tmp_path).say("greet.hello", "zu", "sms")


@each([text for text in TEXTS if text.key in TITLES])
def test_a_title_fits_a_button(text: Text) -> None:
    assert len(text.wording) <= LONGEST_BUTTON


@each([text for text in TEXTS if text.key in ROWS])
def test_a_row_fits_a_list(text: Text) -> None:
    assert len(text.wording) <= LONGEST_ROW


@each([text for text in TEXTS if "whatsapp" in channels(text)])
def test_a_text_fits_a_whatsapp_message_with_buttons(text: Text) -> None:
    for values in fillings(text.language):
        assert len(text.wording.format(**values)) <= LONGEST_BODY


@each([text for text in TEXTS if "sms" in channels(text)])
def test_a_text_is_spelled_for_sms_and_fits_one_segment(text: Text) -> None:
    for values in fillings(text.language):
        count = segments.count(segments.for_sms(text.wording.format(**values)))
        assert count.encoding == "GSM-7"
        # The emergency lines are as long as the city needs them.
        assert count.segments <= (2 if "{lines}" in text.wording else 1)


@each(TEXTS)
def test_no_word_that_twilio_reacts_to_is_a_command_of_ours(text: Text) -> None:
    shouted = set(re.findall(r"\b[A-ZÁÉÍÓÚÑ]{3,}\b", text.wording))
    assert not shouted & RESERVED
    assert "STOP" not in shouted or text.key.startswith(("notice.", "privacy."))
    assert "START" not in shouted or text.key.startswith("stop.")


@each(TEXTS)
def test_every_command_that_is_named_is_understood(text: Text) -> None:
    known = commands.load()
    for word in re.findall(r"\b[A-ZÁÉÍÓÚÑ]{4,}\b", text.wording):
        asked = known.match(word) is not None or says("done", word) or word in NOTICES or verb_of(word) is not None
        assert asked, f"nobody understands {word}"


def test_the_words_that_stop_notices_do_so_together() -> None:
    for phrase in ("NO NOTICES", "SIN AVISOS", "YEKA IZAZISO"):
        assert notices.wished(phrase) == "stop"
        assert any(phrase in text.wording for text in TEXTS)
    for word in NOTICES - {"YEKA"}:
        assert notices.wished(word) == "start"


def test_every_key_in_the_code_exists_and_every_text_is_used() -> None:
    keys = words.load().keys
    files = {key.partition(".")[0] for key in keys}
    used: set[str] = set()
    unknown: list[str] = []
    for source, constant, is_beginning in _constants():
        group, dot, name = constant.partition(".")
        if group not in files or not dot or not re.fullmatch(r"\w*", name):
            continue
        meant = {key for key in keys if key.startswith(constant)} if is_beginning else keys & {constant}
        used |= meant
        if not meant:
            unknown.append(f"{source.relative_to(ROOT)}: {constant}")
    assert not unknown
    assert sorted(keys - used) == []


def _constants() -> Iterator[tuple[Path, str, bool]]:
    """Every text constant of the code, and whether it is the beginning of a text that is put together."""
    for folder in CODE:
        for source in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(source.read_text("utf-8"))
            beginnings = {id(node.values[0]) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and node.values}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield source, node.value, id(node) in beginnings
