"""Calls to the city's webhooks, in the background: inbound messages, and how far each reply has come."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any
from urllib.parse import urldefrag
from uuid import uuid4

import requests
from twilio.request_validator import RequestValidator

from phone import webhooks
from phone.exchanges import Exchanges
from phone.records import Message
from phone.store import Store

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
WINDOW = timedelta(hours=24)
INBOUND_THREADS, OUTBOUND_THREADS = 12, 24
"""Apart, so that replies waiting for their next state hold up nobody who writes."""

MOST_READ = 64_000


class Deliveries:
    """Posts what Twilio would post. `pace` is the number of seconds between two states of a reply."""

    def __init__(self, store: Store, exchanges: Exchanges, account: str, token: str, inbound_url: str, pace: float) -> None:
        self._store, self._exchanges = store, exchanges
        self._account, self._inbound_url, self._pace = account, inbound_url, pace
        self._signer = RequestValidator(token)
        self._inbound = ThreadPoolExecutor(INBOUND_THREADS, thread_name_prefix="inbound")
        self._outbound = ThreadPoolExecutor(OUTBOUND_THREADS, thread_name_prefix="outbound")
        self._under_way: set[Future[None]] = set()

    def hand_in(self, message: Message) -> None:
        """Bring a resident's message to the webhook; its status tells whether the webhook took it."""
        self._begin(self._inbound, self._hand_in, message)

    def follow(self, message: Message, failure: tuple[int, dict[str, Any] | None] | None) -> None:
        """Take a reply from queued to sent, delivered and read, or let it fail, and tell its callback."""
        self._begin(self._outbound, self._follow, message, failure)

    def settle(self) -> None:
        """Wait until everything under way has been told."""
        while under_way := list(self._under_way):
            wait(under_way)

    def resume(self) -> None:
        """Go on with what an earlier run of the phone left under way."""
        for message in self._store.messages():
            if message.inbound and message.status == "sending":
                self.hand_in(message)
            elif not message.inbound and message.status in ("queued", "sent"):
                self.follow(message, None)

    def outside_window(self, message: Message) -> bool:
        """True when the resident has not written on WhatsApp for 24 hours: only a template may be sent."""
        if message.channel != "whatsapp":
            return False
        since = (self._store.clock() - WINDOW).isoformat()
        talk = self._store.conversation(message.resident, message.line)
        return not any(earlier.inbound and earlier.at >= since for earlier in talk)

    def _begin(self, threads: ThreadPoolExecutor, work: Callable[..., None], *about: Any) -> None:
        begun = threads.submit(work, *about)
        self._under_way.add(begun)
        begun.add_done_callback(self._under_way.discard)

    def _hand_in(self, message: Message) -> None:
        status, reason = self._post("inbound", self._inbound_url, message.form, message)
        if status is not None and 200 <= status < 300:
            self._store.change(message.sid, status="delivered", reason=None)
            if message.channel == "whatsapp":
                self._store.mark_read(message.resident, message.line)
        else:
            self._store.change(message.sid, status="failed", reason=reason or {"http": status})

    def _follow(self, message: Message, failure: tuple[int, dict[str, Any] | None] | None) -> None:
        if failure:
            code, reason = failure
            time.sleep(self._pace)
            self._tell(self._store.change(message.sid, status="failed", error=code, reason=reason))
            return
        if message.channel == "whatsapp":
            self._store.mark_read(message.resident, message.line)
        steps = ("sent", "delivered", "read") if message.channel == "whatsapp" else ("sent", "delivered")
        for step in steps:
            time.sleep(self._pace)
            self._tell(self._store.change(message.sid, status=step))

    def _tell(self, message: Message) -> None:
        if message.callback:
            form = webhooks.status(self._account, message, self._store.clock().strftime("%y%m%d%H%M"))
            self._post("status", message.callback, form, message)

    def _post(self, kind: str, url: str, form: dict[str, str], message: Message) -> tuple[int | None, dict[str, Any] | None]:
        target = urldefrag(url).url
        headers = {
            "X-Twilio-Signature": self._signer.compute_signature(target, form),
            "I-Twilio-Idempotency-Token": str(uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        begun = time.monotonic()
        status, answer, reason = _once_more_if_unconnected(lambda: _send(target, form, headers))
        self._exchanges.add(
            kind=kind,
            at=self._store.clock().isoformat(),
            method="POST",
            url=target,
            request=form,
            status=status,
            response=answer,
            milliseconds=round((time.monotonic() - begun) * 1000),
            resident=message.resident,
            line=message.line,
        )
        return status, reason


Outcome = tuple[int | None, str, dict[str, Any] | None]


def _once_more_if_unconnected(send: Callable[[], Outcome]) -> Outcome:
    """Twilio's default: one retry when no connection was made, none after an answer or a time-out."""
    outcome = send()
    return send() if outcome[2] == {"network": "unconnected"} else outcome


def _send(url: str, form: dict[str, str], headers: dict[str, str]) -> Outcome:
    try:
        with requests.post(
            url,
            data=form,
            headers=headers,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as answer:
            text = answer.raw.read(MOST_READ, decode_content=True).decode("utf-8", "replace")
            return answer.status_code, text, None
    except requests.ConnectionError:
        return None, "", {"network": "unconnected"}
    except requests.Timeout:
        return None, "", {"network": "slow"}
    except requests.RequestException:
        return None, "", {"network": "broken"}
