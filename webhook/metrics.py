"""``/metrics`` for Prometheus: what the rows tell (messaging/measuring.py), and how fast this process acknowledges."""

import hmac
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from messaging import measuring
from messaging.measuring import Measured
from webhook.current import settings, switchboard

pages = Blueprint("metrics", __name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

ACK = Histogram(
    "izwi_ack_seconds",
    "From a webhook's arrival to its answer, in the process that is asked",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
    registry=None,
)
"""Twilio waits for 15 seconds."""


def time_webhooks() -> None:
    """Before a request: note when it came."""
    g.came = time.perf_counter()


def count_webhook(response: Response) -> Response:
    """After a webhook: how long it took."""
    if request.path == "/twilio/inbound" and "came" in g:
        ACK.observe(time.perf_counter() - g.came)
    return response


@pages.get("/metrics")
def metrics() -> Response:
    """Only for who shows METRICS_TOKEN; without one in the settings there is no such page."""
    token = settings().metrics_token.get_secret_value()
    if not token:
        abort(404)
    shown = request.headers.get("Authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        abort(401)
    board = switchboard()
    with board.sessions.reading() as session:
        measured = measuring.read(session, board.cities, datetime.now(UTC))
    registry = CollectorRegistry()
    registry.register(ACK)
    registry.register(_Rows(measured))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE)


class _Rows(Collector):
    def __init__(self, measured: Measured) -> None:
        self._measured = measured

    def collect(self) -> Iterator[GaugeMetricFamily]:
        m = self._measured
        yield _by("izwi_oldest_seconds", "Age of the oldest open message", "line", m.oldest_seconds)
        yield _by("izwi_open_messages", "Messages not yet answered or sent", "line", m.open_messages)
        yield _one("izwi_in_doubt", "Messages of which nobody knows whether they were sent", m.in_doubt)
        yield _one("izwi_retried", "Messages that wait for another attempt", m.retried)
        yield _one("izwi_turns_5m", "Messages answered within five minutes", m.turns_lately)
        yield _one("izwi_turn_seconds_5m", "From arrival to answer, their mean", m.turn_seconds)
        yield _one("izwi_given_up_24h", "Messages that a person must read", m.given_up)
        yield _by("izwi_errors_24h", "Messages that did not arrive", "code", m.errors)
        yield _by("izwi_segments_24h", "SMS segments sent", "city", m.segments)
        yield _by("izwi_cost_24h", "What was sent, at the prices that are known", "city channel currency", m.cost)


def _one(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, labels: str, values: Mapping[Any, float | Decimal]) -> GaugeMetricFamily:
    """``labels`` names what a key of the values is made of."""
    family = GaugeMetricFamily(name, what, labels=labels.split())
    for key, value in values.items():
        family.add_metric([str(each) for each in (key if isinstance(key, tuple) else (key,))], float(value))
    return family
