"""Twilio's REST API through the real SDK, against a real HTTP server that behaves well and badly."""

import base64
import csv
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from urllib3 import HTTPResponse

from messaging import gateway, twilio_gateway
from messaging.gateway import (
    MediaError,
    Misconfigured,
    OptedOut,
    OutsideWindow,
    Parcel,
    Refused,
    SendError,
    TryLater,
    Unknown,
    Unreachable,
)
from messaging.twilio_gateway import TwilioGateway, meaning
from models import Content
from tests.line import Line
from tests.messaging.outgoing import DURBAN, THANDI, THANDI_WHATSAPP
from tests.standin import CUT, Answer, Request, StandIn, as_json

ACCOUNT, TOKEN = "AC" + "1" * 32, "2" * 32
SID = "SM" + "3" * 32
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
BUTTONS = {"kind": "buttons", "options": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}], "list_label": "Choose"}


def created(request: Request) -> Answer:
    return as_json({"sid": SID, "status": "queued"}, 201)


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn(created) as standin:
        yield standin


@pytest.fixture
def real(line: Line, twilio: StandIn) -> TwilioGateway:
    return TwilioGateway(ACCOUNT, TOKEN, line.board.sessions, twilio.url, timeout=5)


def parcel(text: str = "Thank you", details: dict[str, Any] | None = None, to: str = THANDI) -> Parcel:
    sender = f"whatsapp:{DURBAN}" if to.startswith("whatsapp:") else DURBAN
    return Parcel(to, sender, text, details or {}, "https://izwi.example/twilio/status?message=7", since=NOW)


def test_a_text_is_created_with_everything_twilio_needs(real: TwilioGateway, twilio: StandIn) -> None:
    assert real.send(parcel("Siyabonga ñ 🙏")) == SID
    (request,) = twilio.requests
    assert (request.method, request.path) == ("POST", MESSAGES)
    assert request.form == {
        "To": THANDI,
        "From": DURBAN,
        "Body": "Siyabonga ñ 🙏",
        "StatusCallback": "https://izwi.example/twilio/status?message=7",
    }
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def test_every_call_has_a_time_out(line: Line, twilio: StandIn) -> None:
    done = threading.Event()

    def hanging(_: Request) -> Answer:
        done.wait(20)
        return as_json({})

    twilio.answer = hanging
    impatient = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions, twilio.url, timeout=0.05)
    with pytest.raises(Unknown):
        impatient.send(parcel())
    with pytest.raises(Unknown):
        impatient.find(parcel(), set())
    with pytest.raises(TryLater):
        impatient.fetch(media_url(twilio), 100)
    assert len(twilio.requests) == 3, "and nothing that may have arrived is repeated"
    done.set()


def test_without_a_stand_in_the_sdk_asks_twilio_itself(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def remember(self: Any, request: Any, **_: Any) -> Any:
        asked.append(request.url)
        raise twilio_gateway.requests.ConnectTimeout

    monkeypatch.setattr(twilio_gateway.requests.Session, "send", remember)
    plain = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions)
    with pytest.raises(SendError):
        plain.send(parcel())
    with pytest.raises(SendError):
        plain.send(parcel("Sure?", BUTTONS, THANDI_WHATSAPP))
    assert asked[0] == f"https://api.twilio.com{MESSAGES}"
    assert asked[1] == "https://content.twilio.com/v1/Content"


NAMED_IN_TWILIOS_PAGES: dict[type[SendError], tuple[int, ...]] = {
    OptedOut: (21610, 63014, 63033, 30004),
    TryLater: (20429, 63017, 63018, 30001, 21611, 30017, 30022, 63009, 63010, 63012, 30003, 30008, 63019),
    Unknown: (20500, 20503, 30410),
    Unreachable: (21211, 21614, 21635, 21612, 30005, 30006, 63003, 63024),
    Refused: (21617, 21619, 21620, 21623, 21656, 30007, 63005, 63013, 63021, 63028),
    OutsideWindow: (63016,),
    Misconfigured: (20003, 21408, 21606, 21608, 21703, 30002, 30032, 30034, 63007, 63015, 63026, 63027, 63041),
}


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for kind, codes in NAMED_IN_TWILIOS_PAGES.items() for code in codes])
def test_every_code_that_twilio_names_says_what_to_do(code: int, kind: type[SendError]) -> None:
    assert meaning(code) is kind


