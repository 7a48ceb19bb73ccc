"""The whole system as `make run` starts it, and a resident with a phone: from hello to a reference, in a real browser."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from settings import ROOT
from supervisor import fresh_env
from tests.browser import chromium
from tests.conftest import free_ports, wait_for


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The system started by its supervisor, with settings as a first `make run` writes them."""
    folder = tmp_path_factory.mktemp("whole")
    port = free_ports(4)
    env_file = folder / "env"
    env_file.write_text(fresh_env.text())
    kept = {name: value for name, value in os.environ.items() if name.isupper() and name in ("PATH", "HOME", "LANG")}
    environment = {**kept, "PORT": str(port), "ENV_FILE": str(env_file), "DATA_DIR": str(folder / "var")}
    with (folder / "log").open("w+") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "supervisor"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", [running])
            wait_for(f"http://127.0.0.1:{port + 1}/", [running])
            yield port
        finally:
            os.killpg(running.pid, signal.SIGINT)
            running.wait(40)


@pytest.fixture
def page(port: int) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(20_000)
        page.goto(f"http://127.0.0.1:{port + 1}/")
        page.locator("body[data-ready]").wait_for()
        yield page


def says(page: Page, text: str) -> None:
    page.get_by_test_id("message").fill(text)
    page.get_by_test_id("send").click()


def hears(page: Page, text: str) -> None:
    """The newest message from the city holds this."""
    bubbles = page.locator("[data-testid=bubble][data-direction=in]")
    expect(bubbles.last).to_contain_text(text, timeout=20_000)


def taps(page: Page, title: str) -> None:
    page.get_by_test_id("quick-reply").filter(has_text=title).last.click()


def test_lupita_reports_by_whatsapp_from_hello_to_reference(page: Page, tmp_path: Path) -> None:
    page.get_by_test_id("channel-whatsapp").check(force=True)
    page.get_by_test_id("city").select_option("juarez")
    says(page, "hola")
    hears(page, "¿Qué quieres hacer?")
    taps(page, "Reporte")
    hears(page, "¿Qué pasó?")
    says(page, "No sirve el alumbrado de mi calle desde hace 3 días")
    hears(page, "¿Dónde?")
    says(page, "Anapra, por la secundaria")
    hears(page, "¿Sigue siendo peligroso?")
    taps(page, "Sí")
    hears(page, "foto")
    page.get_by_test_id("attach").click()
    page.get_by_test_id("attach-photo").click()
    page.get_by_test_id("send").click()
    hears(page, "¿Te avisamos")
    taps(page, "Sí")
    hears(page, "Alumbrado público")
    taps(page, "Enviar")
    hears(page, "Tu folio:")
    expect(page.locator("[data-testid=bubble][data-direction=in]").last).to_have_attribute("data-status", "read")
    page.screenshot(path=tmp_path / "whatsapp.png")


def test_sipho_reports_by_sms_in_isizulu(page: Page, port: int, tmp_path: Path) -> None:
    page.get_by_test_id("channel-sms").check(force=True)
    page.get_by_test_id("city").select_option("durban")
    says(page, "Isibani somgwaqo siphukile eMlazi")
    hears(page, "nini")
    says(page, "izolo")
    hears(page, "kusenobungozi")
    says(page, "cha")
    hears(page, "1 Yebo")
    says(page, "yebo")
    hears(page, "Thumela")
    says(page, "1")
    hears(page, "Inombolo yombiko:")
    expect(page.get_by_test_id("bubble-segments").last).to_contain_text("1")
    page.screenshot(path=tmp_path / "sms.png")
    ready = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json()
    assert ready["waiting_seconds"] == {"send": 0, "turn": 0, "mail": 0}
