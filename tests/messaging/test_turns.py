"""Messages answered: in order, once, by whoever holds the contact; nothing is lost while Rasa is away."""

import dataclasses
import logging
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from flows.reply import Option, Reply
from messaging import breaker, media, turns
from messaging.assistant import Assistant, AssistantDown, Said, TurnFailed
from messaging.gateway import MediaError, TryLater
from models import Contact, Lease, Message
from tests.line import SMS_SENDERS, Line
from tests.messaging.conftest import NOON, Clock, give
from tests.messaging.outgoing import DURBAN, LUPITA, SIPHO, THANDI, THANDI_WHATSAPP
from tests.standin import CUT, Answer, Request, StandIn, as_json

TOKEN = "a token of this test"


def echo(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
    return Said((Reply(f"re: {text}"),))


class Died(BaseException):
    """The process ends here, as with kill -9: nothing after this line is run."""


@pytest.fixture
def rasa(line: Line) -> Iterator[StandIn]:
    """A stand-in for Rasa's channel that says every message back."""

    def answer(request: Request) -> Answer:
        said = [{"text": f"re: {request.json['message']}"}] if request.method == "POST" else []
        return as_json({"messages": said})

    with StandIn(answer) as standin:
        answering = Assistant(standin.url, TOKEN, timeout=5)
        line.board = dataclasses.replace(line.board, assistant=answering)
        yield standin


def incoming(line: Line) -> list[tuple[str, str]]:
    with line.board.sessions.reading() as session:
        rows = session.scalars(select(Message).where(Message.direction == "in").order_by(Message.id)).all()
        return [(row.text, row.state) for row in rows]


def outgoing(line: Line) -> list[str]:
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(Message.text).where(Message.direction == "out").order_by(Message.id)))


def turn_lease(line: Line) -> Lease:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Lease).where(Lease.kind == "turn")).one()


def test_an_answer_is_queued_to_where_the_question_came_from(line: Line, rasa: StandIn) -> None:
    line.receives(THANDI, DURBAN, "There is no water in Umlazi")
    assert turns.answer_next(line.board)
    with line.board.sessions.reading() as session:
        question, answer = session.scalars(select(Message).order_by(Message.id)).all()
        assert (question.state, question.settled_at is not None, question.language) == ("answered", True, "en")
        assert (answer.direction, answer.state, answer.text) == ("out", "queued", "re: There is no water in Umlazi")
        assert (answer.in_reply_to, answer.position, answer.segments) == (question.id, 0, 1)
        assert (answer.address_id, answer.sender, answer.channel) == (question.address_id, DURBAN, "sms")
    assert not turns.answer_next(line.board)


def test_rasa_is_asked_with_a_token_an_opaque_sender_and_the_number_of_the_message(line: Line, rasa: StandIn) -> None:
    line.receives(LUPITA, SMS_SENDERS["juarez"], "Me asaltaron anoche en Anapra")
    turns.answer_next(line.board)
    (request,) = rasa.requests
    assert (request.method, request.path) == ("POST", "/webhooks/izwi/webhook")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    with line.board.sessions.reading() as session:
        contact, message = session.scalars(select(Contact)).one(), session.scalars(select(Message).limit(1)).one()
    assert request.json["sender"] == contact.id
    assert request.json["message_id"] == str(message.id)
    assert request.json["metadata"]["channel"] == "sms"
    assert request.json["metadata"]["language"] == "es"
    assert LUPITA.lstrip("+") not in request.body.decode()


@pytest.mark.parametrize("text", ["🚨" * 1600, "🚨" * 4000, "é" * 4000, '\\"' * 1600, "እ" * 1600], ids=lambda text: text[:2])
def test_no_text_is_longer_than_rasas_channel_takes(line: Line, rasa: StandIn, text: str) -> None:
    line.receives(THANDI, DURBAN, text)
    turns.answer_next(line.board)
    assert len(rasa.requests[0].body) <= 16 * 1024
    assert text.startswith(rasa.requests[0].json["message"])
    assert incoming(line) == [(text, "answered")], "the row keeps every letter"


def test_one_contacts_messages_are_answered_in_the_order_they_came(line: Line, rasa: StandIn) -> None:
    for number in range(5):
        line.receives(THANDI, DURBAN, f"part {number}")
    assert turns.answer_next(line.board), "one claim drains the whole line"
    assert not turns.answer_next(line.board)
    assert [request.json["message"] for request in rasa.requests] == [f"part {number}" for number in range(5)]
    assert outgoing(line) == [f"re: part {number}" for number in range(5)]


