"""What an operator types."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select

import words
from models import Address
from settings import ROOT, Settings
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import DURBAN, THANDI
from tests.reports.runs import file
from tests.standin import Answer, Request, StandIn, as_json
from webhook.app import create_app
from words import review


def run(line: Line, *words: str) -> Result:
    return line.app.test_cli_runner().invoke(args=list(words))


def test_upgrading_may_be_repeated(line: Line) -> None:
    for _ in range(2):
        result = run(line, "db", "upgrade")
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")
    assert run(line, "db", "current").exit_code == 0


def test_flask_itself_makes_the_database_of_a_fresh_checkout_and_exports_from_it(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    secret = "a secret of this test only"
    environment = kept | {
        "ENV_FILE": os.devnull,
        **dict.fromkeys(("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE_URL", "PUBLIC_URL"), ""),
        "DATA_DIR": str(tmp_path / "var"),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": secret,
        "RASA_TOKEN": secret,
        "ACTIONS_TOKEN": secret,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'izwi.db'}",
    }
    flask = str(Path(sys.executable).with_name("flask"))
    both = f"{flask} db upgrade && {flask} reports export --format geojson"
    done = subprocess.run(["/bin/sh", "-c", both], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    upgraded, _, exported = done.stdout.partition("\n")
    assert upgraded == "The database is up to date."
    assert json.loads(exported) == {"type": "FeatureCollection", "features": []}
    assert (tmp_path / "var" / "izwi.db").exists()


def test_flask_without_settings_says_what_is_missing_in_a_sentence(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    flask = str(Path(sys.executable).with_name("flask"))
    environment = kept | {"ENV_FILE": os.devnull, "FLASK_SKIP_DOTENV": "1", "FLASK_APP": "webhook.app:create_app"}
    done = subprocess.run([flask, "db", "upgrade"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "HASH_KEY, RASA_TOKEN, ACTIONS_TOKEN, ENCRYPTION_KEYS: missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["json", "csv", "geojson"])
def test_reports_go_to_standard_output_or_to_a_file(line: Line, tmp_path: Path, kind: str) -> None:
    report = file(line)
    printed = run(line, "reports", "export", "--format", kind)
    assert printed.exit_code == 0
    assert report.reference in printed.stdout
    target = tmp_path / "reports"
    written = run(line, "reports", "export", "--format", kind, "--output", str(target))
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == f"1 reports written to {target}.\n"
    assert target.read_bytes().decode("utf-8") == printed.stdout_bytes.decode("utf-8")


def test_reports_of_one_city_only(line: Line) -> None:
    durban, juarez = file(line), file(line, city="juarez")
    shown = run(line, "reports", "export", "--format", "csv", "--city", "juarez").stdout
    references = [row["reference"] for row in csv.DictReader(io.StringIO(shown, newline=""))]
    assert references == [juarez.reference] != [durban.reference]


def test_a_city_that_is_not_there_is_named_with_those_that_are(line: Line) -> None:
    result = run(line, "reports", "export", "--city", "atlantis")
    assert result.exit_code == 2
    assert "there is no city atlantis; there are durban, juarez" in result.stderr


def test_a_format_that_is_not_there_is_refused(line: Line) -> None:
    assert run(line, "reports", "export", "--format", "xlsx").exit_code == 2


def test_keys_are_rotated_for_every_address(line: Line, settings: Settings) -> None:
    line.receives(THANDI, DURBAN, "hello")
    new = SecretStr(Fernet.generate_key().decode())
    both = Line(settings.model_copy(update={"encryption_keys": (new, *settings.encryption_keys)}))
    result = run(both, "db", "rotate-keys")
    assert (result.exit_code, result.stdout) == (0, "1 addresses are under the newest key.\n")
    only_new = Line(settings.model_copy(update={"encryption_keys": (new,)}))
    with only_new.board.sessions.reading() as session:
        assert only_new.board.vault.open(session.scalars(select(Address.sealed)).one()) == THANDI
    only_new.receives(THANDI, DURBAN, "hello again")
    for each in (both, only_new):
        each.board.sessions.engine.dispose()


# flask twilio check

ACCOUNT, TOKEN = "AC" + "1" * 32, "2" * 32


def numbers(**urls: str) -> Answer:
    """The account's numbers, and what each calls when a message comes in."""
    rows = [
        {"sid": f"PN{n:032x}", "phone_number": SMS_SENDERS[city], "sms_url": url} for n, (city, url) in enumerate(urls.items())
    ]
    return as_json({"incoming_phone_numbers": rows, "next_page_uri": None})