def test_the_table_of_codes_is_in_order_and_tells_each_once() -> None:
    with twilio_gateway.ERROR_TABLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = [int(row["code"]) for row in rows]
    assert codes == sorted(set(codes))
    assert all(row["meaning"].strip() for row in rows)
    assert {row["outcome"] for row in rows} == set(twilio_gateway.OUTCOMES)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {"code": 21610, "message": f"{THANDI} is unsubscribed", "status": 400}, OptedOut, 21610),
        (400, {"code": 21211, "message": f"{THANDI} is not valid", "status": 400}, Unreachable, 21211),
        (400, {"code": 21617, "message": "too long", "status": 400}, Refused, 21617),
        (400, {"code": 63016, "message": "outside", "status": 400}, OutsideWindow, 63016),
        (400, {"code": 21408, "message": "no permission", "status": 400}, Misconfigured, 21408),
        (400, {"code": 29999, "message": "of next year", "status": 400}, Refused, 29999),
        (400, {"code": None, "message": "no code"}, Refused, 400),
        (401, {"code": 20003, "message": "Authenticate", "status": 401}, Misconfigured, 20003),
        (404, {"code": 20404, "message": "not found", "status": 404}, Misconfigured, 20404),
        (429, {"code": 20429, "message": "Too Many Requests", "status": 429}, TryLater, 20429),
        (500, {"code": 20500, "message": "Internal Server Error", "status": 500}, Unknown, 20500),
        (503, {"code": 20503, "message": "Service Unavailable", "status": 503}, Unknown, 20503),
        (400, {"type": "https://x", "title": "Bad", "status": 400, "code": 21610, "detail": THANDI}, OptedOut, 21610),
        (401, b"<html>no</html>", Misconfigured, 401),
        (404, b"<html>nothing here</html>", Misconfigured, 404),
        (429, b"slow down", TryLater, 429),
        (502, b"<html>Bad Gateway</html>", Unknown, 502),
        (504, b"", Unknown, 504),
        (201, b"<html>created?</html>", Unknown, None),
        (201, b"[]", Unknown, None),
        (201, b"null", Unknown, None),
        (201, {}, Unknown, None),
        (200, b"", Unknown, None),
        (302, b"", Unknown, None),
    ],
)
def test_what_twilio_answers_tells_what_to_do_and_never_who_it_was(
    real: TwilioGateway, twilio: StandIn, status: int, body: Any, kind: type[SendError], code: int | None
) -> None:
    twilio.answer = lambda request: Answer(status, body) if isinstance(body, bytes) else as_json(body, status)
    with pytest.raises(SendError) as caught:
        real.send(parcel("secret words"))
    assert type(caught.value) is kind
    assert caught.value.code == code or code is None
    assert THANDI not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(twilio.requests) == 1


@pytest.mark.parametrize(
    ("status", "header", "kind", "pause"),
    [
        (429, "7", TryLater, 7.0),
        (429, "100000", TryLater, twilio_gateway.LONGEST_PAUSE),
        (429, "Mon, 23 Nov 2026 09:00:00 GMT", TryLater, None),
        (429, "", TryLater, None),
        (503, "3", TryLater, 3.0),
        (500, "3", Unknown, None),
    ],
)
def test_a_pause_that_twilio_asks_for_is_passed_on(
    real: TwilioGateway, twilio: StandIn, status: int, header: str, kind: type[SendError], pause: float | None
) -> None:
    code = {429: 20429, 503: 20503, 500: 20500}[status]
    twilio.answer = lambda request: as_json({"code": code, "message": ""}, status, Retry_After=header)
    with pytest.raises(SendError) as caught:
        real.send(parcel())
    assert (type(caught.value), caught.value.retry_after) == (kind, pause)
    twilio.answer = lambda request: as_json({"code": 20429, "message": ""}, 429)
    with pytest.raises(SendError) as later:
        real.send(parcel())
    assert later.value.retry_after is None, "an old wish is not kept"


