"""An emergency comes before everything that stands open: one test for each way in which a message could be taken for less."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Contact, Message, Run
from tests.actions.turns import LUPITA, Chat
from tests.line import Line

CRIES = {"es": "me quieren matar, ayuda", "en": "they want to kill me, help", "zu": "bafuna ukungibulala, ngisizeni"}
LINES = {
    "es": "Si corres peligro, llama ya: 911",
    "en": "If you are in danger, call now: 10111",
    "zu": "Uma usengozini, shaya manje: 10111",
}


def nothing(chat: Chat) -> None:
    pass


def a_place(chat: Chat) -> None:
    chat.says("they stole my phone", "report")


def a_story(chat: Chat) -> None:
    chat.says("report", "report", 1.0)


def a_summary_to_correct(chat: Chat) -> None:
    chat.says("they stole my phone in Inanda yesterday", "report")
    for _ in range(2):
        chat.says("2", "wordless", 1.0)


def a_choice_of_surveys(chat: Chat) -> None:
    chat.says("survey", "survey", 1.0)


def a_survey(chat: Chat) -> None:
    chat.says("survey", "survey", 1.0)
    chat.says("2", "wordless", 1.0)


def a_parked_survey(chat: Chat) -> None:
    a_survey(chat)
    chat.says("later", "pause", 1.0)


def a_survey_behind_a_report(chat: Chat) -> None:
    a_survey(chat)
    chat.says("report", "report", 1.0)


def a_guess(chat: Chat) -> None:
    chat.says("eish that thing", "nlu_fallback", 0.25, ("report", "status"))


def the_menu(chat: Chat) -> None:
    chat.says("hello", "greet")


def an_erasure_to_confirm(chat: Chat) -> None:
    chat.says("forget me", "forget_me", 1.0)


def an_erasure_under_way(chat: Chat) -> None:
    chat.says("forget me", "forget_me", 1.0)
    chat.says("1", "wordless", 1.0)


def topics_of_advice(chat: Chat) -> None:
    chat.says("tips", "tips", 1.0)


def a_stop(chat: Chat) -> None:
    chat.says("stop messages", "stop", 1.0)


def an_offer_after_an_emergency(chat: Chat) -> None:
    chat.says("they are at the door", "emergency")


def a_report_that_expired(chat: Chat) -> None:
    a_place(chat)
    with chat.line.board.sessions.writing() as session:
        session.scalars(select(Run)).one().updated_at = datetime.now(UTC) - timedelta(days=8)


OPEN: list[Callable[[Chat], None]] = [
    nothing,
    a_place,
    a_story,
    a_summary_to_correct,
    a_choice_of_surveys,
    a_survey,
    a_parked_survey,
    a_survey_behind_a_report,
    a_guess,
    the_menu,
    an_erasure_to_confirm,
    an_erasure_under_way,
    topics_of_advice,
    a_stop,
    an_offer_after_an_emergency,
    a_report_that_expired,
]


@pytest.mark.parametrize("language", ["es", "en", "zu"])
@pytest.mark.parametrize("stands_open", OPEN, ids=lambda each: each.__name__)
def test_the_lines_are_said_first_whatever_stands_open(line: Line, stands_open: Callable[[Chat], None], language: str) -> None:
    chat = Chat(line, LUPITA if language == "es" else "+27605550101", language)
    stands_open(chat)
    with line.board.sessions.writing() as session:
        contact = session.scalars(select(Contact)).first()
        if contact is not None:
            contact.language, contact.language_chosen = language, True
    said = chat.hears(CRIES[language], "emergency")
    assert said.startswith(LINES[language])


def a_list_of_problems(chat: Chat) -> None:
    chat.says("report", "report", 1.0)
    chat.says("our neighbours behave strangely", "report")


@pytest.mark.parametrize(
    ("stands_open", "text"),
    [(a_list_of_problems, "Assault or fight"), (a_summary_to_correct, "change the place"), (a_parked_survey, "Very unsafe")],
)
def test_words_that_are_also_a_choice_a_correction_or_a_late_answer_are_an_emergency_first(
    line: Line, stands_open: Callable[[Chat], None], text: str
) -> None:
    stands_open(chat := Chat(line))
    assert chat.hears(text, "emergency").startswith(LINES["en"])


def test_a_cry_that_quotes_a_question_of_another_conversation_is_no_answer_to_it(line: Line) -> None:
    chat = Chat(line)
    a_survey_behind_a_report(chat)
    with line.board.sessions.writing() as session:
        asked = session.scalars(select(Message).where(Message.direction == "out").order_by(Message.id)).all()[-2]
        asked.sid = "SM" + "e" * 32
    quoting = {"OriginalRepliedMessageSid": "SM" + "e" * 32}
    form = line.form(chat.who, chat.sender, CRIES["en"], **quoting)
    chat.line.form = lambda *_, **__: form  # type: ignore[method-assign]
    assert chat.hears(CRIES["en"], "emergency").startswith(LINES["en"])


def test_a_button_that_sounds_dangerous_is_a_button(line: Line) -> None:
    """Who taps "Gunshots" answers the question; the flow itself says the lines where they are due."""
    chat = Chat(line)
    chat.says("report", "report", 1.0)
    chat.says("something strange happens here", "report")
    assert LINES["en"] not in chat.hears("3", "wordless", 1.0)


def test_who_is_being_forgotten_is_only_given_the_lines(line: Line) -> None:
    chat = Chat(line)
    an_erasure_under_way(chat)
    said = chat.hears(CRIES["en"], "emergency")
    assert said == LINES["en"] + " (Police), 10177 (Ambulance and fire), 112 (Any emergency, from a cellphone)."
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Run)).all() == []
        assert session.scalars(select(Contact)).one().forgetting_at is not None, "it cancels nothing"
