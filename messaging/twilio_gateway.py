"""The only module that speaks Twilio's REST API."""

import csv
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import delete, update
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.util.retry import Retry

from messaging import gateway, twilio_content
from messaging.replies import DRAWN, as_text
from models import Content, Template
from models.engine import Sessions

ERROR_TABLE = Path(__file__).with_name("twilio_errors.csv")
OUTCOMES: dict[str, type[gateway.SendError]] = {
    "later": gateway.TryLater,
    "misconfigured": gateway.Misconfigured,
    "unknown": gateway.Unknown,
    "refused": gateway.Refused,
    "unreachable": gateway.Unreachable,
    "opted_out": gateway.OptedOut,
    "outside_window": gateway.OutsideWindow,
}

T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECTIONS = 16
MEDIA_REDIRECTS = {"mms.twiliocdn.com", "media.twiliocdn.com"}
"""Where Twilio's media URLs redirect to; our credentials never go there."""

_MEDIA_PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})/Messages/(?:SM|MM)[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}")
_MEDIA_REDIRECT_HOST = re.compile(r"(s3-external-1\.amazonaws\.com|media\.[a-z0-9-]+\.twilio\.com)")
_SPACES = re.compile(r"\s+")

LONGEST_PAUSE = 300.0
"""Seconds: a longer wish of Twilio's is looked at again after this time."""

GONE = 20404
CONTENT_IS_GONE = {GONE, 21655, 63027}
"""The content that we know is no longer at Twilio."""


def _error_table() -> dict[int, type[gateway.SendError]]:
    with ERROR_TABLE.open(newline="", encoding="utf-8") as file:
        return {int(row["code"]): OUTCOMES[row["outcome"]] for row in csv.DictReader(file)}


ERRORS = _error_table()


def meaning(code: int, status: int | None = None) -> type[gateway.SendError]:
    """What an error code (or, without a known one, an HTTP status) tells the sender to do."""
    if code in ERRORS:
        return ERRORS[code]
    if status == 429:
        return gateway.TryLater
    if status in (401, 403, 404):
        return gateway.Misconfigured
    if status is not None and 400 <= status < 500:
        return gateway.Refused
    return gateway.Unknown


class _HttpClient(TwilioHttpClient):
    """The SDK's client with a time-out, a pool as large as our threads, and another host where a stand-in is set.

    Only connections that were never made are tried again: POST Messages has no idempotency key, so nothing that may have
    reached Twilio is ever repeated here.
    """

    def __init__(self, base_url: str, timeout: float) -> None:
        # The SDK logs every address it asks for, and a look-up of messages has the resident's number in it.
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.setLevel(logging.WARNING)
        # So does urllib3, even as a warning when a connection is tried again.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        super().__init__(timeout=timeout, logger=quiet)
        self._base_url = base_url
        retries = Retry(total=2, connect=2, read=0, status=0, other=0, redirect=0, backoff_factor=0.2)
        adapter = HTTPAdapter(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS, max_retries=retries)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)
        self._heard = threading.local()

    @property
    def retry_after(self) -> float | None:
        """Seconds that Twilio's last answer to this thread asked to wait; the SDK's errors do not tell."""
        return getattr(self._heard, "retry_after", None)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        if self._base_url and (parts.hostname or "").endswith(".twilio.com"):
            url = self._base_url + parts.path + (f"?{parts.query}" if parts.query else "")
        self._heard.retry_after = None
        response = super().request(method, url, *args, **kwargs)
        if response.status_code in (429, 503):
            self._heard.retry_after = _seconds(response.headers)
        return response


