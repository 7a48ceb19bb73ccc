"""Notices stop alone, by words, in any state of a conversation; everything else goes on, and they come back by a word."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import Contact, Run, Turn, Update
from reports import notices
from tests.actions.turns import THANDI, Chat
from tests.line import Line
from tests.reports.authors import moves, reports, told
from tests.surveys.conftest import Clock, clock

__all__ = ["clock"]

STOPPED = "Done, no more notices about your reports; write NOTICES to get them back, and STATUS still works."


def thandi(line: Line) -> Contact:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Contact)).one()


@pytest.mark.parametrize(
    ("intent", "confidence"), [("stop", 0.99), ("nlu_fallback", 0.3), ("report", 0.8), ("deny", 0.9), ("status", 1.0)]
)
def test_no_notices_stops_them_whatever_the_model_thinks(line: Line, intent: str, confidence: float) -> None:
    assert Chat(line).hears("No notices please", intent, confidence).endswith(STOPPED)
    assert thandi(line).notices_stopped_at is not None
    assert thandi(line).stopped_at is None
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Turn)).one().intent == "notices"


@pytest.mark.parametrize(
    ("language", "stop", "start", "said"),
    [
        ("es", "SIN AVISOS", "AVISOS", "escribe AVISOS para volver a recibirlos"),
        ("en", "NO NOTICES", "NOTICES", "write NOTICES to get them back"),
        ("zu", "YEKA IZAZISO", "IZAZISO", "bhala IZAZISO ukuze uphinde wazi"),
    ],
)
def test_the_words_that_a_notice_names_stop_and_start_them(line: Line, language: str, stop: str, start: str, said: str) -> None:
    chat = Chat(line, language=language)
    assert said in chat.hears(stop, "nlu_fallback", 0.2)
    assert stop in chat.hears(start, "nlu_fallback", 0.2)
    assert thandi(line).notices_stopped_at is None


def test_an_emergency_comes_first_whatever_else_is_said(line: Line) -> None:
    told = Chat(line).hears("no notices", "emergency", 0.9)
    assert "10111" in told and STOPPED not in told
    assert thandi(line).notices_stopped_at is None


def test_in_the_middle_of_a_report_the_question_is_asked_again(line: Line) -> None:
    chat = Chat(line)
    question = chat.hears("report", "report", 1.0).splitlines()[-1]
    told = (
        chat.hears("stop the notices", "answer", 0.5)
        if "answer" in chat.language
        else chat.hears("stop the notices", "stop", 0.97)
    )
    assert STOPPED in told and told.endswith(question)
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Run.state)).one() == "active", "nothing was cancelled"


def test_who_stopped_everything_is_not_started_by_it(line: Line) -> None:
    chat = Chat(line)
    chat.says("leave me alone", "stop", 1.0)
    told = chat.hears("notices", "start", 0.9)
    assert "Good to have you back." in told, "a start is a start"
    chat.says("leave me alone", "stop", 1.0)
    assert "You asked for no messages." in chat.hears("notices", "status", 0.9)
    assert thandi(line).stopped_at is not None


def test_what_still_waits_in_the_outbox_does_not_leave(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    moves(line, reference, "in_progress")
    assert notices.tell_residents(line.board) == 1
    Chat(line).says("no more notices", "stop", 0.9)
    line.work()
    assert line.said_to(THANDI) == [STOPPED]
    assert told(line, reference) == ["left_out"]
    clock.passes(hours=1)
    moves(line, reference, "resolved")
    assert notices.tell_residents(line.board) == 0


def test_what_was_offered_before_a_notice_still_stands(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    chat = Chat(line)
    chat.says("menu", "help", 1.0)
    line.work()
    clock.passes(minutes=10)
    moves(line, reference, "in_progress")
    assert notices.tell_residents(line.board) == 1
    line.work()
    assert reference in chat.hears("2", "wordless", 1.0), "2 is Status in the menu that she was shown"


def test_a_yes_to_being_told_of_another_report_brings_them_back(line: Line, clock: Clock) -> None:
    reports(line, THANDI)
    chat = Chat(line)
    chat.says("no notices", "stop", 0.9)
    for text, intent in (
        ("there is no water in Umlazi", "report"),
        ("since yesterday morning", "nlu_fallback"),
        ("2", "wordless"),
        ("1", "wordless"),
    ):
        chat.says(text, intent, 0.8)
    assert "when something changes" in chat.hears("1", "wordless", 1.0)
    assert thandi(line).notices_stopped_at is None


def test_the_notice_after_the_words_come_back_tells_what_is_new_only(line: Line, clock: Clock) -> None:
    reference = reports(line, THANDI)
    chat = Chat(line)
    chat.says("no notices", "stop", 0.9)
    moves(line, reference, "acknowledged")
    clock.passes(minutes=10)
    assert notices.tell_residents(line.board) == 0
    chat.says("notices", "start", 0.9)
    clock.passes(minutes=10)
    moves(line, reference, "resolved")
    assert notices.tell_residents(line.board) == 1
    with line.board.sessions.reading() as session:
        changes = session.scalars(select(Update.notice).order_by(Update.at)).all()
    assert changes == [None, "left_out", "queued"]
    assert datetime.now(UTC) == clock.now