def test_a_connection_cut_after_the_request_leaves_it_unknown(real: TwilioGateway, twilio: StandIn) -> None:
    twilio.answer = lambda request: CUT
    with pytest.raises(Unknown):
        real.send(parcel())
    assert len(twilio.requests) == 1, "what may have arrived is not repeated"


def test_a_connection_that_was_never_made_may_be_tried_again(line: Line) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        nobody = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions, url, timeout=1)
        with pytest.raises(TryLater):
            nobody.send(parcel())
        with pytest.raises(TryLater):
            nobody.fetch(f"{url}{media_path()}", 100)


def test_a_name_that_nobody_can_look_up_may_be_tried_again(line: Line) -> None:
    nowhere = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions, "http://twilio.invalid", timeout=1)
    with pytest.raises(TryLater):
        nowhere.send(parcel())


# Buttons and lists.


class WithContent:
    """Twilio with its Content API: remembers the shapes it was given."""

    def __init__(self) -> None:
        self.contents: list[Request] = []
        self.messages: list[dict[str, str]] = []

    def __call__(self, request: Request) -> Answer:
        if request.path == "/v1/Content":
            self.contents.append(request)
            return as_json({"sid": f"HX{len(self.contents):032x}"}, 201)
        self.messages.append(request.form)
        return created(request)


def test_buttons_are_a_content_shape_made_once_and_filled_each_time(real: TwilioGateway, twilio: StandIn) -> None:
    twilio.answer = content = WithContent()
    real.send(parcel("Is it still dangerous?", BUTTONS, THANDI_WHATSAPP))
    real.send(parcel("Shall we tell you?", BUTTONS | {"options": [{"id": "1", "title": "Yebo"}, {"id": "2", "title": "Cha"}]}))

    (made,) = content.contents
    assert made.headers["Content-Type"] == "application/json"
    assert made.json == {
        "friendly_name": "izwi buttons-2",
        "language": "en",
        "variables": {str(number): f"value {number}" for number in range(1, 6)},
        "types": {
            "twilio/quick-reply": {
                "body": "{{1}}",
                "actions": [
                    {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"},
                    {"type": "QUICK_REPLY", "title": "{{4}}", "id": "{{5}}"},
                ],
            }
        },
    }
    first, second = content.messages
    assert first["ContentSid"] == second["ContentSid"] == f"HX{1:032x}"
    assert "Body" not in first
    assert json.loads(first["ContentVariables"]) == {"1": "Is it still dangerous?", "2": "Yes", "3": "yes", "4": "No", "5": "no"}
    assert json.loads(second["ContentVariables"])["2"] == "Yebo"


def test_a_list_is_a_list_picker_with_its_own_button(real: TwilioGateway, twilio: StandIn) -> None:
    twilio.answer = content = WithContent()
    options = [{"id": f"c{number}", "title": f"Category {number}"} for number in range(10)]
    real.send(parcel("What happened?", {"kind": "list", "options": options, "list_label": "Choose"}, THANDI_WHATSAPP))
    (made,) = content.contents
    picker = made.json["types"]["twilio/list-picker"]
    assert picker["body"] == "{{1}}"
    assert picker["items"][9] == {"item": "{{20}}", "id": "{{21}}"}
    assert picker["button"] == "{{22}}"
    variables = json.loads(content.messages[0]["ContentVariables"])
    assert (variables["20"], variables["21"], variables["22"]) == ("Category 9", "c9", "Choose")


def filled(content: WithContent) -> str:
    """The body as the resident reads it."""
    (types,) = [made.json["types"] for made in content.contents][-1:]
    body: str = types["twilio/quick-reply"]["body"]
    for number, value in json.loads(content.messages[-1]["ContentVariables"]).items():
        body = body.replace(f"{{{{{number}}}}}", value)
    return body


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("What: robbery\nWhere: Umlazi\n\nSend it?", "What: robbery\nWhere: Umlazi\n\nSend it?"),
        ("\n two  spaces \n\n\n\n and  lines \n", "two spaces\n\nand lines"),
        ("word " * 200, ("word " * 200).strip()),
        ("{{2}} is not a variable", "{{2}} is not a variable"),
    ],
)
def test_a_body_keeps_its_lines_and_no_variable_is_longer_than_twilio_takes(
    real: TwilioGateway, twilio: StandIn, text: str, read: str
) -> None:
    twilio.answer = content = WithContent()
    real.send(parcel(text, BUTTONS, THANDI_WHATSAPP))
    variables = json.loads(content.messages[0]["ContentVariables"])
    assert all(0 < len(value) <= 255 and "\n" not in value for value in variables.values())
    if "{{" not in text:
        assert filled(content) == read
    else:
        assert variables["1"] == read