class TwilioGateway:
    """Twilio's Messages, Media and Content resources, as a Gateway."""

    def __init__(self, account_sid: str, auth_token: str, sessions: Sessions, base_url: str = "", timeout: float = 10.0) -> None:
        self._account_sid = account_sid
        self._auth = (account_sid, auth_token)
        self._sessions = sessions
        self._base_url = base_url
        self._timeout = timeout
        self._http = _HttpClient(base_url, timeout)
        self.client = Client(account_sid, auth_token, http_client=self._http)
        self._web = requests.Session()

    def send(self, parcel: gateway.Parcel) -> str:
        """Create the message at Twilio. Raises SendError; gateway.Unknown when it may have been sent all the same."""
        call: dict[str, Any] = {"to": parcel.to, "from_": parcel.sender, "status_callback": parcel.status_url}
        content = twilio_content.fill(parcel.text, parcel.details) if _is_drawn(parcel) else None
        content_sid = self._content_sid(content) if content else None
        if parcel.template:
            call |= _content(parcel.template.sid, parcel.template.variables)
        elif content and content_sid:
            call |= _content(content_sid, content.variables)
        else:
            call["body"] = as_text(parcel.text, parcel.details)
        try:
            sid = self._asking(lambda: self.client.messages.create(**call).sid)
        except gateway.SendError as error:
            if parcel.template and error.code in CONTENT_IS_GONE:
                self._mark_missing(parcel.template.sid)
                raise gateway.Refused(error.code) from None
            if content and content_sid and error.code in CONTENT_IS_GONE:
                self._forget(content.shape)
                raise gateway.Refused(error.code) from None
            raise
        if not isinstance(sid, str) or not sid:
            raise gateway.Unknown  # taken, it seems, by something that does not talk like Twilio
        return sid

    def find(self, parcel: gateway.Parcel, known: set[str]) -> str | None:
        since = parcel.since - timedelta(seconds=5)  # Twilio's times have a resolution of a second, and its own clock
        wanted = {_compact(parcel.text), _compact(as_text(parcel.text, parcel.details))}
        # No filter by date: a message that Twilio has only queued has no date of sending yet.
        for message in self._asking(lambda: self.client.messages.list(to=parcel.to, from_=parcel.sender, limit=50)):
            created = message.date_created or message.date_sent
            if message.sid in known or str(message.direction) == "inbound" or (created and created < since):
                continue
            # A create that was answered with an error is listed too, as failed: that is no copy that arrived.
            if _compact(message.body or "") in wanted and str(message.status) not in ("failed", "canceled"):
                return str(message.sid)
        return None

    def fetch(self, url: str, limit: int) -> tuple[str, bytes]:
        """Fetch a resident's file: our credentials for Twilio's host only, one redirect, to Twilio's own media hosts."""
        until = time.monotonic() + 2 * self._timeout  # a time-out of its own only bounds the silence between two bytes
        response = self._get(self._media_url(url), auth=self._auth)
        if response.status_code in (301, 302, 303, 307, 308):
            target = response.headers.get("Location", "")
            response.close()
            response = self._get(self._redirect_url(target), auth=None)
        with response:
            if response.status_code in (404, 410):
                raise gateway.MediaError("gone")
            if response.status_code != 200:
                raise gateway.TryLater(response.status_code)
            length = response.headers.get("Content-Length", "")
            if length.isdecimal() and (len(length) > 12 or int(length) > limit):
                raise gateway.MediaError("too_big")
            data = bytearray()
            try:
                for chunk in response.iter_content(65536):
                    data += chunk
                    if len(data) > limit:
                        raise gateway.MediaError("too_big")
                    if time.monotonic() > until:
                        raise gateway.TryLater
            except requests.RequestException:
                raise gateway.TryLater from None
            return response.headers.get("Content-Type", "").partition(";")[0].strip().lower(), bytes(data)

    def make(self, content: Mapping[str, Any]) -> str:
        return str(self._asking(lambda: self._content_api("POST", "", content)["sid"]))

    def submit(self, sid: str, name: str, category: str) -> gateway.Approval:
        body = {"name": name, "category": category}
        return self._asking(lambda: _approval(self._content_api("POST", f"/{sid}/ApprovalRequests/whatsapp", body)))

    def approval(self, sid: str) -> gateway.Approval:
        try:
            return self._asking(lambda: _approval(self._content_api("GET", f"/{sid}/ApprovalRequests")["whatsapp"]))
        except gateway.SendError as error:
            if error.code == GONE:
                return gateway.Approval("missing")
            raise

    def _get(self, url: str, auth: tuple[str, str] | None) -> requests.Response:
        try:
            return self._web.get(url, auth=auth, timeout=self._timeout, stream=True, allow_redirects=False)
        except requests.RequestException:
            raise gateway.TryLater from None

    def _media_url(self, url: str) -> str:
        """The address to fetch, rebuilt from the SIDs in it: what stands in a form never chooses our host."""
        parts = _split(url)
        path = _MEDIA_PATH.fullmatch(parts.path)
        allowed = urlsplit(self._base_url).netloc if self._base_url else "api.twilio.com"
        if path is None or path.group(1) != self._account_sid or parts.netloc != allowed:
            raise gateway.MediaError("host")
        return (self._base_url or "https://api.twilio.com") + path.group(0)

    def _redirect_url(self, url: str) -> str:
        parts = _split(url)
        stand_in = bool(self._base_url) and parts.netloc in ("", urlsplit(self._base_url).netloc)
        if stand_in:
            return self._base_url + parts.path + (f"?{parts.query}" if parts.query else "")
        host = parts.hostname or ""
        if parts.scheme != "https" or not (host in MEDIA_REDIRECTS or _MEDIA_REDIRECT_HOST.fullmatch(host)):
            raise gateway.MediaError("host")
        return url

    def _content_sid(self, content: twilio_content.Content) -> str | None:
        """The ContentSid of this shape, made once an account; nothing when Twilio will not make it (then numbers are typed)."""
        with self._sessions.reading() as session:
            known = session.get(Content, (self._account_sid, content.shape))
        if known is not None:
            return known.sid
        try:
            sid = self._create_content(content)
        except (TwilioException, requests.RequestException, ValueError, LookupError, TypeError) as error:
            log.warning("content %s was not made: %s", content.shape, type(error).__name__)
            return None
        with self._sessions.writing() as session:
            session.merge(Content(account=self._account_sid, shape=content.shape, sid=sid, created_at=datetime.now(UTC)))
        return sid

    def _create_content(self, content: twilio_content.Content) -> str:
        """POST /v1/Content. The SDK of this version wraps it in request classes; the resource itself is one JSON call."""
        data = {
            "friendly_name": f"izwi {content.shape}",
            "language": "en",
            "variables": {number: f"value {number}" for number in content.variables},
            "types": content.types,
        }
        return str(self._content_api("POST", "", data)["sid"])

    def _content_api(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        response = self.client.request(
            method,
            f"https://content.twilio.com/v1/Content{path}",
            data=dict(body) if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        if response.status_code not in (200, 201):
            raise TwilioRestException(response.status_code, "/v1/Content", "not done", _code(response.text), method)
        return dict(json.loads(response.text))

    def _mark_missing(self, sid: str) -> None:
        with self._sessions.writing() as session:
            ours = (Template.account == self._account_sid) & (Template.sid == sid)
            session.execute(update(Template).where(ours).values(status="missing"))

    def _forget(self, shape: str) -> None:
        with self._sessions.writing() as session:
            session.execute(delete(Content).where(Content.account == self._account_sid, Content.shape == shape))

    def _asking(self, call: Callable[[], T]) -> T:
        """Run one call of the SDK and translate its failures. None of them carries the number or the text."""
        try:
            return call()
        except (TwilioRestException, TwilioServiceException) as error:
            raise self._said_no(error.code, error.status) from None
        except requests.ConnectionError as error:
            raise (gateway.TryLater if _never_connected(error) else gateway.Unknown) from None
        except (requests.RequestException, TwilioException, ValueError, LookupError, TypeError, AttributeError):
            raise gateway.Unknown from None  # an answer that is not Twilio's may stand for a message that was sent

    def _said_no(self, code: object, status: int) -> gateway.SendError:
        number = code if isinstance(code, int) else status
        kind, pause = meaning(number, status), self._http.retry_after
        if status == 503 and pause is not None and kind is gateway.Unknown:
            kind = gateway.TryLater  # who names a time to come back has not taken the message
        return kind(number, pause)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise gateway.MediaError("host") from None


def _never_connected(error: requests.ConnectionError) -> bool:
    """True when no connection was made, so that nothing can have been sent."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _seconds(headers: Mapping[str, str] | None) -> float | None:
    text = (headers or {}).get("Retry-After", "").strip()
    return min(float(text), LONGEST_PAUSE) if text.isdecimal() and len(text) < 10 else None


def _is_drawn(parcel: gateway.Parcel) -> bool:
    return parcel.template is None and parcel.details.get("kind") in DRAWN


def _content(sid: str, variables: Mapping[str, str]) -> dict[str, str]:
    return {"content_sid": sid, "content_variables": json.dumps(dict(variables), ensure_ascii=False)}


def _approval(said: Mapping[str, Any]) -> gateway.Approval:
    return gateway.Approval(str(said["status"]).lower(), str(said.get("rejection_reason") or ""))


def _code(text: str) -> int | None:
    """Twilio's own code in an answer that refuses, if one stands there."""
    try:
        code = json.loads(text).get("code")
    except (ValueError, AttributeError):
        return None
    return code if isinstance(code, int) else None


def _compact(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
