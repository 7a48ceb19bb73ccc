"""A message comes in: stored once as Twilio sent it, or refused."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from messaging import inbox
from models import Address, Base, Contact, Lease, Media, Message, engine
from settings import Settings
from tests.line import SMS_SENDERS, Line
from tests.webhook import payloads
from tests.webhook.payloads import Payload

DURBAN = SMS_SENDERS["durban"]
THANDI, SIPHO = "+27605550101", "+27605550102"
THANDI_WHATSAPP = "whatsapp:+27605550101"
DON_CHUY, DON_CHUY_OLD_WHATSAPP = "+526565550102", "whatsapp:+5216565550102"


def only_message(line: Line) -> Message:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Message)).one()


def how_many(line: Line, kind: type[Base]) -> int:
    with line.board.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def at_once(line: Line, *forms: dict[str, Any]) -> list[int]:
    """Post every form from a thread of its own, all let go together. Returns the status codes."""
    start = Barrier(len(forms))
    signer = RequestValidator(line.settings.auth_token)
    url = f"{line.settings.webhook_url}/twilio/inbound"

    def post(form: dict[str, Any]) -> int:
        client = line.app.test_client()
        signature = signer.compute_signature(url, form)
        start.wait(10)
        return client.post("/twilio/inbound", data=form, headers={"X-Twilio-Signature": signature}).status_code

    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(post, forms))


@pytest.mark.parametrize("payload", payloads.ALL, ids=lambda payload: payload.name)
def test_what_twilio_sends_stands_in_the_row(line: Line, payload: Payload) -> None:
    form = payload.of(line.settings.account_sid)
    response = line.post("/twilio/inbound", form)

    assert_empty_twiml(response)
    with line.board.sessions.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.sid == form["MessageSid"]
        assert (message.direction, message.state) == ("in", "received")
        assert message.sender == form["To"]
        assert {
            "channel": message.channel,
            "city": message.city,
            "text": message.text,
            "details": message.details,
            "media": [media.content_type for media in message.media],
        } == payload.stored
        assert [media.url for media in message.media] == [form[f"MediaUrl{number}"] for number in range(len(message.media))]
        assert line.board.vault.open(message.address.sealed) == form["From"], "replies go to Twilio's own spelling"


def assert_empty_twiml(response: TestResponse) -> None:
    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    assert response.get_data(as_text=True) == '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pytest.mark.parametrize(
    ("signed_with", "status"),
    [("our token", 200), ("another token", 403), ("nothing", 403), ("nonsense", 403), ("letters outside ascii", 403)],
)
def test_only_a_form_signed_with_our_token_is_stored(line: Line, signed_with: str, status: int) -> None:
    form = line.form(THANDI, DURBAN, "There is no water")
    if signed_with == "nothing":
        response = line.client.post("/twilio/inbound", data=form)
    elif signed_with == "another token":
        response = line.post("/twilio/inbound", form, token="f" * 32)
    elif signed_with == "our token":
        response = line.post("/twilio/inbound", form)
    else:
        response = line.post("/twilio/inbound", form, signature="c2lnbmF0dXJl" if signed_with == "nonsense" else "ñ")
    assert response.status_code == status
    assert how_many(line, Message) == (status == 200)


def test_a_field_changed_on_the_way_breaks_the_signature(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "There is no water")
    url = f"{line.settings.webhook_url}/twilio/inbound"
    signature = RequestValidator(line.settings.auth_token).compute_signature(url, form)
    for field in form:
        assert line.post("/twilio/inbound", form | {field: form[field] + "x"}, signature=signature).status_code == 403, field
        less = {name: value for name, value in form.items() if name != field}
        if form[field]:
            assert line.post("/twilio/inbound", less, signature=signature).status_code == 403, field
    assert line.post("/twilio/inbound", form | {"Extra": "1"}, signature=signature).status_code == 403
    assert how_many(line, Message) == 0


def test_the_signature_of_one_webhook_opens_no_other(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "There is no water")
    url = f"{line.settings.webhook_url}/twilio/status"
    signature = RequestValidator(line.settings.auth_token).compute_signature(url, form)
    assert line.post("/twilio/inbound", form, signature=signature).status_code == 403


def test_what_a_proxy_says_of_itself_changes_nothing(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "There is no water")
    forged = "https://elsewhere.example/twilio/inbound"
    signature = RequestValidator(line.settings.auth_token).compute_signature(forged, form)
    headers = {"X-Twilio-Signature": signature, "Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
    assert line.client.post("/twilio/inbound", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize("account", ["AC" + "0" * 32, "", None])
def test_another_account_is_refused_although_the_signature_is_right(line: Line, account: str | None) -> None:
    form = line.form(THANDI, DURBAN, "hello")
    form = {name: value for name, value in (form | {"AccountSid": account}).items() if value is not None}
    assert line.post("/twilio/inbound", form).status_code == 403
    assert how_many(line, Message) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM1"},
        {"MessageSid": "RE" + "1" * 32},
        {"From": ""},
        {"From": "  "},
        {"To": ""},
    ],
    ids=str,
)
def test_a_form_that_is_no_message_is_refused_without_a_sentence(line: Line, fields: dict[str, str]) -> None:
    response = line.post("/twilio/inbound", line.form(THANDI, DURBAN, "hello") | fields)
    assert (response.status_code, response.get_data()) == (400, b"")
    assert how_many(line, Message) == 0


def test_a_form_of_a_megabyte_is_refused_unread(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "a" * 1024 * 1024)
    response = line.post("/twilio/inbound", form)
    assert (response.status_code, response.get_data()) == (413, b"")
    assert how_many(line, Message) == 0


def test_the_fullest_form_that_twilio_sends_fits(line: Line) -> None:
    photos = [("image/jpeg", b"")] * 10
    assert line.post("/twilio/inbound", line.form(THANDI_WHATSAPP, DURBAN, "🚨" * 1600, media=photos)).status_code == 200
    assert how_many(line, Media) == 10


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_twilio_only_posts(line: Line, method: str, path: str) -> None:
    assert getattr(line.client, method)(path).status_code == 405


def test_the_same_webhook_twice_is_one_message(line: Line) -> None:
    form = line.form(THANDI, DURBAN, "There is no water", media=[("image/jpeg", b"")])
    assert_empty_twiml(line.post("/twilio/inbound", form))
    assert_empty_twiml(line.post("/twilio/inbound", form | {"Body": "said differently"}))
    assert only_message(line).text == "There is no water"
    assert how_many(line, Media) == 1


def test_the_same_webhook_eight_times_at_once_is_one_message(line: Line) -> None:
    line.receives(THANDI, DURBAN, "hello")
    form = line.form(THANDI, DURBAN, "There is no water")
    assert at_once(line, *[form] * 8) == [200] * 8
    assert how_many(line, Message) == 2


def test_first_messages_of_a_new_contact_at_once_make_one_contact(line: Line) -> None:
    forms = [line.form(THANDI, DURBAN, f"part {number}") for number in range(6)]
    assert at_once(line, *forms) == [200] * 6
    assert (how_many(line, Contact), how_many(line, Address), how_many(line, Lease)) == (1, 1, 2)
    assert how_many(line, Message) == 6


def test_first_messages_at_once_with_and_without_a_user_id_make_one_contact(line: Line) -> None:
    with_id = [line.form(THANDI_WHATSAPP, DURBAN, str(n), ExternalUserId="ZA.1349700208123456") for n in range(3)]
    without = [line.form(THANDI_WHATSAPP, DURBAN, str(n)) for n in range(3)]
    assert at_once(line, *with_id, *without) == [200] * 6
    assert (how_many(line, Contact), how_many(line, Address)) == (1, 2)


def test_many_residents_at_once_are_as_many_contacts(line: Line) -> None:
    forms = [line.form(f"+2760555{number:04d}", DURBAN, "hello") for number in range(101, 109)]
    assert at_once(line, *forms) == [200] * 8
    assert (how_many(line, Contact), how_many(line, Message)) == (8, 8)


def test_one_resident_by_sms_and_by_an_older_mexican_whatsapp_is_one_contact(line: Line) -> None:
    line.receives(DON_CHUY, SMS_SENDERS["juarez"], "hola")
    line.receives(DON_CHUY_OLD_WHATSAPP, "whatsapp:" + SMS_SENDERS["juarez"], "hola")
    assert how_many(line, Contact) == 1
    with line.board.sessions.reading() as session:
        spelled = {line.board.vault.open(address.sealed) for address in session.scalars(select(Address))}
    assert spelled == {DON_CHUY, DON_CHUY_OLD_WHATSAPP}


def test_a_resident_whose_number_becomes_a_user_id_stays_the_same_contact(line: Line) -> None:
    line.receives(THANDI_WHATSAPP, "whatsapp:" + DURBAN, "hello", ExternalUserId="ZA.1349700208123456")
    line.receives("whatsapp:ZA.1349700208123456", "whatsapp:" + DURBAN, "hello again")
    assert how_many(line, Contact) == 1


def test_a_newer_spelling_of_an_address_is_where_the_reply_goes(line: Line) -> None:
    line.receives(DON_CHUY_OLD_WHATSAPP, "whatsapp:" + SMS_SENDERS["juarez"], "hola")
    line.receives(f"whatsapp:{DON_CHUY}", "whatsapp:" + SMS_SENDERS["juarez"], "hola")
    with line.board.sessions.reading() as session:
        assert [line.board.vault.open(each.sealed) for each in session.scalars(select(Address))] == [f"whatsapp:{DON_CHUY}"]


def test_a_contact_is_in_the_city_they_wrote_to_last(line: Line) -> None:
    for city in ("durban", "juarez"):
        line.receives(THANDI, SMS_SENDERS[city], "hello")
        with line.board.sessions.reading() as session:
            assert session.scalars(select(Contact)).one().city == city


def test_an_address_that_was_dead_lives_again_when_it_writes(line: Line) -> None:
    line.receives(THANDI, DURBAN, "hello")
    with line.board.sessions.writing() as session:
        session.scalars(select(Address)).one().unreachable_code = 30005
    line.receives(THANDI, DURBAN, "hello again")
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Address)).one().unreachable_code is None


@contextmanager
def locked(line: Line) -> Iterator[None]:
    """Somebody else holds what a webhook has to write."""
    with line.board.sessions.engine.connect() as other:
        if line.board.sessions.engine.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE message IN ACCESS EXCLUSIVE MODE"))
        else:
            other.execute(text("SELECT 1"))  # every transaction that may write takes the lock when it begins
        yield
        other.rollback()


def test_a_locked_database_is_a_503_and_the_retry_is_stored(
    settings: Settings, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SECONDS_TO_WAIT", 0.05)
    hurried = Line(settings)
    form = hurried.form(THANDI, DURBAN, "There is no water")
    with locked(line):
        response = hurried.post("/twilio/inbound", form)
        assert (response.status_code, response.get_data()) == (503, b"")
    assert_empty_twiml(hurried.post("/twilio/inbound", form))
    assert only_message(line).text == "There is no water"
    hurried.board.sessions.engine.dispose()


def test_a_database_with_no_free_connection_is_a_503(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise NoFreeConnection

    monkeypatch.setattr(inbox, "receive", full)
    assert line.post("/twilio/inbound", line.form(THANDI, DURBAN, "hello")).status_code == 503


def test_no_log_line_holds_a_number_or_a_word_of_a_resident(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for payload in payloads.ALL:
        form = payload.of(line.settings.account_sid)
        for response in (
            line.post("/twilio/inbound", form),
            line.post("/twilio/inbound", form),
            line.post("/twilio/inbound", form, signature="wrong"),
            line.post("/twilio/inbound", form | {"AccountSid": "AC" + "0" * 32}),
            line.post("/twilio/inbound", form | {"MessageSid": ""}),
            line.post("/twilio/inbound", form | {"Body": "x" * 70_000}),
            line.post("/twilio/status", form | {"MessageStatus": "sent"}),
            line.client.get("/twilio/inbound"),
        ):
            assert response.mimetype != "text/plain", "Twilio would send it to the resident"
            assert response.status_code != 500
    said = caplog.text
    assert "stored" in said
    assert "refused" in said
    for payload in payloads.ALL:
        for field in ("From", "WaId", "Body", "Address", "Label", "ProfileName", "ExternalUserId", "ButtonText"):
            value = payload.form.get(field, "").removeprefix("whatsapp:")
            assert len(value) < 4 or value not in said, field


def test_the_database_files_hold_no_number(line: Line) -> None:
    for payload in payloads.ALL:
        assert line.post("/twilio/inbound", payload.of(line.settings.account_sid)).status_code == 200
    sessions = line.board.sessions
    if sessions.engine.dialect.name == "postgresql":
        with sessions.reading() as session:
            rows = [row for table in Base.metadata.sorted_tables for row in session.execute(table.select())]
        kept = repr(rows).encode()
    else:
        folder = Path(str(sessions.engine.url.database)).parent
        kept = b"".join(file.read_bytes() for file in folder.glob("izwi.db*"))
    assert b"Umlazi V section" in kept, "this looks where messages are"
    for payload in payloads.ALL:
        number = payload.form["From"].removeprefix("whatsapp:")
        for spelled in {number, number.lstrip("+"), payload.form.get("WaId", ""), payload.form.get("ExternalUserId", "")} - {""}:
            assert spelled.encode() not in kept, f"the number of {payload.name}"
    assert b"Lupita" not in kept, "nor a name"
