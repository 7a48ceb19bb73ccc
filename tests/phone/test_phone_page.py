"""The phone page in a real browser, with a stand-in for the city's system that answers over REST."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from twilio.rest import Client

from phone.context import Phone
from tests.browser import chromium
from tests.phone.standin import DURBAN_SMS, DURBAN_WHATSAPP, JUAREZ_WHATSAPP, THANDI, XOCHITL, Line

KINDS = ("status", "inbound", "rest")
BUTTONS = {
    "twilio/quick-reply": {
        "body": "{{1}}",
        "actions": [{"title": "Yes", "id": "yes"}, {"title": "No", "id": "no"}],
    }
}
ROWS = {
    "twilio/list-picker": {
        "body": "What is it about?",
        "button": "Choose",
        "items": [
            {"item": "Water", "id": "water", "description": "No water, leaks"},
            {"item": "Roads", "id": "roads"},
        ],
    }
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(served)
        expect(page.locator("body[data-ready]")).to_be_attached()
        yield page
        assert wrong == []


def choose_sms(page: Page) -> None:
    page.get_by_test_id("channel-sms").check(force=True)


def answer(line: Line, twilio: Client, **message: str) -> None:
    """Let the stand-in answer everything with this message."""
    callback = f"{line.url}/twilio/status"
    line.when_asked = lambda form: twilio.messages.create(to=form["From"], from_=form["To"], status_callback=callback, **message)


def content(phone: Phone, types: dict[str, Any]) -> str:
    from phone.records import Content
    from phone.store import new_sid

    return phone.store.add_content(Content(new_sid("HX"), "question", "en", types, {}, "2026-01-01T00:00:00Z")).sid


def write(page: Page, text: str) -> None:
    page.get_by_test_id("message").fill(text)
    page.get_by_test_id("message").press("Enter")


def bubble(page: Page, text: str) -> Locator:
    return page.get_by_test_id("bubble").filter(has_text=text)


def test_thandi_types_presses_enter_and_reads_the_answer_with_its_ticks_and_segments(
    page: Page, line: Line, twilio: Client
) -> None:
    answer(line, twilio, body="¿Dónde pasó?")
    choose_sms(page)
    write(page, "There is no water")
    expect(bubble(page, "There is no water")).to_have_attribute("data-status", "delivered")
    reply = bubble(page, "¿Dónde pasó?")
    expect(reply).to_have_attribute("data-direction", "in")
    expect(reply).to_have_attribute("data-status", "delivered")
    expect(reply.get_by_test_id("bubble-segments")).to_have_text("1 segment · UCS-2")
    expect(reply.get_by_test_id("bubble-ticks")).to_have_attribute("aria-label", "Delivered")
    expect(page.get_by_test_id("message")).to_have_value("")
    assert line.next_inbound()["From"] == THANDI


def test_a_reply_that_needs_two_segments_says_so(page: Page, line: Line, twilio: Client) -> None:
    answer(line, twilio, body="x" * 161)
    choose_sms(page)
    write(page, "hello")
    expect(page.get_by_test_id("bubble-segments").last).to_have_text("2 segments · GSM-7")


def test_a_tapped_button_is_an_answer(page: Page, line: Line, twilio: Client, phone: Phone) -> None:
    answer(
        line,
        twilio,
        content_sid=content(phone, BUTTONS),
        content_variables=json.dumps({"1": "Is it *dangerous*?"}),
    )
    write(page, "There is no water")
    expect(page.locator("strong", has_text="dangerous")).to_be_visible()
    line.next_inbound()
    page.get_by_test_id("quick-reply").get_by_text("No").first.click()
    tapped = line.next_inbound()
    assert (tapped["ButtonText"], tapped["ButtonPayload"]) == ("No", "no")
    expect(bubble(page, "There is no water")).to_have_attribute("data-status", "read")


def test_a_row_is_chosen_from_the_list_by_keyboard(page: Page, line: Line, twilio: Client, phone: Phone) -> None:
    answer(line, twilio, content_sid=content(phone, ROWS))
    write(page, "hello")
    page.get_by_test_id("open-list").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("list-dialog")).to_be_visible()
    expect(page.get_by_test_id("list-row").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("list-dialog")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    line.next_inbound()
    assert line.next_inbound()["ListId"] == "roads"


def test_a_pin_is_sent_from_the_citys_places_and_from_any_point(page: Page, line: Line) -> None:
    for pick in ("preset", "own"):
        page.get_by_test_id("attach").click()
        page.get_by_test_id("attach-pin").click()
        if pick == "preset":
            page.get_by_test_id("pin-preset").filter(has_text="Umlazi").click()
            assert line.next_inbound()["Label"] == "Umlazi"
        else:
            page.get_by_test_id("pin-lat").fill("48.85")
            page.get_by_test_id("pin-lon").fill("2.35")
            page.get_by_test_id("pin-send").click()
            assert line.next_inbound()["Latitude"] == "48.850000"
    expect(page.get_by_test_id("bubble-pin")).to_have_count(2)


def test_photos_and_a_voice_note_are_attached_taken_back_and_sent(page: Page, line: Line, tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    own.write_bytes(b"\x89PNG broken")
    for choice in ("attach-photo", "attach-photo", "attach-voice"):
        page.get_by_test_id("attach").click()
        page.get_by_test_id(choice).click()
    page.get_by_test_id("files").set_input_files(own)
    expect(page.get_by_test_id("attached")).to_have_count(4)
    page.get_by_test_id("detach").first.click()
    page.get_by_test_id("message").fill("The lamp is dark")
    page.get_by_test_id("send").click()
    kinds = sorted(line.next_inbound()["MediaContentType0"] for _ in range(3))
    assert kinds == ["audio/ogg", "image/jpeg", "image/png"]
    expect(page.get_by_test_id("bubble-photo")).to_have_count(2)
    expect(page.get_by_test_id("bubble-voice")).to_have_count(1)
    expect(page.get_by_test_id("tray")).to_be_hidden()
    page.wait_for_function("document.querySelector('[data-testid=bubble-voice]').duration > 2.9")


def test_a_message_that_failed_is_marked_and_sent_again(page: Page, line: Line) -> None:
    line.answers = 403
    write(page, "hello")
    expect(page.get_by_test_id("bubble-error")).to_contain_text("The webhook answered 403.")
    expect(page.get_by_test_id("bubble")).to_have_attribute("data-status", "failed")
    line.answers = 200
    page.get_by_test_id("send-again").click()
    expect(page.get_by_test_id("bubble")).to_have_attribute("data-status", "delivered")
    expect(page.get_by_test_id("bubble-error")).to_be_hidden()
    expect(page.get_by_test_id("bubble")).to_have_count(1)


def test_a_reply_outside_the_window_is_marked_with_twilios_reason(page: Page, twilio: Client) -> None:
    twilio.messages.create(to=f"whatsapp:{THANDI}", from_=DURBAN_WHATSAPP, body="Hello")
    expect(page.get_by_test_id("bubble-error")).to_contain_text("63016")
    expect(page.get_by_test_id("send-again")).to_be_hidden()


def test_the_raw_exchange_shows_what_was_posted_and_what_was_answered(page: Page, line: Line, twilio: Client) -> None:
    answer(line, twilio, body="Where?")
    choose_sms(page)
    page.get_by_test_id("raw-toggle").click()
    write(page, "There is no water")
    statuses, inbound, created = (page.locator(f"[data-testid=exchange][data-kind={kind}]") for kind in KINDS)
    expect(statuses).to_have_count(2)
    inbound.locator("summary").click()
    expect(inbound.locator("tr", has_text="Body")).to_contain_text("There is no water")
    expect(inbound.locator("pre")).to_have_text("<Response/>")
    expect(created.get_by_test_id("exchange-status")).to_contain_text("201")
    page.get_by_test_id("raw-status").uncheck()
    expect(statuses.first).to_be_hidden()
    page.get_by_test_id("raw-close").click()
    expect(page.get_by_test_id("raw")).to_be_hidden()


def test_another_number_another_city_and_a_user_without_a_number(page: Page, line: Line) -> None:
    page.get_by_test_id("city").select_option("juarez")
    page.get_by_test_id("resident").select_option(label="Xochitl (WhatsApp only)")
    write(page, "Hola")
    form = line.next_inbound()
    assert (form["From"], form["To"]) == (XOCHITL, JUAREZ_WHATSAPP)
    page.get_by_test_id("city").select_option("durban")
    choose_sms(page)
    page.get_by_test_id("resident").select_option(label="Other number…")
    write(page, "Sawubona")
    expect(page.get_by_test_id("problem")).to_contain_text("country code")
    page.get_by_test_id("other-number").fill("+27 60 555 0155")
    page.get_by_test_id("message").press("Enter")
    assert (line.next_inbound()["From"], page.get_by_test_id("message").input_value()) == ("+27605550155", "")
    page.get_by_test_id("conversation").filter(has_text="Xochitl").click()
    expect(bubble(page, "Hola")).to_be_visible()
    expect(page.get_by_test_id("channel-whatsapp")).to_be_checked()


def test_an_alert_elsewhere_shows_as_unread(page: Page, line: Line, twilio: Client) -> None:
    write(page, "hello")
    line.next_inbound()
    twilio.messages.create(to="+27605550109", from_=DURBAN_SMS, body="Urgent: a report from Umlazi")
    card = page.get_by_test_id("conversation").filter(has_text="Councillor Botha")
    expect(card.get_by_test_id("unread")).to_have_text("1 new")
    card.click()
    expect(bubble(page, "Urgent: a report from Umlazi")).to_be_visible()
    expect(card.get_by_test_id("unread")).to_be_hidden()


def test_what_was_said_is_there_after_a_reload(page: Page, line: Line, twilio: Client) -> None:
    answer(line, twilio, body="Where?")
    choose_sms(page)
    write(page, "There is no water")
    expect(bubble(page, "Where?")).to_be_visible()
    page.reload()
    expect(bubble(page, "There is no water")).to_be_visible()
    expect(page.get_by_test_id("channel-sms")).to_be_checked()


def test_on_a_narrow_screen_the_phone_fills_it_and_the_chooser_folds_away(page: Page, line: Line) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.get_by_test_id("city")).to_be_hidden()
    write(page, "hello")
    expect(bubble(page, "hello")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_test_id("chooser-summary").click()
    expect(page.get_by_test_id("city")).to_be_visible()
