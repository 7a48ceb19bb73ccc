"""The e-mail as it is opened: on a wide screen and on a telephone, with and without its pictures."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from digests import mail as mails
from digests import writing
from digests.looking_up import LookedUp
from digests.mail import Mail
from digests.quoting import quotation
from digests.voice import Voice
from tests.browser import chromium
from tests.digests.summaries import about, busy
from words import LANGUAGES

PHONE, WIDE = 320, 1000
NARROWEST_LETTERS = 14
"""CSS pixels: what can be read at arm's length."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def made(language: str) -> Mail:
    words = {f"{1:032x}": quotation("x" * 1600), f"{2:032x}": quotation("<script>document.title='caught'</script> =1+1")}
    return mails.render(writing.write(busy(), about(language), LookedUp(words)), Voice(language, "email", about().zone))


def opened(browser: Browser, mail: Mail, width: int, *, pictures: bool = True, dark: bool = False) -> Page:
    """As a mail program shows it: no scripts, nothing fetched, pictures from beside it."""
    page = browser.new_page(
        viewport={"width": width, "height": 800}, java_script_enabled=True, color_scheme="dark" if dark else "light"
    )
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    html = mail.html
    for image in mail.images if pictures else []:
        assert base64.b64decode(image["png"])
        html = html.replace(f"cid:{image['cid']}", f"data:image/png;base64,{image['png']}")
    page.set_content(html)
    assert [url for url in fetched if url.startswith("http")] == []
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_nothing_has_to_be_scrolled_sideways_and_nothing_is_too_small(browser: Browser, language: str, width: int) -> None:
    page = opened(browser, made(language), width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('.sheet').getBoundingClientRect().width") <= 600
    assert min(page.evaluate(SIZES)) >= NARROWEST_LETTERS
    assert page.title() != "caught"
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_shown_and_where_they_are_blocked_they_are_told(browser: Browser, language: str) -> None:
    mail = made(language)
    page = opened(browser, mail, PHONE)
    widths = "[...document.images].map(image => [image.naturalWidth, image.getBoundingClientRect().width])"
    for natural, drawn in page.evaluate(widths):
        assert natural == 880
        assert 250 <= drawn <= PHONE
    page.close()
    page = opened(browser, mail, PHONE, pictures=False)
    assert page.evaluate("[...document.images].map(image => image.alt)") == [image["alt"] for image in mail.images]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.parametrize("dark", [False, True])
def test_letters_stand_out_from_what_is_behind_them(browser: Browser, dark: bool) -> None:
    page = opened(browser, made("es"), PHONE, dark=dark)
    assert min(page.evaluate(CONTRASTS)) >= 4.5
    page.close()


def test_tables_have_headings_for_who_listens_to_them(browser: Browser) -> None:
    page = opened(browser, made("en"), WIDE)
    for table in page.locator("table.figures").all():
        assert table.locator("th[scope=col]").count() in (2, 3)
        assert table.locator("th[scope=row]").count() == table.locator("tr").count() - 1
    assert page.locator("table:not(.figures):not([role=presentation])").count() == 0
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    page.close()


SIZES = """[...document.querySelectorAll('td, th, p, span')].filter(e => e.offsetParent)
  .map(e => parseFloat(getComputedStyle(e).fontSize))"""

CONTRASTS = """(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const own = e => [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll('p, th, td, span, a, h1, h2, bdi')].filter(e => e.offsetParent && own(e))
    .map(e => { const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05); });
})()"""
"""Contrast of every visible text with what is behind it (WCAG 2.2)."""
