"""The whole way in a real browser, in each language: the code that was sent, the digest, the report, the way out.

Scripts are off: nothing may need them.
"""

import dataclasses
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

import words
from tests.browser import chromium
from tests.conftest import free_ports
from tests.console.office import STORY, appoint, codes, report, summarise, tell
from tests.line import Line
from tests.phone.standin import Running
from webhook.app import create_app

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(line: Line) -> Iterator[str]:
    """The pages on a port of this machine, without https: the cookie is then not kept for https alone."""
    port = free_ports(1)
    app = create_app(line.settings.model_copy(update={"public_url": "", "port": port}))
    real = app.extensions["switchboard"]
    app.extensions["switchboard"] = dataclasses.replace(line.board, public_url=real.public_url)
    running = Running(app, port)
    yield f"http://127.0.0.1:{port}"
    running.stop()
    real.sessions.engine.dispose()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def context(request: pytest.FixtureRequest, browser: Chromium) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=request.param, java_script_enabled=False) as opened:
        yield opened


def say(name: str, language: str, **values: Any) -> str:
    return words.load().say(f"console.{name}", language, "page", **values)


def look(page: Page, folder: Path | None, name: str) -> None:
    """Every page has its language, one heading, a label at each field, and fits the width of the screen."""
    expect(page.locator("h1")).to_have_count(1)
    for field in page.locator("input:not([type=hidden]), select").all():
        expect(page.locator(f"label[for={field.get_attribute('id')}]")).to_be_visible()
    box = page.locator("main, table.sheet").first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert page.viewport_size is not None
    assert box["x"] + box["width"] <= page.viewport_size["width"], "nothing is wider than the screen"
    if folder is not None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures of the pages go, if somebody wants to look at them: ``PAGES_SEEN=folder``."""
    named = os.environ.get("PAGES_SEEN")
    return Path(named) / request.node.name.replace("/", "_") if named else None


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_from_the_link_in_the_mail_to_an_acknowledged_report(
    line: Line, address: str, context: BrowserContext, language: str, folder: Path | None
) -> None:
    zanele = appoint(line, "zanele", name="Zanele Khumalo", language=language)
    tag = tell(line, at=datetime.now(UTC))
    digest = summarise(line, zanele, tag)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)

    page.goto(f"{address}/officials/digests/{digest}")
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("link", name=words.load().phrases("console.language_name")[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, folder, "1-who")
    page.get_by_label(say("who", language)).fill("zanele")
    page.get_by_label(say("city", language), exact=True).select_option("durban")
    page.get_by_role("button", name=say("send_code", language)).press("Enter")

    expect(page.locator("h1")).to_have_text(say("title_code", language))
    page.get_by_label(say("code_label", language)).fill("12")
    page.get_by_role("button", name=say("title_who", language)).click()
    expect(page.get_by_role("alert")).to_contain_text(say("code_wrong", language))
    look(page, folder, "2-code")
    (code,) = codes(line)
    page.get_by_label(say("code_label", language)).fill(code)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/officials/digests/{digest}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_text(STORY)).to_be_visible()
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.naturalWidth") > 0
    look(page, folder, "3-digest")
    page.get_by_role("link", name=tag).click()

    expect(page.locator("h1")).to_have_text(say("report", language, tag=tag))
    look(page, folder, "4-report")
    page.get_by_role("button", name=say("acknowledge", language)).click()
    expect(page.get_by_role("status")).to_have_text(say("did_acknowledge", language))
    assert report(line, tag).state == "acknowledged"

    page.get_by_label(say("done_note", language)).fill("x")
    page.get_by_role("button", name=say("done", language)).click()
    expect(page.get_by_role("status")).to_have_text(say("did_done", language))
    assert report(line, tag).state == "resolved"
    look(page, folder, "5-done")

    page.get_by_role("button", name=say("sign_out", language)).click()
    expect(page.locator("h1")).to_have_text(say("signed_out", language))
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, folder, "6-out")
    page.goto(f"{address}/officials/reports/{tag}")
    expect(page.locator("h1")).to_have_text(say("title_who", language))
    assert refused == []


def test_with_the_keyboard_alone_what_has_the_focus_is_seen(address: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{address}/officials/sign-in?language=en")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=say("skip", "en"))
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0, "it is off the screen until it has the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label(say("who", "en"))).to_be_focused()
    outline = page.get_by_label(say("who", "en")).evaluate("field => getComputedStyle(field).outlineWidth")
    assert outline == "3px"