@pytest.mark.parametrize("text", ["\n".join(["many", "lines", "here"] * 8), "   "])
def test_a_body_that_fits_no_shape_goes_as_text(real: TwilioGateway, twilio: StandIn, text: str) -> None:
    twilio.answer = content = WithContent()
    real.send(parcel(text, BUTTONS, THANDI_WHATSAPP))
    assert content.contents == []
    assert content.messages[0]["Body"] == f"{text}\n1 Yes\n2 No"


@pytest.mark.parametrize(
    "answer",
    [
        as_json({"code": 20422, "message": "no"}, 400),
        Answer(500, b""),
        CUT,
        Answer(201, b"<html>"),
        as_json({}, 201),
        as_json([], 201),
    ],
    ids=["refused", "broken", "cut", "garbage", "no sid", "a list"],
)
def test_content_that_twilio_will_not_make_goes_as_text(real: TwilioGateway, twilio: StandIn, answer: Answer) -> None:
    content = WithContent()
    twilio.answer = lambda request: answer if request.path == "/v1/Content" else content(request)
    assert real.send(parcel("Sure?", BUTTONS, THANDI_WHATSAPP)) == SID
    assert content.messages == [
        {"To": THANDI_WHATSAPP, "From": f"whatsapp:{DURBAN}", "Body": "Sure?\n1 Yes\n2 No", "StatusCallback": parcel().status_url}
    ]


@pytest.mark.parametrize("code", sorted(twilio_gateway.CONTENT_IS_GONE))
def test_content_that_somebody_deleted_at_twilio_is_made_anew(
    line: Line, real: TwilioGateway, twilio: StandIn, code: int
) -> None:
    twilio.answer = content = WithContent()
    real.send(parcel("Sure?", BUTTONS, THANDI_WHATSAPP))
    twilio.answer = lambda request: as_json({"code": code, "message": "gone"}, 400)
    with pytest.raises(Refused):
        real.send(parcel("Sure?", BUTTONS, THANDI_WHATSAPP))
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Content)).all() == []
    twilio.answer = content
    assert real.send(parcel("Sure?", BUTTONS, THANDI_WHATSAPP)) == SID
    assert len(content.contents) == 2


# Looking for a message whose fate is unknown.


def listed(**fields: Any) -> dict[str, Any]:
    return {
        "sid": SID,
        "body": "Thank you",
        "direction": "outbound-api",
        "status": "sent",
        "date_created": "Mon, 23 Nov 2026 09:00:01 +0000",
        "date_sent": None,
        "from": DURBAN,
        "to": THANDI,
    } | fields


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (listed(), True),
        (listed(status="queued"), True),
        (listed(status="undelivered"), True),
        (listed(body="Thank \n you "), True),
        (listed(date_created="Mon, 23 Nov 2026 08:59:56 +0000"), True),
        (listed(date_created=None, date_sent="Mon, 23 Nov 2026 09:00:01 +0000"), True),
        (listed(date_created=None), True),
        (listed(date_created="Mon, 23 Nov 2026 08:59:50 +0000"), False),
        (listed(body="Thank them"), False),
        (listed(body=None), False),
        (listed(direction="inbound"), False),
        (listed(status="failed"), False),
        (listed(status="canceled"), False),
        (listed(sid="SM" + "9" * 32), False),
    ],
)
def test_a_message_is_found_by_its_words_and_its_time(
    real: TwilioGateway, twilio: StandIn, message: dict[str, Any], found: bool
) -> None:
    twilio.answer = lambda request: as_json({"messages": [message], "page": 0, "page_size": 50, "next_page_uri": None})
    known = {"SM" + "9" * 32}
    assert real.find(parcel(), known) == (message["sid"] if found else None)
    (request,) = twilio.requests
    assert (request.method, request.path) == ("GET", MESSAGES)
    assert (request.query["To"], request.query["From"]) == (THANDI, DURBAN)