def test_several_contacts_are_answered_at_once_and_each_in_order(line: Line) -> None:
    who = [THANDI, SIPHO, LUPITA]
    for number in range(3):
        for resident in who:
            line.receives(resident, DURBAN, f"part {number}")
    together = threading.Barrier(len(who))
    asked: dict[str, list[str]] = defaultdict(list)
    busy: set[str] = set()
    lock = threading.Lock()

    def answering(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        with lock:
            assert contact_id not in busy, "two at once for one contact"
            busy.add(contact_id)
            asked[contact_id].append(text)
        if text == "part 0":
            together.wait(20)  # broken unless all three are being answered at this moment
        with lock:
            busy.remove(contact_id)
        return Said((Reply("yes"),))

    give(line, answering)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: turns.answer_next(line.board), range(6)))
    while turns.answer_next(line.board):
        pass
    assert list(asked.values()) == [["part 0", "part 1", "part 2"]] * 3


def test_a_silence_that_is_meant_is_an_answer(line: Line, rasa: StandIn) -> None:
    rasa.answer = lambda request: as_json({"messages": [{"silent": True}]})
    line.receives(THANDI, DURBAN, "hello")
    turns.answer_next(line.board)
    assert incoming(line) == [("hello", "answered")]
    assert outgoing(line) == []


def test_buttons_come_through_as_buttons(line: Line, rasa: StandIn) -> None:
    reply = Reply("Is it still dangerous?", (Option("yes", "Yes"), Option("no", "No")), "Choose")
    rasa.answer = lambda request: as_json({"messages": [reply.to_json()]})
    line.receives(THANDI_WHATSAPP, f"whatsapp:{DURBAN}", "hello")
    line.work()
    (parcel,) = line.gateway.sent
    assert parcel.details["kind"] == "buttons"
    assert [option["id"] for option in parcel.details["options"]] == ["yes", "no"]


OUTAGES = {
    "no model yet": as_json({"error": "no model is loaded"}, 503),
    "another token": as_json({"error": "unauthorized"}, 401),
    "cut off": CUT,
}


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_an_outage_is_waited_out_however_long_it_is(
    line: Line, rasa: StandIn, clock: Clock, steady_back_off: None, outage: Answer
) -> None:
    well, rasa.answer = rasa.answer, lambda request: outage
    line.receives(THANDI, DURBAN, "There is no water")
    for _ in range(20):
        turns.answer_next(line.board)
        assert turn_lease(line).attempts == 0, "the fault is not this message's"
        assert not turns.answer_next(line.board)
        clock.passes(turns.BACK_OFF[1])
    rasa.answer = well
    clock.passes(breaker.SECONDS_BETWEEN_LOOKS)
    assert turns.answer_next(line.board)
    assert outgoing(line) == ["re: There is no water"]


def test_nobody_listening_is_an_outage_too(line: Line) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        nobody = Assistant(f"http://127.0.0.1:{taken.getsockname()[1]}", TOKEN, timeout=1)
        assert not nobody.ready()
        with pytest.raises(AssistantDown):
            nobody.ask("a contact", 1, "hello", {})


def test_a_failed_turn_is_an_outage_while_the_action_server_is_away(rasa: StandIn) -> None:
    rasa.answer = lambda request: as_json({"error": "the action did not answer"}, 503)
    with pytest.raises(AssistantDown):
        Assistant(rasa.url, TOKEN, 5, actions_url="http://127.0.0.1:9").ask("a contact", 1, "hello", {})
    with StandIn(lambda request: as_json({"status": "ok"})) as actions, pytest.raises(TurnFailed):
        Assistant(rasa.url, TOKEN, 5, actions_url=actions.url).ask("a contact", 1, "hello", {})


