"""The action server: on loopback, behind a token, and silent about residents when an action fails."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from settings import ROOT, Settings
from tests.conftest import free_ports, wait_for
from tests.messaging.outgoing import THANDI

WORDS = "secret words of Thandi"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("actions") / "log"


@pytest.fixture(scope="module")
def port(settings: Settings, tables: None, log: Path) -> Iterator[int]:
    """The real server, as the supervisor starts it."""
    first = free_ports(4)
    environment = os.environ | {"PORT": str(first), "LOG_LEVEL": "DEBUG"}
    with log.open("w") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "actions"], cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{first + 3}/health", [running])
            yield first + 3
        finally:
            running.terminate()
            running.wait(20)


def call(action: str = "action_help", message_id: Any = "999999", **changes: Any) -> dict[str, Any]:
    """A call as Rasa makes it."""
    message = {
        "text": WORDS,
        "intent": {"name": "help", "confidence": 1.0},
        "entities": [],
        "metadata": {"message_id": message_id},
    }
    tracker = {
        "sender_id": THANDI,
        "slots": {},
        "latest_message": message,
        "latest_event_time": 0.0,
        "followup_action": None,
        "paused": False,
        "events": [],
        "latest_input_channel": "izwi",
        "active_loop": {},
        "latest_action": {},
    }
    body = {"version": "3.6.21", "next_action": action, "sender_id": THANDI, "tracker": tracker}
    return body | {"domain": {"intents": [], "actions": [], "slots": {}, "responses": {}}} | changes


def post(port: int, body: object, token: str | None) -> requests.Response:
    headers = {"Content-Type": "application/json"} | ({"Authorization": token} if token is not None else {})
    data = body if isinstance(body, str) else json.dumps(body)
    return requests.post(f"http://127.0.0.1:{port}/webhook", data=data, headers=headers, timeout=20)


@pytest.fixture
def token(settings: Settings) -> str:
    return f"Bearer {settings.actions_token.get_secret_value()}"


def is_discreet(response: requests.Response) -> bool:
    return WORDS not in response.text and THANDI not in response.text and "Traceback" not in response.text


def test_its_health_is_open_to_everybody(port: int) -> None:
    assert requests.get(f"http://127.0.0.1:{port}/health", timeout=20).status_code == 200


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer wrong", "Basic x", "bearer", "Bearer ñ".encode().decode("latin-1")]
)
def test_nobody_calls_it_without_the_token(port: int, shown: str | None) -> None:
    response = post(port, call(), shown)
    assert (response.status_code, response.json()) == (401, {"error": "unauthorized"})


@pytest.mark.parametrize("path", ["actions", "webhook", "", "docs", "health/../actions"])
def test_no_other_page_is_open(port: int, path: str) -> None:
    response = requests.get(f"http://127.0.0.1:{port}/{path}", timeout=20)
    assert response.status_code in (401, 404)
    assert "action_report" not in response.text


@pytest.mark.parametrize("message_id", ["999999", None, "", "one", "1; DROP TABLE message", -1, 9**30, [1]])
def test_an_action_that_fails_says_only_that_it_failed(port: int, token: str, log: Path, message_id: Any) -> None:
    response = post(port, call(message_id=message_id), token)
    assert (response.status_code, response.json()) == (500, {"error": "the action failed"})
    assert "an action failed" in log.read_text()


def test_a_call_without_metadata_fails_as_discreetly(port: int, token: str) -> None:
    body = call()
    del body["tracker"]["latest_message"]["metadata"]
    response = post(port, body, token)
    assert response.status_code == 500
    assert is_discreet(response)


@pytest.mark.parametrize(
    "body", [call(action="action_that_nobody_wrote"), "{", "", "[]", '"text"', "null", call(tracker=None), call(tracker={})]
)
def test_a_call_that_makes_no_sense_is_refused_as_discreetly(port: int, token: str, body: object) -> None:
    response = post(port, body, token)
    assert response.status_code >= 400
    assert is_discreet(response)


def test_its_log_holds_no_word_and_no_number_of_a_resident(port: int, token: str, log: Path) -> None:
    post(port, call(), token)
    post(port, call(), "Bearer wrong")
    post(port, call(action="action_that_nobody_wrote"), token)
    said = log.read_text()
    assert WORDS not in said
    assert THANDI not in said


def test_it_listens_on_loopback_only(port: int) -> None:
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
    addresses = {address.partition(":")[0] for address in listening if int(address.partition(":")[2], 16) == port}
    loopback = f"{int.from_bytes(socket.inet_aton('127.0.0.1'), 'little'):08X}"
    assert addresses == {loopback}


def test_every_action_of_the_domain_is_registered(port: int, token: str) -> None:
    response = requests.get(f"http://127.0.0.1:{port}/actions", headers={"Authorization": token}, timeout=20)
    names = {each["name"] for each in response.json()}
    domain = yaml.safe_load((ROOT / "bot/domain/actions.yml").read_text("utf-8"))
    assert names == set(domain["actions"])
