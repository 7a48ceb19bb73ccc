"""The stand-in for Twilio's REST API, driven by Twilio's own SDK."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from flask import Flask
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from phone import create_app, saying
from phone.context import Phone
from phone.saying import Draft
from settings import Settings
from tests.phone.standin import (
    DURBAN_SMS,
    DURBAN_WHATSAPP,
    JUAREZ_SMS,
    THANDI,
    THANDI_WHATSAPP,
    XOCHITL,
    Line,
    sdk,
    two_cities,
)

QUICK = {
    "twilio/quick-reply": {
        "body": "{{1}}",
        "actions": [{"title": "{{2}}", "id": "yes"}, {"title": "No", "id": "no"}],
    }
}


def create_content(served: str, settings: Settings, types: dict[str, Any]) -> str:
    auth = (settings.account_sid, settings.auth_token)
    made = requests.post(
        f"{served}/v1/Content",
        json={"friendly_name": "danger", "language": "en", "types": types, "variables": {}},
        auth=auth,
        timeout=10,
    )
    assert made.status_code == 201
    sid: str = made.json()["sid"]
    return sid


def writes(phone: Phone, resident: str, line: str, body: str) -> str:
    sent = saying.send(phone, resident, line, Draft(body))
    phone.deliveries.settle()
    return sent[0].sid


def test_a_reply_to_thandi_is_created_listed_and_fetched(twilio: Client) -> None:
    made = twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body="Where did it happen?")
    assert made.sid.startswith("SM") and made.status == "queued" and made.num_segments == "1"
    assert made.direction == "outbound-api" and made.date_created is not None
    assert twilio.messages(made.sid).fetch().body == "Where did it happen?"
    assert [one.sid for one in twilio.messages.list(to=THANDI)] == [made.sid]
    assert twilio.messages.list(to=DURBAN_SMS) == []


def test_a_long_list_is_read_page_by_page(twilio: Client) -> None:
    made = [twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body=str(number)).sid for number in range(5)]
    assert [one.sid for one in twilio.messages.list(page_size=2)] == made[::-1]


def test_a_sweep_finds_what_thandi_wrote_since_yesterday(twilio: Client, phone: Phone, line: Line) -> None:
    sid = writes(phone, THANDI, DURBAN_SMS, "There is no water")
    now = datetime.now(UTC)
    found = twilio.messages.list(to=DURBAN_SMS, date_sent_after=now - timedelta(days=1))
    assert [(one.sid, one.direction, one.status) for one in found] == [(sid, "inbound", "received")]
    assert twilio.messages.list(to=DURBAN_SMS, date_sent_after=now + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"to": "0605550101", "from_": DURBAN_SMS, "body": "x"}, 21211),
        ({"to": "+15005550001", "from_": DURBAN_SMS, "body": "x"}, 21211),
        ({"to": THANDI, "body": "x"}, 21603),
        ({"to": THANDI, "from_": "+12025550123", "body": "x"}, 21606),
        ({"to": THANDI_WHATSAPP, "from_": DURBAN_SMS, "body": "x"}, 21910),
        ({"to": THANDI, "from_": DURBAN_SMS, "body": "x" * 1601}, 21617),
        ({"to": THANDI, "from_": DURBAN_SMS}, 21602),
        ({"to": THANDI, "from_": DURBAN_SMS, "content_sid": "HX" + "0" * 32}, 21655),
    ],
)
def test_what_twilio_would_refuse_is_refused_with_its_code(twilio: Client, values: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(**values)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert twilio.messages.list() == []


def test_wrong_credentials_are_refused(settings: Settings, served: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        sdk(settings.account_sid, "not the token", served).messages("SM" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_an_unknown_message_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages("SM" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_after_stop_nothing_reaches_thandi_until_she_writes_start(twilio: Client, phone: Phone, line: Line) -> None:
    writes(phone, THANDI, DURBAN_SMS, " Stop ")
    assert line.next_inbound()["Body"] == " Stop "
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body="Thank you")
    assert refused.value.code == 21610
    writes(phone, THANDI, DURBAN_SMS, "start")
    assert twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body="Welcome back").status == "queued"
    said = [message.body[:18] for message in phone.store.conversation(THANDI, DURBAN_SMS) if message.automatic]
    assert said == ["You have successfu", "You have successfu"]


def test_yes_from_somebody_who_never_stopped_gets_no_answer_from_twilio(phone: Phone, line: Line) -> None:
    writes(phone, THANDI, DURBAN_SMS, "yes")
    assert [message.inbound for message in phone.store.messages()] == [True]


def test_stop_on_whatsapp_means_nothing_to_twilio(twilio: Client, phone: Phone, line: Line) -> None:
    writes(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, "STOP")
    assert twilio.messages.create(to=THANDI_WHATSAPP, from_=DURBAN_WHATSAPP, body="Goodbye").error_code is None
    assert not any(message.automatic for message in phone.store.messages())


def test_buttons_are_filled_in_and_arrive(twilio: Client, phone: Phone, line: Line, served: str, settings: Settings) -> None:
    writes(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, "There is no water")
    sid = create_content(served, settings, QUICK)
    made = twilio.messages.create(
        to=THANDI_WHATSAPP,
        from_=DURBAN_WHATSAPP,
        content_sid=sid,
        content_variables=json.dumps({"1": "Is it still dangerous?", "2": "Yes"}),
    )
    assert made.body == "Is it still dangerous?"
    message = phone.store.message(made.sid)
    assert message is not None and message.content is not None
    assert [action["title"] for action in message.content["actions"]] == ["Yes", "No"]


def test_content_is_listed_fetched_approved_and_deleted(twilio: Client, served: str, settings: Settings) -> None:
    sid = create_content(served, settings, QUICK)
    assert [one.sid for one in twilio.content.v1.contents.list()] == [sid]
    assert twilio.content.v1.contents(sid).fetch().friendly_name == "danger"
    assert twilio.content.v1.contents(sid).approval_fetch().fetch().whatsapp["status"] == "unsubmitted"
    approve = f"{served}/v1/Content/{sid}/ApprovalRequests/whatsapp"
    auth = (settings.account_sid, settings.auth_token)
    assert requests.post(approve, json={"name": "danger", "category": "UTILITY"}, auth=auth, timeout=10).status_code == 201
    assert twilio.content.v1.contents(sid).approval_fetch().fetch().whatsapp["status"] == "approved"
    assert twilio.content.v1.contents(sid).delete()
    assert twilio.content.v1.contents.list() == []


def test_a_row_longer_than_whatsapp_allows_fails_afterwards(
    twilio: Client, phone: Phone, line: Line, served: str, settings: Settings
) -> None:
    writes(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, "hello")
    rows = [{"item": "A street light that does not shine", "id": "light"}]
    sid = create_content(served, settings, {"twilio/list-picker": {"body": "What is it?", "button": "Choose", "items": rows}})
    made = twilio.messages.create(
        to=THANDI_WHATSAPP,
        from_=DURBAN_WHATSAPP,
        content_sid=sid,
        status_callback=f"{line.url}/twilio/status",
    )
    assert made.status == "queued"
    told = line.next_status()
    assert (told["MessageStatus"], told["ErrorCode"]) == ("failed", "63013")
    phone.deliveries.settle()
    message = phone.store.message(made.sid)
    assert message is not None and message.reason == {"limit": "row", "is": 34, "most": 24}


def test_on_sms_only_the_body_of_content_is_left(twilio: Client, phone: Phone, served: str, settings: Settings) -> None:
    sid = create_content(served, settings, QUICK)
    made = twilio.messages.create(to=THANDI, from_=DURBAN_SMS, content_sid=sid, content_variables='{"1": "Where?"}')
    message = phone.store.message(made.sid)
    assert made.body == "Where?" and message is not None and message.content is None


def test_nonsense_for_variables_is_refused(twilio: Client, served: str, settings: Settings) -> None:
    sid = create_content(served, settings, QUICK)
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=THANDI, from_=DURBAN_SMS, content_sid=sid, content_variables="[1]")
    assert refused.value.code == 21656


def test_a_reply_is_sent_delivered_and_read_and_each_time_the_callback_is_told(twilio: Client, phone: Phone, line: Line) -> None:
    writes(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, "hello")
    callback = f"{line.url}/twilio/status?outbox=7#rc=3&rp=all"
    made = twilio.messages.create(to=THANDI_WHATSAPP, from_=DURBAN_WHATSAPP, body="Hello", status_callback=callback)
    told = [line.next_status() for _ in range(3)]
    assert [one["MessageStatus"] for one in told] == ["sent", "delivered", "read"]
    assert {one["MessageSid"] for one in told} == {made.sid}
    assert told[1]["From"] == DURBAN_WHATSAPP and told[1]["ChannelToAddress"] == THANDI and told[1]["EventType"]
    assert all(line.signed)
    phone.deliveries.settle()
    assert twilio.messages(made.sid).fetch().status == "read"


def test_an_sms_is_never_read(twilio: Client, phone: Phone, line: Line) -> None:
    callback = f"{line.url}/twilio/status"
    made = twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body="Hello", status_callback=callback)
    phone.deliveries.settle()
    told = [line.next_status(), line.next_status()]
    assert [one["MessageStatus"] for one in told] == ["sent", "delivered"]
    assert len(told[1]["RawDlrDoneDate"]) == 10 and line.statuses.empty()
    assert twilio.messages(made.sid).fetch().status == "delivered"


def test_whoever_has_not_written_for_a_day_gets_no_free_text_on_whatsapp(
    twilio: Client, phone: Phone, line: Line, served: str, settings: Settings
) -> None:
    writes(phone, XOCHITL, DURBAN_WHATSAPP, "Hola")
    phone.store.clock = lambda: datetime.now(UTC) + timedelta(hours=25)
    callback = f"{line.url}/twilio/status"
    late = twilio.messages.create(to=XOCHITL, from_=DURBAN_WHATSAPP, body="Hola", status_callback=callback)
    assert late.status == "queued" and line.next_status()["ErrorCode"] == "63016"
    phone.deliveries.settle()
    assert twilio.messages(late.sid).fetch().error_code == 63016
    sid = create_content(served, settings, {"twilio/text": {"body": "Your report {{1}} is resolved."}})
    auth = (settings.account_sid, settings.auth_token)
    requests.post(f"{served}/v1/Content/{sid}/ApprovalRequests/whatsapp", json={}, auth=auth, timeout=10)
    template = twilio.messages.create(
        to=XOCHITL,
        from_=DURBAN_WHATSAPP,
        content_sid=sid,
        content_variables='{"1": "DB-4K7"}',
        status_callback=callback,
    )
    assert template.body == "Your report DB-4K7 is resolved." and line.next_status()["MessageStatus"] == "sent"


def test_a_restart_forgets_nothing(app: Flask, phone: Phone, line: Line, settings: Settings) -> None:
    sid = writes(phone, THANDI, DURBAN_SMS, "STOP")
    journal = settings.data_dir / "phone.jsonl"
    journal.write_text(journal.read_text("utf-8") + '{"kind": "mess', "utf-8")
    again: Phone = create_app(settings, two_cities, pace=0).extensions["phone"]
    assert [message.body for message in again.store.messages()] == [m.body for m in phone.store.messages()]
    kept = again.store.message(sid)
    assert kept is not None and kept.status == "delivered" and kept.form["MessageSid"] == sid
    assert again.store.is_silenced(THANDI, DURBAN_SMS) and not again.store.is_silenced(THANDI, JUAREZ_SMS)
    assert again.store.revision == phone.store.revision


def test_a_deleted_message_is_gone_from_twilio_but_not_from_the_phone(twilio: Client, phone: Phone) -> None:
    made = twilio.messages.create(to=THANDI, from_=DURBAN_SMS, body="Your reference is DB-4K7")
    assert twilio.messages(made.sid).delete() and twilio.messages.list() == []
    assert [message.body for message in phone.store.conversation(THANDI, DURBAN_SMS)] == ["Your reference is DB-4K7"]


def test_what_was_under_way_when_the_phone_stopped_goes_on_at_the_next_start(
    phone: Phone, line: Line, settings: Settings
) -> None:
    sid = writes(phone, THANDI, DURBAN_SMS, "hello")
    first = line.next_inbound()
    phone.store.change(sid, status="sending")
    again: Phone = create_app(settings, two_cities, pace=0).extensions["phone"]
    again.deliveries.settle()
    kept = again.store.message(sid)
    assert line.next_inbound() == first and kept is not None and kept.status == "delivered"