FAILURES = {
    "an action failed": as_json({"error": "an action failed"}, 503),
    "no sense": Answer(200, b"<html>", {"Content-Type": "text/html"}),
    "no object": as_json([]),
    "no messages": as_json({"messages": []}),
    "messages that are none": as_json({"messages": ["hello"]}),
    "no text": as_json({"messages": [{"words": "hello"}]}),
    "null": as_json({"messages": None}),
    "broken": Answer(500, b"Internal Server Error"),
    "too large": as_json({"error": "too large"}, 413),
    "malformed": as_json({"error": "malformed"}, 400),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failed_turn_is_tried_five_times_and_then_a_person_reads_it(
    line: Line, rasa: StandIn, clock: Clock, steady_back_off: None, failure: Answer
) -> None:
    well = rasa.answer
    rasa.answer = lambda request: failure if request.json["message"] == "poison" else well(request)
    line.receives(THANDI, DURBAN, "poison")
    line.receives(THANDI, DURBAN, "and after it")
    for attempts, pause in enumerate((1, 2, 5, 15), start=1):
        assert turns.answer_next(line.board)
        assert incoming(line) == [("poison", "received"), ("and after it", "received")], "the line waits in order"
        assert turn_lease(line).attempts == attempts
        clock.passes(pause - 0.001)
        assert not turns.answer_next(line.board), "not before its time"
        clock.passes(0.002)
    assert turns.answer_next(line.board)
    assert incoming(line) == [("poison", "failed"), ("and after it", "answered")], "and goes on in the same breath"
    told, answer = outgoing(line)
    assert "a person will read it" in told
    assert "10111" in told, "with the emergency number"
    assert answer == "re: and after it"
    assert turn_lease(line).attempts == 0


@pytest.mark.parametrize(
    ("who", "city", "text", "words"),
    [
        (LUPITA, "juarez", "Me asaltaron anoche en Anapra", "una persona"),
        (SIPHO, "durban", "Isibani somgwaqo siphukile eMlazi", "ngumuntu"),
        (THANDI, "durban", "There is no water in Umlazi", "a person"),
    ],
)
def test_who_is_told_that_a_person_will_read_it_is_told_in_their_language(
    line: Line, monkeypatch: pytest.MonkeyPatch, who: str, city: str, text: str, words: str
) -> None:
    monkeypatch.setattr(turns, "MOST_ATTEMPTS", 1)

    def failing(*_: Any) -> Said:
        raise TurnFailed

    give(line, failing)
    line.receives(who, SMS_SENDERS[city], text)
    turns.answer_next(line.board)
    (told,) = outgoing(line)
    assert words in told


def test_a_message_that_breaks_our_own_code_does_not_hold_up_its_contact(line: Line, clock: Clock, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)

    def breaking(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        if text == "poison":
            raise RuntimeError(f"cannot read {text} of {THANDI}")
        return echo(contact_id, message_id, text, metadata)

    give(line, breaking)
    line.receives(THANDI, DURBAN, "poison")
    line.receives(THANDI, DURBAN, "and after it")
    for _ in range(turns.MOST_ATTEMPTS):
        turns.answer_next(line.board)
        clock.passes(100)
    assert incoming(line) == [("poison", "failed"), ("and after it", "answered")]
    assert "RuntimeError" in caplog.text
    assert "poison" not in caplog.text


def test_a_poison_message_of_one_resident_does_not_hold_up_another(line: Line) -> None:
    def half(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        if text == "poison":
            raise TurnFailed
        return echo(contact_id, message_id, text, metadata)

    give(line, half)
    line.receives(THANDI, DURBAN, "poison")
    line.receives(SIPHO, DURBAN, "hello")
    while turns.answer_next(line.board):
        pass
    assert incoming(line) == [("poison", "received"), ("hello", "answered")]


def test_trouble_with_the_database_is_not_counted_against_the_message(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("SELECT", None, Exception("database is locked"))

    give(line, echo)
    line.receives(THANDI, DURBAN, "hello")
    with monkeypatch.context() as patched:
        patched.setattr(media, "collect", locked)
        with pytest.raises(OperationalError):
            turns.answer_next(line.board)
    clock.passes(line.board.lease_seconds)
    assert turns.answer_next(line.board)
    assert incoming(line) == [("hello", "answered")]


def test_rasa_that_is_well_but_silent_on_a_message_fails_that_message(line: Line) -> None:
    done = threading.Event()

    def hanging(request: Request) -> Answer:
        if request.method == "POST":
            done.wait(20)
        return as_json({"status": "ok"})

    with StandIn(hanging) as standin:
        with pytest.raises(TurnFailed):
            Assistant(standin.url, TOKEN, timeout=0.05).ask("a contact", 1, "hello", {})
        done.set()


def test_rasa_that_is_silent_on_everything_is_away(line: Line) -> None:
    done = threading.Event()

    def hanging(request: Request) -> Answer:
        if request.method == "POST":
            done.wait(20)
        return as_json({"status": "no model"}, 503)

    with StandIn(hanging) as standin:
        with pytest.raises(AssistantDown):
            Assistant(standin.url, TOKEN, timeout=0.05).ask("a contact", 1, "hello", {})
        done.set()


def test_a_worker_that_dies_after_asking_leaves_the_message_for_another(line: Line, clock: Clock) -> None:
    asked: list[int] = []

    def dying(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        asked.append(message_id)
        if len(asked) == 1:
            raise Died
        return echo(contact_id, message_id, text, metadata)

    give(line, dying)
    line.receives(THANDI, DURBAN, "There is no water")
    with pytest.raises(Died):
        turns.answer_next(line.board)
    assert not turns.answer_next(line.board), "the dead worker's lease still runs"
    clock.passes(line.board.lease_seconds)
    assert turns.answer_next(line.board)
    assert asked == [asked[0]] * 2, "the same message, under the same number"
    assert outgoing(line) == ["re: There is no water"]
    clock.passes(line.board.lease_seconds)
    assert not turns.answer_next(line.board)


def test_a_worker_that_was_overtaken_writes_nothing(line: Line, clock: Clock, caplog: Any) -> None:
    asked: list[int] = []

    def slow(contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        asked.append(message_id)
        if len(asked) == 1:
            clock.passes(line.board.lease_seconds)
            assert turns.answer_next(line.board), "another worker takes the contact over and finishes"
            return Said((Reply("too late"),))
        return echo(contact_id, message_id, text, metadata)

    give(line, slow)
    line.receives(THANDI, DURBAN, "one")
    line.receives(THANDI, DURBAN, "two")
    assert turns.answer_next(line.board)
    assert outgoing(line) == ["re: one", "re: two"]
    assert incoming(line) == [("one", "answered"), ("two", "answered")]
    assert "another worker took over" in caplog.text


def test_a_file_that_cannot_be_had_now_is_asked_for_again(line: Line, clock: Clock) -> None:
    give(line, echo)
    line.receives(THANDI_WHATSAPP, f"whatsapp:{DURBAN}", "look", media=[("audio/ogg", TryLater(503))])
    (url,) = line.gateway.files
    assert turns.answer_next(line.board)
    assert incoming(line) == [("look", "received")]
    line.gateway.files[url] = ("audio/ogg", b"OggS and so on")
    clock.passes(10)
    assert turns.answer_next(line.board)
    with line.board.sessions.reading() as session:
        (kept,) = session.scalars(select(Message).where(Message.direction == "in")).one().media
    assert (kept.state, kept.reason) == ("stored", None)


def test_a_file_that_cannot_be_had_does_not_keep_the_message_from_its_answer(line: Line, clock: Clock) -> None:
    give(line, echo)
    line.receives(
        THANDI_WHATSAPP, f"whatsapp:{DURBAN}", "look", media=[("image/jpeg", TryLater(503)), ("image/png", MediaError("host"))]
    )
    for _ in range(turns.MOST_ATTEMPTS):
        turns.answer_next(line.board)
        clock.passes(100)
    assert incoming(line) == [("look", "answered")]
    with line.board.sessions.reading() as session:
        files = session.scalars(select(Message).where(Message.direction == "in")).one().media
    assert [(each.state, each.reason) for each in files] == [("refused", "later"), ("refused", "host")]


def test_an_explicit_choice_of_language_outlives_every_guess(line: Line, rasa: StandIn) -> None:
    line.receives(THANDI, DURBAN, "hello")
    with line.board.sessions.writing() as session:
        contact = session.scalars(select(Contact)).one()
        contact.language, contact.language_chosen = "zu", True
    line.receives(THANDI, DURBAN, "There is no water in this whole street since yesterday")
    turns.answer_next(line.board)
    assert [request.json["metadata"]["language"] for request in rasa.requests] == ["zu", "zu"]


def test_the_clock_of_the_rows_is_the_clock_of_the_worker(line: Line, clock: Clock) -> None:
    give(line, echo)
    line.receives(THANDI, DURBAN, "hello")
    clock.passes(7)
    turns.answer_next(line.board)
    with line.board.sessions.reading() as session:
        question: Message = session.scalars(select(Message).where(Message.direction == "in")).one()
    settled: datetime | None = question.settled_at
    assert (question.created_at, settled and (settled - NOON).total_seconds()) == (NOON, 7)