class Twilio:
    """An account at Twilio."""

    def __init__(self) -> None:
        wanted = "https://izwi.example/twilio/inbound"
        self.account = as_json({"sid": ACCOUNT, "status": "active"})
        self.numbers = numbers(durban=wanted, juarez=f"{wanted}#rc=3&rp=all")

    def __call__(self, request: Request) -> Answer:
        return self.account if request.path.endswith(f"Accounts/{ACCOUNT}.json") else self.numbers


@pytest.fixture
def twilio(line: Line, settings: Settings) -> Iterator[tuple[Line, Twilio]]:
    account = Twilio()
    with StandIn(account) as standin:
        chosen: dict[str, Any] = {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": SecretStr(TOKEN),
            "twilio_api_base_url": standin.url,
        }
        fresh = Settings(**(settings.model_dump() | chosen))
        with_twilio = Line(fresh)
        with_twilio.app = create_app(fresh)
        yield with_twilio, account
        with_twilio.app.extensions["switchboard"].sessions.engine.dispose()
        with_twilio.board.sessions.engine.dispose()


def test_all_is_well_at_twilio(twilio: tuple[Line, Twilio]) -> None:
    result = run(twilio[0], "twilio", "check")
    assert (result.exit_code, result.stdout) == (0, "Credentials, webhook addresses and senders are in order.\n")


@pytest.mark.parametrize(
    ("what", "answer", "said"),
    [
        ("account", as_json({"code": 20003, "message": "Authenticate"}, 401), "does not know TWILIO_ACCOUNT_SID"),
        ("account", as_json({"code": 20500, "message": "oops"}, 500), "answered 500 (code 20500)"),
        ("account", Answer(cut=True), "cannot be reached"),
        ("account", Answer(200, b"<html>"), "cannot be reached"),
        ("numbers", as_json({"code": 20500}, 500), "numbers cannot be listed"),
        ("numbers", numbers(durban="https://izwi.example/twilio/inbound"), "+526565550100 is claimed by a city"),
        ("numbers", numbers(durban="", juarez="https://izwi.example/twilio/inbound"), "+27605550100 does not call"),
        ("numbers", numbers(durban="https://old.example/sms", juarez=""), "+526565550100 does not call"),
    ],
)
def test_what_is_wrong_at_twilio_is_said_in_a_sentence(twilio: tuple[Line, Twilio], what: str, answer: Answer, said: str) -> None:
    line, account = twilio
    setattr(account, what, answer)
    result = run(line, "twilio", "check")
    assert result.exit_code == 1
    assert said in result.stdout
    assert all(each.startswith("- ") for each in result.stdout.splitlines())
    assert TOKEN not in result.output


def test_an_account_page_that_a_stand_in_does_not_have_is_no_problem(twilio: tuple[Line, Twilio]) -> None:
    line, account = twilio
    account.account = as_json({"code": 20404, "message": ""}, 404)
    assert run(line, "twilio", "check").exit_code == 0


def test_without_an_account_the_check_says_that_the_simulator_is_used(line: Line) -> None:
    result = run(line, "twilio", "check")
    assert result.exit_code == 0
    assert "simulator" in result.stdout


# flask words


@pytest.fixture
def reviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the record of reviews."""
    copy = tmp_path / "reviews.yml"
    shutil.copy(review.REVIEWS, copy)
    monkeypatch.setattr(review, "REVIEWS", copy)
    review._reviews.cache_clear()
    yield copy
    review._reviews.cache_clear()


def test_an_approved_text_no_longer_waits_for_a_reader(line: Line, reviews: Path) -> None:
    name = "emergency.lines"
    waiting = run(line, "words", "unreviewed", "--language", "zu").stdout
    assert f"\n{name}\n" in f"\n{waiting}"
    result = run(line, "words", "approve", name, "--language", "zu", "--by", "N. M.")
    assert (result.exit_code, result.stdout) == (0, f"{name} is reviewed in zu.\n")
    assert f"\n{name}\n" not in "\n" + run(line, "words", "unreviewed", "--language", "zu").stdout
    assert f"\n{name}\n" in "\n" + run(line, "words", "unreviewed", "--language", "en").stdout
    assert "N. M." in reviews.read_text("utf-8")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_texts_that_wait_are_counted(line: Line, reviews: Path, language: str) -> None:
    shown = run(line, "words", "unreviewed", "--language", language).stdout.splitlines()
    assert int(shown[-1].split()[0]) == sum(bool(text) and not text.startswith(" ") for text in shown[:-1])


def test_a_text_that_is_not_there_cannot_be_approved(line: Line, reviews: Path) -> None:
    before = reviews.read_bytes()
    result = run(line, "words", "approve", "no.such_text", "--language", "zu", "--by", "N. M.")
    assert result.exit_code == 1
    assert "there is no text no.such_text in zu" in result.stderr
    assert reviews.read_bytes() == before
