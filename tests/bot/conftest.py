"""A real Rasa with the trained model, and a stand-in action server that does what a test tells it."""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "bot" / "trained" / "bot.tar.gz"
RASA = ROOT / "bot" / ".venv" / "bin" / "rasa"
RASA_TOKEN = "what-the-worker-shows-to-rasa"
ACTIONS_TOKEN = "what-rasa-shows-to-actions"
START_SECONDS = 120


@dataclass
class ActionServer:
    """Answers every action with one custom message, unless the text tells it to fail, to reject, to be silent or to wait."""

    port: int
    calls: list[dict[str, Any]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        server = self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def runs_of(self, message_id: str) -> int:
        return sum(call["tracker"]["latest_message"]["metadata"]["message_id"] == message_id for call in self.calls)

    def answer(self, call: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.calls.append(call)
        text = call["tracker"]["latest_message"].get("text") or ""
        if "waiting" in text:
            self.arrived.set()
            self.go_on.wait(30)
        if "failing" in text:
            return 500, {"error": f"could not file: {text}"}
        if "rejecting" in text:
            return 400, {"action_name": call["next_action"], "error": f"will not: {text}"}
        if "garbled" in text:
            return 200, {"events": [{"event": text}], "responses": text}
        said = {"action": call["next_action"], "run": len(self.calls)}
        return 200, {"events": [], "responses": [] if "silent" in text else [{"custom": said}]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        actions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                call["authorization"] = self.headers.get("Authorization")
                status, answer = actions.answer(call)
                body = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except BrokenPipeError:
                    pass

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


@dataclass
class Rasa:
    """A running Rasa server, as the worker sees it."""

    port: int
    log_file: Path
    actions: ActionServer
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/izwi/"

    @property
    def models(self) -> Path:
        """The folder of models that it may change to."""
        return self.log_file.parent / "models"

    def new_id(self) -> str:
        return f"SM{next(self._ids):06d}"

    def post(self, body: Any, token: str | None = RASA_TOKEN) -> requests.Response:
        """Post a body as it is (bytes) or as JSON."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return requests.post(self.url + "webhook", data=data, headers=headers, timeout=40)

    def say(self, text: str, sender: str = "thandi", message_id: str = "", **metadata: Any) -> requests.Response:
        """One message as the worker posts it."""
        body = {"sender": sender, "message": text, "message_id": message_id or self.new_id(), "metadata": metadata}
        return self.post(body)

    def meaning(self, text: str) -> tuple[str, float]:
        """The intent that Rasa gives a text, and its confidence."""
        response = self.say(text)
        assert response.status_code == 200, response.text
        intent = response.json()["intent"]
        return intent["name"], intent["confidence"]

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    """One Rasa with the trained model, for the whole session."""
    if not MODEL.exists():
        pytest.fail("The model is not trained: run `make train` first.", pytrace=False)
    yield from _running(MODEL, tmp_path_factory.mktemp("rasa"), ready=200)


@pytest.fixture(scope="session")
def rasa_without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    """A Rasa whose model cannot be read."""
    folder = tmp_path_factory.mktemp("rasa_without_model")
    broken = folder / "broken.tar.gz"
    broken.write_bytes(b"this is no model")
    yield from _running(broken, folder, ready=503)


@pytest.fixture(autouse=True)
def _fresh_stand_in(request: pytest.FixtureRequest) -> None:
    if "rasa" in request.fixturenames:
        actions = request.getfixturevalue("rasa").actions
        actions.arrived.clear()
        actions.go_on.clear()


def _running(model: Path, folder: Path, ready: int) -> Iterator[Rasa]:
    actions = ActionServer(_free_port())
    rasa = Rasa(_free_port(), folder / "rasa.log", actions)
    actions.start()
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_TOKEN": RASA_TOKEN,
        "ACTIONS_TOKEN": ACTIONS_TOKEN,
        "ACTIONS_URL": f"http://127.0.0.1:{actions.port}/webhook",
        "MODELS_DIR": str(rasa.models),
    }
    command = [str(RASA), "run", "--model", str(model), "--endpoints", "bot/endpoints.yml"]
    command += ["--credentials", "bot/credentials.yml", "-i", "127.0.0.1", "-p", str(rasa.port)]
    with rasa.log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(rasa, process, ready)
        yield rasa
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        actions.stop()


def _wait_until_it_answers(rasa: Rasa, process: "subprocess.Popen[bytes]", ready: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"Rasa ended with {process.returncode}:\n{rasa.log[-3000:]}", pytrace=False)
        try:
            if requests.get(rasa.url, timeout=5).status_code == ready:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    pytest.fail(f"Rasa did not start within {START_SECONDS} s:\n{rasa.log[-3000:]}", pytrace=False)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