def test_a_message_with_buttons_is_found_by_either_wording(real: TwilioGateway, twilio: StandIn) -> None:
    for body in ("Sure?", "Sure?\n1 Yes\n2 No"):
        twilio.answer = lambda request, body=body: as_json({"messages": [listed(body=body)], "next_page_uri": None})
        assert real.find(parcel("Sure?", BUTTONS), set()) == SID


@pytest.mark.parametrize("answer", [CUT, Answer(500), Answer(200, b"<html>"), as_json([]), as_json({"messages": [None]})])
def test_a_look_that_fails_is_never_taken_for_an_empty_one(real: TwilioGateway, twilio: StandIn, answer: Answer) -> None:
    twilio.answer = lambda request: answer
    with pytest.raises(SendError):
        real.find(parcel(), set())


# Files.


def media_path(account: str = ACCOUNT, message: str = "MM" + "4" * 32, media: str = "ME" + "5" * 32) -> str:
    return f"/2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}"


NOTHING = HTTPResponse(BytesIO(b""), preload_content=False)


def media_url(twilio: StandIn) -> str:
    return twilio.url + media_path()


def test_a_file_is_fetched_with_our_credentials(real: TwilioGateway, twilio: StandIn) -> None:
    twilio.answer = lambda request: Answer(200, b"OggS...", {"Content-Type": "Audio/OGG; codecs=opus"})
    assert real.fetch(media_url(twilio) + "?x=1", 100) == ("audio/ogg", b"OggS...")
    (request,) = twilio.requests
    assert (request.path, request.query) == (media_path(), {})
    assert request.headers["Authorization"].startswith("Basic ")


def test_a_redirect_is_followed_once_and_without_our_credentials(real: TwilioGateway, twilio: StandIn) -> None:
    def redirecting(request: Request) -> Answer:
        if request.path == media_path():
            return Answer(307, b"", {"Location": f"{twilio.url}/signed/file?signature=abc"})
        if request.path == "/signed/file":
            return Answer(200, b"photo", {"Content-Type": "image/jpeg"})
        raise AssertionError(request.path)

    twilio.answer = redirecting
    assert real.fetch(media_url(twilio), 100) == ("image/jpeg", b"photo")
    assert "Authorization" not in twilio.requests[1].headers
    assert twilio.requests[1].query == {"signature": "abc"}


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/photo",
        "https://mms.twiliocdn.com.evil.example/photo",
        "https://evil.example/mms.twiliocdn.com",
        "https://mms.twiliocdn.com@evil.example/photo",
        "http://mms.twiliocdn.com/photo",
        "file:///etc/passwd",
        "",
        "https://[",
    ],
)
def test_a_redirect_to_anywhere_else_is_refused(line: Line, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    asked: list[str] = []

    def get(self: Any, url: str, **_: Any) -> Any:
        asked.append(url)
        response = twilio_gateway.requests.Response()
        response.status_code, response.headers["Location"] = 302, target
        response.raw = NOTHING
        return response

    monkeypatch.setattr(twilio_gateway.requests.Session, "get", get)
    real = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions)
    with pytest.raises(MediaError) as refused:
        real.fetch(f"https://api.twilio.com{media_path()}", 100)
    assert refused.value.reason == "host"
    assert asked == [f"https://api.twilio.com{media_path()}"]


