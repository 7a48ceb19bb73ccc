"""Asking to be forgotten: confirmed once, never by accident, and nothing on the way keeps or undoes it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from contacts import erasing
from messaging import outbox
from models import Contact, Message, Report, Run
from surveys import people
from tests.actions.turns import Chat
from tests.contacts.residents import holding, told
from tests.line import Line


def forgetting_since(line: Line) -> datetime | None:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Contact.forgetting_at)).one()


def asks(chat: Chat) -> str:
    return chat.hears("forget me", "forget_me", 1.0)


@pytest.mark.parametrize(("text", "intent"), [("1", "wordless"), ("yes", "affirm"), ("Yes, erase it all", "nlu_fallback")])
def test_a_number_a_yes_or_the_words_of_the_button_confirm(line: Line, text: str, intent: str) -> None:
    chat = Chat(line)
    assert "1 Yes, erase it all\n2 No, keep it" in asks(chat)
    assert forgetting_since(line) is None, "nothing happens before they said yes"
    assert "erased within an hour" in chat.hears(text, intent)
    assert forgetting_since(line) is not None


@pytest.mark.parametrize(("text", "intent"), [("2", "wordless"), ("no", "deny")])
def test_a_no_keeps_everything(line: Line, text: str, intent: str) -> None:
    chat = Chat(line)
    asks(chat)
    assert "nothing is erased" in chat.hears(text, intent)
    assert forgetting_since(line) is None
    assert "Shall we erase" not in chat.hears("my data", "my_data", 1.0)


def test_the_question_is_asked_again_after_something_else(line: Line) -> None:
    chat = Chat(line)
    chat.says("hello", "greet")
    asks(chat)
    assert "Shall we erase" in chat.hears("who reads this? give me a person", "human", 1.0)
    assert "Shall we erase" in chat.hears("thanks", "thanks", 1.0)
    assert "erased within an hour" in chat.hears("1", "wordless", 1.0)


def test_a_number_means_what_was_offered_last(line: Line) -> None:
    chat = Chat(line)
    chat.says("hello", "greet")
    asks(chat)
    chat.says("what is this", "help", 1.0)
    chat.says("1", "wordless", 1.0)
    assert forgetting_since(line) is None, "1 was a report in the menu"


def test_a_yes_to_something_else_is_not_a_yes_to_this(line: Line) -> None:
    chat = Chat(line)
    asks(chat)
    chat.says("2", "wordless", 1.0)
    chat.says("yes", "affirm")
    assert forgetting_since(line) is None


def tap(chat: Chat, line: Line) -> str:
    """They tap the button of an earlier message."""
    form = chat.line.form
    chat.line.form = lambda who, to, body: form(who, to, body, ButtonPayload="forget=yes", ButtonText="x")  # type: ignore[method-assign]
    try:
        return chat.hears("Yes, erase it all", "nlu_fallback", 0.3)
    finally:
        chat.line.form = form  # type: ignore[method-assign]


def test_its_button_counts_after_other_messages_too(line: Line) -> None:
    chat = Chat(line)
    asks(chat)
    chat.says("what is this", "help", 1.0)
    assert "erased within an hour" in tap(chat, line)


def test_an_old_button_only_asks_again(line: Line) -> None:
    chat = Chat(line)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=3), tick=False):
        asks(chat)
    assert "Shall we erase" in tap(chat, line)
    assert forgetting_since(line) is None


def test_in_a_running_report_a_yes_answers_this_question_and_nothing_of_it_goes_on(line: Line) -> None:
    chat = Chat(line)
    chat.says("they stole my phone", "report")
    asks(chat)
    chat.says("yes", "affirm")
    assert forgetting_since(line) is not None
    with line.board.sessions.reading() as session:
        assert set(session.scalars(select(Run.state))) == {"cancelled"}


def test_nobody_who_is_being_forgotten_is_invited_or_begins_anything(line: Line) -> None:
    contact_id = told(line)
    chat = Chat(line)
    asks(chat)
    chat.says("1", "wordless", 1.0)
    assert "We are erasing" in chat.hears("they stole my bag in Inanda", "report")
    assert "We are erasing" in chat.hears("forget me", "forget_me", 1.0)
    with line.board.sessions.reading() as session:
        assert len(session.scalars(select(Report)).all()) == 1
        assert not people.agrees(session, session.get_one(Contact, contact_id))


def test_from_the_question_to_the_last_row(line: Line) -> None:
    contact_id = told(line)
    chat = Chat(line)
    asks(chat)
    chat.says("1", "wordless", 1.0)
    chat.says("they want to kill me, help", "emergency")
    assert erasing.forget_due(line.board) == 0, "what she was told is not sent yet"
    while outbox.send_next(line.board):
        pass
    said = line.said_to(chat.who)
    assert "erased within an hour" in said[-2]
    assert "10111" in said[-1]
    assert erasing.forget_due(line.board) == 1
    assert holding(line, contact_id) == ["audit_entry"]
    assert holding(line, "they want to kill me") == []
    chat.says("hello", "greet")
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Message.contact_id)).first() != contact_id
