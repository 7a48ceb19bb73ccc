"""Twilio tells what became of our messages: in any order, twice, too early, or about messages that are not ours."""

from itertools import permutations

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from messaging import outbox
from models import Contact, Message
from tests.line import Line
from tests.messaging.outgoing import DURBAN, SIPHO, THANDI, queue, row

SID = "SM" + "e" * 32


def says(line: Line, sid: str, status: str, code: str = "", message: int | str | None = None) -> TestResponse:
    """A status callback in Twilio's documented shape."""
    form = {
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageSid": sid,
        "MessageStatus": status,
        "To": THANDI,
        "From": DURBAN,
        "AccountSid": line.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "RawDlrDoneDate": "2611230915",
    } | ({"ErrorCode": code} if code else {})
    return line.post("/twilio/status" + (f"?message={message}" if message is not None else ""), form)


def sent(line: Line) -> int:
    """A message that Twilio took under SID."""
    (answer,) = queue(line, THANDI, "Thank you")
    with line.board.sessions.writing() as session:
        message = session.get_one(Message, answer)
        message.state, message.sid = "sent", SID
    return answer


def contact(line: Line, message_id: int) -> Contact:
    with line.board.sessions.reading() as session:
        return session.get_one(Contact, session.get_one(Message, message_id).contact_id)


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered", "read"])), ids="-".join)
def test_a_message_only_ever_moves_forward(line: Line, order: tuple[str, ...]) -> None:
    message = sent(line)
    rank = outbox.RANK[row(line, message).state]
    for status in order:
        assert says(line, SID, status).status_code == 200
        now = outbox.RANK[row(line, message).state]
        assert now >= rank
        rank = now
    assert row(line, message).state == "read"


@pytest.mark.parametrize("last", ["delivered", "undelivered", "failed"])
@pytest.mark.parametrize("first", ["delivered", "undelivered", "failed"])
def test_the_first_end_is_the_end(line: Line, first: str, last: str) -> None:
    message = sent(line)
    says(line, SID, first)
    says(line, SID, last)
    says(line, SID, "sent")
    assert row(line, message).state == first


def test_a_callback_twice_changes_nothing_the_second_time(line: Line) -> None:
    message = sent(line)
    says(line, SID, "delivered")
    before = row(line, message).settled_at
    says(line, SID, "delivered")
    assert (row(line, message).state, row(line, message).settled_at) == ("delivered", before)


@pytest.mark.parametrize("status", ["accepted", "scheduled", "queued", "sending", "sent", "delivered", "read"])
def test_a_callback_before_our_own_write_finds_its_message(line: Line, status: str) -> None:
    (message,) = queue(line, THANDI, "Thank you")
    with line.board.sessions.writing() as session:
        session.get_one(Message, message).state = "sending"
    says(line, SID, status, message=message)
    assert row(line, message).sid == SID
    assert outbox.RANK[row(line, message).state] >= outbox.RANK["sending"]

    while outbox.send_next(line.board):  # the worker died after the call and before its write: another takes over
        pass
    assert line.gateway.sent == [], "what Twilio has already named is not sent again"
    assert outbox.RANK[row(line, message).state] >= outbox.RANK["sent"]


@pytest.mark.parametrize(
    "message",
    [None, 999_999, "9" * 18, "9" * 30, "-1", "one", ""],
)
def test_a_callback_about_a_message_nobody_knows_is_taken_in_silence(line: Line, message: int | str | None) -> None:
    (ours,) = queue(line, THANDI, "Thank you")
    assert says(line, SID, "delivered", message=message).status_code == 200
    assert (row(line, ours).state, row(line, ours).sid) == ("queued", None)


def test_a_callback_never_moves_a_message_that_came_in(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "There is no water")
    line.post("/twilio/inbound", form)
    with line.board.sessions.reading() as session:
        inbound = session.scalars(select(Message)).one()
    says(line, form["MessageSid"], "failed")
    says(line, SID, "failed", message=inbound.id)
    assert (row(line, inbound.id).state, row(line, inbound.id).sid) == ("received", form["MessageSid"])


def test_a_callback_with_our_id_never_renames_a_message_that_has_a_name(line: Line) -> None:
    message = sent(line)
    says(line, "SM" + "1" * 32, "failed", message=message)
    assert (row(line, message).state, row(line, message).sid) == ("sent", SID)


@pytest.mark.parametrize("code", ["21610", "63014", "63033", "30004"])
def test_who_blocked_us_is_stopped(line: Line, code: str) -> None:
    message = sent(line)
    says(line, SID, "failed", code)
    assert contact(line, message).stopped_at is not None
    assert row(line, message).error_code == int(code)


@pytest.mark.parametrize("code", ["30005", "30006", "63024"])
def test_a_dead_address_is_marked(line: Line, code: str) -> None:
    message = sent(line)
    says(line, SID, "undelivered", code)
    assert row(line, message).address.unreachable_code == int(code)
    assert contact(line, message).stopped_at is None


@pytest.mark.parametrize("code", ["30003", "30007", "30008", "63016", "99999", "0", "9" * 40, "many"])
def test_any_other_failure_marks_only_the_message(line: Line, code: str) -> None:
    message = sent(line)
    assert says(line, SID, "undelivered", code).status_code == 200
    kept = row(line, message)
    assert (kept.state, kept.address.unreachable_code, contact(line, message).stopped_at) == ("undelivered", None, None)


def test_a_late_opt_out_after_delivery_does_not_stop_the_contact(line: Line) -> None:
    message = sent(line)
    says(line, SID, "delivered")
    says(line, SID, "failed", "21610")
    assert contact(line, message).stopped_at is None


@pytest.mark.parametrize("status", ["partially_delivered", "receiving", "received", "teleported", "", "SENT"])
def test_a_status_that_we_do_not_know_is_ignored(line: Line, status: str) -> None:
    message = sent(line)
    assert says(line, SID, status).status_code == 200
    assert row(line, message).state == "sent"


def test_a_cancelled_message_has_failed(line: Line) -> None:
    message = sent(line)
    says(line, SID, "canceled")
    assert row(line, message).state == "failed"


@pytest.mark.parametrize("sid", ["", "nonsense", "SM1", "CA" + "e" * 32])
def test_a_callback_without_a_message_id_is_refused(line: Line, sid: str) -> None:
    ids = queue(line, THANDI, "one") + queue(line, SIPHO, "two")
    for message in ids:
        assert says(line, sid, "sent", message=message).status_code == 400
    with line.board.sessions.reading() as session:
        assert session.scalar(select(func.count()).where(Message.direction == "out", Message.sid.is_not(None))) == 0


def test_the_query_of_a_callback_is_signed_too(line: Line) -> None:
    (message,) = queue(line, THANDI, "Thank you")
    form = {"MessageSid": SID, "MessageStatus": "sent", "AccountSid": line.settings.account_sid}
    url = f"{line.settings.webhook_url}/twilio/status"
    signature = RequestValidator(line.settings.auth_token).compute_signature(url, form)
    assert line.post(f"/twilio/status?message={message}", form, signature=signature).status_code == 403