@pytest.mark.parametrize(
    "target",
    [
        "https://mms.twiliocdn.com/AC1/a?Signature=b",
        "https://media.twiliocdn.com/a",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/a",
        "https://media.us1.twilio.com/a",
    ],
)
def test_a_redirect_to_twilios_own_media_hosts_is_followed(line: Line, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    asked: list[tuple[str, Any]] = []

    def get(self: Any, url: str, auth: Any, allow_redirects: bool, **_: Any) -> Any:
        asked.append((url, auth))
        assert not allow_redirects
        response = twilio_gateway.requests.Response()
        response.status_code = 302 if len(asked) == 1 else 404
        response.headers["Location"] = target
        response.raw = NOTHING
        return response

    monkeypatch.setattr(twilio_gateway.requests.Session, "get", get)
    real = TwilioGateway(ACCOUNT, TOKEN, line.board.sessions)
    with pytest.raises(MediaError):
        real.fetch(f"https://api.twilio.com{media_path()}", 100)
    assert asked == [(f"https://api.twilio.com{media_path()}", (ACCOUNT, TOKEN)), (target, None)]


@pytest.mark.parametrize(
    "url",
    [
        f"https://api.twilio.com{media_path(account='AC' + '9' * 32)}",
        f"https://evil.example{media_path()}",
        f"https://api.twilio.com.evil.example{media_path()}",
        f"https://api.twilio.com@evil.example{media_path()}",
        f"https://api.twilio.com:8080{media_path()}",
        "https://api.twilio.com/2010-04-01/Accounts.json",
        f"https://api.twilio.com{media_path()}/../../../../../Messages",
        f"https://api.twilio.com{media_path()}.json",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "nonsense",
        "https://[",
        "",
    ],
)
def test_only_files_of_our_own_account_at_twilio_are_asked_for(line: Line, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    def get(*_: Any, **__: Any) -> Any:
        raise AssertionError("nothing is asked for")

    monkeypatch.setattr(twilio_gateway.requests.Session, "get", get)
    with pytest.raises(MediaError) as refused:
        TwilioGateway(ACCOUNT, TOKEN, line.board.sessions).fetch(url, 100)
    assert refused.value.reason == "host"


@pytest.mark.parametrize("length", ["101", "9" * 5000])
def test_a_file_that_says_it_is_too_big_is_not_read(real: TwilioGateway, twilio: StandIn, length: str) -> None:
    twilio.answer = lambda request: Answer(200, b"", {"Content-Length": length, "Connection": "close"})
    with pytest.raises(MediaError) as refused:
        real.fetch(media_url(twilio), 100)
    assert refused.value.reason == "too_big"


def test_a_file_that_turns_out_too_big_is_left(real: TwilioGateway, twilio: StandIn) -> None:
    chunked = b"80\r\n" + b"x" * 128 + b"\r\n0\r\n\r\n"
    twilio.answer = lambda request: Answer(200, chunked, {"Transfer-Encoding": "chunked", "Content-Length": ""})
    with pytest.raises(MediaError) as refused:
        real.fetch(media_url(twilio), 100)
    assert refused.value.reason == "too_big"
    assert real.fetch(media_url(twilio), 128)[1] == b"x" * 128


def test_a_file_that_only_drips_is_left_before_the_lease_is_lost(
    real: TwilioGateway, twilio: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    twilio.answer = lambda request: Answer(200, b"x" * 200_000)
    seconds = iter(range(0, 1000, 6))
    monkeypatch.setattr(twilio_gateway.time, "monotonic", lambda: next(seconds))
    with pytest.raises(TryLater):
        real.fetch(media_url(twilio), 1_000_000)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404), MediaError),
        (Answer(410), MediaError),
        (Answer(401), TryLater),
        (Answer(429), TryLater),
        (Answer(500), TryLater),
        (CUT, TryLater),
        (Answer(200, b"half", {"Content-Length": "90", "Connection": "close"}), TryLater),
    ],
    ids=["not found", "gone", "no access yet", "too many", "broken", "cut", "cut half-way"],
)
def test_a_file_that_cannot_be_had(real: TwilioGateway, twilio: StandIn, answer: Answer, error: type[Exception]) -> None:
    twilio.answer = lambda request: answer
    with pytest.raises(error) as caught:
        real.fetch(media_url(twilio), 100)
    assert getattr(caught.value, "reason", "gone") == "gone"


def test_the_sdk_never_logs_a_number_or_a_text(real: TwilioGateway, twilio: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    real.send(parcel("secret words"))
    twilio.answer = lambda request: as_json({"messages": [listed(body="secret words")], "next_page_uri": None})
    real.find(parcel("secret words"), set())
    twilio.answer = lambda request: as_json({"code": 21211, "message": f"{THANDI} is not a number"}, 400)
    with pytest.raises(gateway.Unreachable):
        real.send(parcel("secret words"))
    for hidden in ("secret", THANDI, THANDI.lstrip("+")):
        assert hidden not in caplog.text
