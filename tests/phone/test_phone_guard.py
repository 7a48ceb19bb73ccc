"""Who may speak to the phone, and when there is one at all."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from phone import create_app
from phone.context import Phone
from settings import Settings, SettingsError
from tests.phone.standin import DURBAN_SMS, THANDI


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def test_there_is_no_phone_beside_real_twilio_credentials(settings: Settings) -> None:
    real = settings.model_copy(update={"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": settings.hash_key})
    with pytest.raises(SettingsError, match="simulator"):
        create_app(real)


@pytest.mark.parametrize("host", ["phone.example.org", "127.0.0.1.example.org", "10.0.0.7:8001"])
def test_a_foreign_host_name_gets_nothing(browser: FlaskClient, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1", "[::1]:8001"])
def test_this_computer_gets_the_page(browser: FlaskClient, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_sites_page_cannot_make_the_phone_write(browser: FlaskClient, phone: Phone, headers: dict[str, str]) -> None:
    form = {"resident": THANDI, "line": DURBAN_SMS, "body": "hello"}
    assert browser.post("/api/messages", data=form, headers=headers).status_code == 403
    assert phone.store.messages() == []


def test_the_page_runs_nothing_but_its_own_files(browser: FlaskClient) -> None:
    answer = browser.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    html = answer.get_data(as_text=True)
    assert "<style" not in html and "style=" not in html and "onclick" not in html and "https://" not in html


def test_a_sent_web_page_is_never_shown_as_one(browser: FlaskClient, phone: Phone) -> None:
    form = {"resident": THANDI, "line": DURBAN_SMS, "file": (BytesIO(b"<script>"), "x.html", "text/html")}
    assert browser.post("/api/messages", data=form).status_code == 202
    phone.deliveries.settle()
    (message,) = phone.store.messages()
    with browser.get(f"/api/media/{message.sid}/{message.media[0].sid}") as answer:
        assert answer.mimetype == "application/octet-stream" and "attachment" in answer.headers["Content-Disposition"]


def test_an_unsendable_message_names_its_problem(browser: FlaskClient) -> None:
    answer = browser.post("/api/messages", data={"resident": "060", "line": DURBAN_SMS, "body": "x"})
    assert (answer.status_code, answer.get_json()) == (400, {"problem": "address"})
    pin = {"resident": THANDI, "line": DURBAN_SMS, "latitude": "north", "longitude": "0"}
    assert browser.post("/api/messages", data=pin).get_json() == {"problem": "pin"}
