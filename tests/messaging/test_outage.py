"""The assistant is down: nobody's message is lost or tried in vain, and who waits is told so once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from messaging import holding, outbox, turns
from messaging.assistant import AssistantDown, Said
from messaging.breaker import FAILURES, SECONDS_BETWEEN_LOOKS
from models import Message
from tests.line import SMS_SENDERS, Line
from tests.messaging.conftest import Clock, give
from tests.messaging.outgoing import DURBAN, LUPITA, SIPHO, THANDI
from words import segments

TWO_MINUTES = holding.WAITED.total_seconds()


class Assistant:
    """Up or down, as the test says; it counts how often it was asked."""

    def __init__(self, line: Line) -> None:
        self.is_up, self.asked, self.looks = False, 0, 0
        give(line, self.answer)
        line.board.assistant.is_well = self.look  # type: ignore[method-assign]

    def answer(self, contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        self.asked += 1
        if not self.is_up:
            raise AssistantDown
        return Said(())

    def look(self) -> bool:
        self.looks += 1
        return self.is_up


def many(line: Line, count: int) -> None:
    for number in range(count):
        line.receives(f"+2760555{2000 + number}", DURBAN, "there is no water in our street")


def test_after_five_failures_nobody_else_is_tried_and_one_look_lets_everybody_through(line: Line, clock: Clock) -> None:
    assistant = Assistant(line)
    many(line, 40)
    for _ in range(200):
        turns.answer_next(line.board)
    assert assistant.asked == FAILURES
    clock.passes(SECONDS_BETWEEN_LOOKS)
    for _ in range(200):
        turns.answer_next(line.board)
    assert (assistant.asked, assistant.looks) == (FAILURES, 1), "one look for all of them"
    assistant.is_up = True
    clock.passes(SECONDS_BETWEEN_LOOKS)
    while turns.answer_next(line.board):
        pass
    with line.board.sessions.reading() as session:
        assert set(session.scalars(select(Message.state).where(Message.direction == "in"))) == {"answered"}


def test_a_failure_now_and_then_opens_nothing(line: Line, clock: Clock) -> None:
    assistant = Assistant(line)
    for _ in range(3 * FAILURES):
        assistant.is_up = False
        many(line, 1)
        turns.answer_next(line.board)
        assistant.is_up = True
        clock.passes(10)
        turns.answer_next(line.board)
    assert not line.board.breaker.is_open
    assert assistant.looks == 0


def waits(line: Line, who: str, text: str) -> None:
    line.receives(who, SMS_SENDERS["juarez"] if who == LUPITA else DURBAN, text)


def test_who_waits_two_minutes_is_told_once_in_their_language_with_the_emergency_lines(line: Line, clock: Clock) -> None:
    Assistant(line)
    waits(line, THANDI, "there is a fight outside the tavern in V section")
    waits(line, LUPITA, "hay una pelea afuera de la cantina de la esquina")
    clock.passes(TWO_MINUTES - 1)
    assert holding.hold(line.board) == 0
    clock.passes(1)
    assert holding.hold(line.board) == 2
    waits(line, THANDI, "are you there")
    for _ in range(10):
        clock.passes(TWO_MINUTES)
        assert holding.hold(line.board) == 0, "once"
    while outbox.send_next(line.board):
        pass
    (english,), (spanish,) = line.said_to(THANDI), line.said_to(LUPITA)
    assert "10111" in english and english.startswith("Your message arrived")
    assert "911" in spanish and spanish.startswith("Tu mensaje lleg")
    assert segments.count(english).segments <= 2
    assert segments.count(spanish).segments <= 2


def test_the_answer_still_comes_after_it(line: Line, clock: Clock) -> None:
    assistant = Assistant(line)
    waits(line, SIPHO, "no water in our street since yesterday")
    clock.passes(TWO_MINUTES)
    holding.hold(line.board)
    give(line, lambda *_: Said(()))
    assistant.is_up = True
    clock.passes(SECONDS_BETWEEN_LOOKS)
    assert turns.answer_next(line.board)
    with line.board.sessions.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        assert [(row.direction, row.state) for row in rows] == [("in", "answered"), ("out", "queued")]


def test_who_is_answered_in_time_or_asked_for_silence_is_told_nothing(line: Line, clock: Clock) -> None:
    assistant = Assistant(line)
    assistant.is_up = True
    waits(line, SIPHO, "hello")
    turns.answer_next(line.board)
    assistant.is_up = False
    waits(line, THANDI, "STOP")
    with line.board.sessions.writing() as session:
        for row in session.scalars(select(Message)):
            row.address.contact.stopped_at = datetime.now(tz=row.created_at.tzinfo) - timedelta(days=1)
    clock.passes(TWO_MINUTES * 2)
    assert holding.hold(line.board) == 0
