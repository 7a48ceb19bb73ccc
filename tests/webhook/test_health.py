"""Is it well? One page for this process, one for the whole line."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from messaging.assistant import Assistant
from models import Message
from tests.line import Line
from tests.messaging.outgoing import DURBAN, THANDI, queue
from tests.standin import Answer, StandIn, as_json
from webhook import health


@pytest.fixture
def parts(line: Line) -> Iterator[dict[str, StandIn]]:
    """Rasa and the action server, both well."""
    with StandIn(lambda request: as_json({"status": "ok"})) as rasa, StandIn(lambda request: as_json({})) as actions:
        line.board = dataclasses.replace(line.board, assistant=Assistant(rasa.url, "token", 5, actions.url))
        line.app.extensions["switchboard"] = line.board
        yield {"rasa": rasa, "actions": actions}


def test_the_process_answers(line: Line) -> None:
    response = line.client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_the_line_is_ready_when_every_part_is(line: Line, parts: dict[str, StandIn]) -> None:
    response = line.client.get("/readyz")
    assert response.status_code == 200
    assert response.json == {
        "status": "ready",
        "database": True,
        "rasa": True,
        "actions": True,
        "disk": True,
        "waiting_seconds": {"turn": 0, "send": 0, "mail": 0},
    }
    assert [request.path for request in parts["rasa"].requests] == ["/webhooks/izwi/"]


@pytest.mark.parametrize("missing", ["rasa", "actions"])
@pytest.mark.parametrize("answer", [Answer(503), Answer(500), Answer(cut=True)], ids=["not yet", "broken", "cut"])
def test_the_line_is_not_ready_without_one_of_its_parts(
    line: Line, parts: dict[str, StandIn], missing: str, answer: Answer
) -> None:
    parts[missing].answer = lambda request: answer
    response = line.client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert [name for name in ("database", "rasa", "actions", "disk") if not response.json[name]] == [missing]


def test_the_line_is_not_ready_without_a_place_to_write(
    line: Line, parts: dict[str, StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> None:
        raise OperationalError("", None, Exception("disk full"))

    monkeypatch.setattr(line.board.sessions, "writing", locked)
    response = line.client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["database"] is False


def test_the_line_is_not_ready_on_a_full_disk(line: Line, parts: dict[str, StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_DISK", 1 << 62)
    response = line.client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["disk"] is False


def test_it_tells_how_long_the_oldest_message_waits(line: Line, parts: dict[str, StandIn]) -> None:
    line.receives(THANDI, DURBAN, "hello")
    (answer,) = queue(line, THANDI, "thank you")
    with line.board.sessions.writing() as session:
        session.get_one(Message, answer).created_at = datetime.now(UTC) - timedelta(hours=2)
    response = line.client.get("/readyz")
    assert response.json is not None
    assert response.json["waiting_seconds"]["send"] >= 7200
    assert response.json["waiting_seconds"]["turn"] < 7200


def test_the_privacy_notice_stands_in_three_languages_and_runs_nothing(line: Line) -> None:
    response = line.client.get("/privacy")
    assert response.status_code == 200
    page = response.get_data(as_text=True)
    assert [f'lang="{language}"' in page for language in ("es", "en", "zu")] == [True] * 3
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "<script" not in page
