"""What residents send, as it reaches the city's webhook."""

import io
import json

import pytest
import requests
from PIL import Image
from twilio.rest import Client

from phone import samples, saying
from phone.context import Phone
from phone.records import Message
from phone.saying import Draft, File, Unsendable
from settings import Settings
from tests.phone.standin import (
    DON_CHUY_WHATSAPP,
    DURBAN_SMS,
    DURBAN_WHATSAPP,
    JUAREZ_WHATSAPP,
    LUPITA,
    THANDI,
    THANDI_WHATSAPP,
    XOCHITL,
    Line,
)

PHOTO = File("lamp.jpg", "image/jpeg", b"\xff\xd8 a photo")
VOICE = File("note.ogg", "audio/ogg", b"OggS a voice")


def test_an_sms_comes_with_its_empty_fields_and_a_valid_signature(phone: Phone, line: Line, settings: Settings) -> None:
    saying.send(phone, THANDI, DURBAN_SMS, Draft("Isibani siphukile, ñ & ü"))
    form = line.next_inbound()
    assert line.signed == [True]
    assert form["Body"] == "Isibani siphukile, ñ & ü" and form["From"] == THANDI and form["To"] == DURBAN_SMS
    assert form["FromCity"] == form["ToZip"] == "" and form["FromCountry"] == "ZA"
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] and form["AccountSid"] == settings.account_sid
    assert form["NumMedia"] == "0" and form["NumSegments"] == "1" and "MessageType" not in form


def test_a_whatsapp_message_comes_with_who_wrote_it(phone: Phone, line: Line) -> None:
    saying.send(phone, DON_CHUY_WHATSAPP, JUAREZ_WHATSAPP, Draft("Me asaltaron"))
    form = line.next_inbound()
    assert form["WaId"] == "5216565550102" and form["ProfileName"] == "Don Chuy" and form["MessageType"] == "text"
    context = json.loads(form["ChannelMetadata"])["data"]["context"]
    assert context == {"ProfileName": "Don Chuy", "WaId": "5216565550102"}
    assert form["ExternalUserId"].startswith("whatsapp:MX.") and "FromCity" not in form and line.signed == [True]


def test_a_user_without_a_number_has_only_an_id(phone: Phone, line: Line) -> None:
    saying.send(phone, XOCHITL, JUAREZ_WHATSAPP, Draft("Hola"))
    form = line.next_inbound()
    assert form["From"] == form["ExternalUserId"] == XOCHITL and "WaId" not in form
    assert "WaId" not in form["ChannelMetadata"] and line.signed == [True]


def test_a_pin_on_whatsapp_is_a_message_without_words(phone: Phone, line: Line) -> None:
    saying.send(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, Draft("", pin=(-29.967, 30.883, "Umlazi")))
    form = line.next_inbound()
    assert (form["Latitude"], form["Longitude"], form["Label"]) == ("-29.967000", "30.883000", "Umlazi")
    assert form["Body"] == "" and form["MessageType"] == "location"


def test_a_pin_by_sms_is_a_link_to_a_map(phone: Phone, line: Line) -> None:
    saying.send(phone, THANDI, DURBAN_SMS, Draft("", pin=(-29.967, 30.883, "Umlazi")))
    form = line.next_inbound()
    assert form["Body"] == "https://maps.google.com/?q=-29.967000,30.883000" and "Latitude" not in form


def test_whatsapp_sends_each_photo_as_its_own_message(phone: Phone, line: Line) -> None:
    saying.send(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, Draft("The lamp is dark", files=[PHOTO, VOICE]))
    forms = sorted((line.next_inbound(), line.next_inbound()), key=lambda form: form["MediaContentType0"], reverse=True)
    assert [form["MessageType"] for form in forms] == ["image", "audio"]
    assert [form["Body"] for form in forms] == ["The lamp is dark", ""]
    assert all(form["NumMedia"] == "1" and form["MessageSid"].startswith("MM") for form in forms)


def test_sms_sends_all_photos_in_one_message(phone: Phone, line: Line) -> None:
    saying.send(phone, LUPITA, DURBAN_SMS, Draft("two", files=[PHOTO, PHOTO]))
    form = line.next_inbound()
    assert form["NumMedia"] == "2" and form["MediaUrl0"] != form["MediaUrl1"] and form["Body"] == "two"


def test_media_are_given_to_whoever_knows_the_token_by_a_short_lived_address(
    phone: Phone, line: Line, twilio: Client, settings: Settings
) -> None:
    saying.send(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, Draft("", files=[PHOTO]))
    form = line.next_inbound()
    url, auth = form["MediaUrl0"], (settings.account_sid, settings.auth_token)
    assert requests.get(url, timeout=10).status_code == 401
    got = requests.get(url, auth=auth, timeout=10)
    assert got.content == PHOTO.data and got.headers["Content-Type"] == "image/jpeg"
    assert [step.status_code for step in got.history] == [307]
    listed = twilio.messages(form["MessageSid"]).media.list()
    assert [one.content_type for one in listed] == ["image/jpeg"]
    assert twilio.messages(form["MessageSid"]).media(listed[0].sid).delete()
    assert requests.get(url, auth=auth, timeout=10).status_code == 404


