"""What officials were told goes after a week; what residents were told stays theirs."""

from datetime import datetime, timedelta

from sqlalchemy import select

from actions import official as official_action
from digests import blanking
from messaging import outbox
from messaging.replies import Outgoing
from models import Message, Turn
from officials import people
from tests.digests.office import PHONES, appoint, enrol
from tests.line import Line
from tests.messaging.outgoing import THANDI, queue
from tests.surveys.conftest import Clock

SECRET = "they broke my window on Friday"


def mailed(line: Line, official_id: str, now: datetime) -> int:
    """A mail with a resident's words, as the outbox queues it for an official."""
    details = {"subject": SECRET, "html": SECRET, "images": [{"alt": SECRET}], "mail_id": "<digest-1@izwi.example>"}
    with line.board.sessions.writing() as session:
        official = session.get_one(people.Official, official_id)
        to = people.reach(session, official, "email", line.board.mail_from, now)
        assert to is not None
        return outbox.queue_unasked(session, to, Outgoing(SECRET, details), "en", now, by_day=False).id


def settled(line: Line, message_id: int, now: datetime) -> None:
    with line.board.sessions.writing() as session:
        message = session.get_one(Message, message_id)
        message.state, message.settled_at = "delivered", now


def message(line: Line, message_id: int) -> Message:
    with line.board.sessions.reading() as session:
        return session.get_one(Message, message_id)


def test_a_mail_to_an_official_loses_its_words_after_a_week(line: Line, clock: Clock) -> None:
    sent = mailed(line, appoint(line), clock.now)
    settled(line, sent, clock.now)
    clock.passes(days=7)
    assert blanking.blank_settled(line.board) == 0
    clock.passes(seconds=1)
    assert blanking.blank_settled(line.board) == 1
    row = message(line, sent)
    assert (row.text, row.details) == ("", {"official": True, "mail_id": "<digest-1@izwi.example>"})
    assert (row.state, row.settled_at) == ("delivered", clock.now - timedelta(days=7, seconds=1))
    assert blanking.blank_settled(line.board) == 0, "once is enough"


def test_what_still_waits_to_be_sent_keeps_its_words(line: Line, clock: Clock) -> None:
    sent = mailed(line, appoint(line), clock.now)
    clock.passes(days=30)
    assert blanking.blank_settled(line.board) == 0
    assert message(line, sent).text == SECRET


def test_an_answer_to_a_command_goes_with_the_turn_that_made_it(line: Line, clock: Clock) -> None:
    enrol(line, appoint(line), PHONES["naidoo"])
    (answer,) = queue(line, PHONES["naidoo"], SECRET)
    with line.board.sessions.writing() as session:
        asked = session.get_one(Message, answer).in_reply_to
        given = {"action": "action_help", "confidence": 1.0, "run_id": None, "replies": [{"text": SECRET}], "at": clock.now}
        session.add(Turn(message_id=asked, intent=official_action.MEANING_MORE, **given))
    settled(line, answer, clock.now)
    clock.passes(days=8)
    assert blanking.blank_settled(line.board) == 1
    assert message(line, answer).text == ""
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Turn.replies)).one() == []


def test_the_meanings_are_those_that_the_actions_write_down() -> None:
    assert blanking.MEANINGS == (official_action.MEANING, official_action.MEANING_MORE)


def test_what_a_resident_was_told_stays_until_they_ask_for_it_to_go(line: Line, clock: Clock) -> None:
    (answer,) = queue(line, THANDI, SECRET)
    settled(line, answer, clock.now)
    clock.passes(days=400)
    assert blanking.blank_settled(line.board) == 0
    assert message(line, answer).text == SECRET
