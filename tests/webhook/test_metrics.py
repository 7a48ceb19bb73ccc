"""What Prometheus is told: numbers of the rows, for who shows the token, and nothing of a resident."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import yaml
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import select

from messaging import outbox
from models import Message
from settings import ROOT
from tests.line import Line
from tests.messaging.outgoing import DURBAN, LUPITA, SIPHO, THANDI, queue

TOKEN = "a token of this test only"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def measured(line: Line) -> Iterator[Line]:
    line.app.extensions["settings"] = line.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    with time_machine.travel(NOON, tick=False):
        yield line


def page(line: Line, token: str = TOKEN) -> str:
    response = line.client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    return response.get_data(as_text=True)


def numbers(line: Line) -> dict[tuple[str, str], float]:
    """By the name of the metric and the values of its labels, in the order of their names."""
    found = {}
    for family in text_string_to_metric_families(page(line)):
        for sample in family.samples:
            found[sample.name, " ".join(sample.labels.values())] = sample.value
    return found


def test_without_a_token_there_is_no_page_and_with_a_wrong_one_no_answer(line: Line, measured: Line) -> None:
    assert measured.client.get("/metrics").status_code == 401
    assert measured.client.get("/metrics", headers={"Authorization": "Bearer something"}).status_code == 401
    line.app.extensions["settings"] = line.settings
    assert line.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_an_empty_line_has_nothing_waiting(measured: Line) -> None:
    told = numbers(measured)
    assert {told["izwi_oldest_seconds", each] for each in ("turn", "send", "mail")} == {0}
    assert told["izwi_in_doubt", ""] == told["izwi_given_up_24h", ""] == told["izwi_retried", ""] == 0


def test_who_waits_for_an_answer_is_an_age_and_a_number(measured: Line) -> None:
    measured.receives(THANDI, DURBAN, "there is no water")
    measured.receives(SIPHO, DURBAN, "there is no light")
    with measured.board.sessions.writing() as session:
        session.scalars(select(Message).order_by(Message.id)).first().created_at = NOON - timedelta(seconds=200)  # type: ignore[union-attr]
    told = numbers(measured)
    assert (told["izwi_oldest_seconds", "turn"], told["izwi_open_messages", "turn"]) == (200, 2)


def test_what_was_sent_is_counted_in_segments_and_money_by_city(measured: Line) -> None:
    queue(measured, THANDI, "one", "two " * 60)
    queue(measured, LUPITA, "uno")
    while outbox.send_next(measured.board):
        pass
    told = numbers(measured)
    assert told["izwi_segments_24h", "durban"] == 4, "Lupita wrote to Durban's line too"
    assert told["izwi_cost_24h", "sms durban USD"] == pytest.approx(4 * 0.04)


def test_what_did_not_arrive_is_counted_by_its_code_and_what_nobody_knows_is_in_doubt(measured: Line) -> None:
    first, second, third = queue(measured, THANDI, "one", "two", "three")
    with measured.board.sessions.writing() as session:
        for message_id, state, code in ((first, "undelivered", 30003), (second, "failed", 21211), (third, "sending", None)):
            message = session.get_one(Message, message_id)
            message.state, message.error_code, message.attempts = state, code, 2
    told = numbers(measured)
    assert (told["izwi_errors_24h", "30003"], told["izwi_errors_24h", "21211"]) == (1, 1)
    assert (told["izwi_in_doubt", ""], told["izwi_retried", ""]) == (1, 1)


def test_the_mean_of_a_turn_is_of_what_was_answered_lately(measured: Line) -> None:
    for who, came, settled in ((THANDI, 20, 10), (SIPHO, 40, 10), (LUPITA, 1800, 1000)):
        measured.receives(who, DURBAN, "hello")
        with measured.board.sessions.writing() as session:
            message = session.scalars(select(Message).order_by(Message.id.desc())).first()
            assert message is not None
            message.state = "answered"
            message.created_at, message.settled_at = NOON - timedelta(seconds=came), NOON - timedelta(seconds=settled)
    told = numbers(measured)
    assert (told["izwi_turns_5m", ""], told["izwi_turn_seconds_5m", ""]) == (2, 20)


def test_every_webhook_is_timed_and_nothing_else_is(measured: Line) -> None:
    before = numbers(measured)["izwi_ack_seconds_count", ""]
    measured.receives(THANDI, DURBAN, "hello")
    measured.client.get("/healthz")
    assert numbers(measured)["izwi_ack_seconds_count", ""] == before + 1


def test_nothing_of_a_resident_is_told(measured: Line) -> None:
    measured.receives(THANDI, DURBAN, "they broke into our house")
    text = page(measured)
    assert THANDI not in text and THANDI.lstrip("+") not in text and "broke" not in text


def test_every_alarm_asks_for_what_is_there(measured: Line) -> None:
    measured.receives(THANDI, DURBAN, "hello")
    there = {name for name, _ in numbers(measured)}
    rules = yaml.safe_load((ROOT / "docs" / "alarms.yml").read_text("utf-8"))["groups"][0]["rules"]
    assert len(rules) >= 7
    for rule in rules:
        named = set(re.findall(r"izwi_\w+", rule["expr"]))
        assert named and named <= there, rule["alert"]