def asked(phone: Phone, content: dict[str, object]) -> Message:
    message = Message(
        sid="SM" + "1" * 32,
        resident=THANDI_WHATSAPP,
        line=DURBAN_WHATSAPP,
        inbound=False,
        body="?",
        at=phone.store.clock().isoformat(),
        status="read",
        encoding="GSM-7",
        segments=1,
        content=content,
    )
    return phone.store.add(message)


def test_a_tapped_button_repeats_its_title_and_brings_its_id(phone: Phone, line: Line) -> None:
    question = asked(phone, {"kind": "quick-reply", "actions": [{"title": "Yes", "id": "danger:yes"}]})
    saying.tap(phone, question, 0)
    form = line.next_inbound()
    assert (form["Body"], form["ButtonText"], form["ButtonPayload"]) == ("Yes", "Yes", "danger:yes")
    assert form["MessageType"] == "interactive" and form["OriginalRepliedMessageSid"] == question.sid


def test_a_tapped_row_brings_its_id_and_title(phone: Phone, line: Line) -> None:
    rows = [
        {"item": "Water", "id": "water", "description": "No water, leaks"},
        {"item": "Roads", "id": "roads"},
    ]
    question = asked(phone, {"kind": "list-picker", "button": "Choose", "items": rows})
    saying.tap(phone, question, 0)
    form = line.next_inbound()
    assert (form["Body"], form["ListId"], form["ListTitle"]) == ("Water", "water", "Water")
    assert form["MessageType"] == "interactive" and line.signed == [True]
    with pytest.raises(Unsendable):
        saying.tap(phone, question, 2)


def test_a_refused_message_says_why_and_can_be_sent_again_as_it_was(phone: Phone, line: Line) -> None:
    line.answers = 403
    (message,) = saying.send(phone, THANDI, DURBAN_SMS, Draft("hello"))
    phone.deliveries.settle()
    refused = phone.store.message(message.sid)
    assert refused is not None and (refused.status, refused.reason) == ("failed", {"http": 403})
    line.answers = 200
    saying.again(phone, refused)
    assert line.next_inbound() == message.form
    phone.deliveries.settle()
    taken = phone.store.message(message.sid)
    assert taken is not None and (taken.status, taken.reason) == ("delivered", None)


def test_without_a_webhook_the_message_says_that_nobody_is_there(phone: Phone) -> None:
    (message,) = saying.send(phone, THANDI, DURBAN_SMS, Draft("hello"))
    phone.deliveries.settle()
    failed = phone.store.message(message.sid)
    assert failed is not None and (failed.status, failed.reason) == ("failed", {"network": "unconnected"})


def test_a_whatsapp_message_is_read_once_the_line_has_answered(phone: Phone, line: Line, twilio: Client) -> None:
    (message,) = saying.send(phone, THANDI_WHATSAPP, DURBAN_WHATSAPP, Draft("hello"))
    phone.deliveries.settle()
    twilio.messages.create(to=THANDI_WHATSAPP, from_=DURBAN_WHATSAPP, body="Hello Thandi")
    phone.deliveries.settle()
    read = phone.store.message(message.sid)
    assert read is not None and read.status == "read"


@pytest.mark.parametrize(
    ("resident", "line_of_city", "draft", "problem"),
    [
        ("0605550101", DURBAN_SMS, Draft("x"), "address"),
        (THANDI, "+12025550123", Draft("x"), "line"),
        (THANDI, DURBAN_WHATSAPP, Draft("x"), "line"),
        (THANDI, DURBAN_SMS, Draft("x" * 1601), "long"),
        (THANDI, DURBAN_SMS, Draft("", files=[PHOTO] * 11), "files"),
        (THANDI, DURBAN_SMS, Draft("", pin=(91.0, 0.0, "")), "pin"),
        (THANDI, DURBAN_SMS, Draft(""), "empty"),
    ],
)
def test_what_no_phone_could_send_is_not_sent(phone: Phone, resident: str, line_of_city: str, draft: Draft, problem: str) -> None:
    with pytest.raises(Unsendable) as refused:
        saying.send(phone, resident, line_of_city, draft)
    assert refused.value.code == problem and phone.store.messages() == []


def test_the_sample_photo_tells_where_it_was_taken_like_a_real_one() -> None:
    picture = Image.open(io.BytesIO(samples.photo(-29.967, 30.883)))
    place = picture.getexif().get_ifd(0x8825)
    assert picture.size == (1200, 900) and place[1] == "S" and place[2][:2] == (29.0, 58.0)


def test_the_sample_voice_note_is_ogg_opus() -> None:
    note = samples.voice_note(2)
    assert note.startswith(b"OggS") and b"OpusHead" in note and note.count(b"OggS") == 4
