"""The only module that speaks Twilio's REST API."""

import csv
import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy.orm import Session
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.util.retry import Retry

from messaging import gateway
from messaging.replies import as_text
from models import Content
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

CONNECTIONS = 16
MEDIA_REDIRECTS = {"mms.twiliocdn.com", "media.twiliocdn.com"}
"""Where Twilio's media URLs redirect to; our credentials never go there."""

_MEDIA_PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})/Messages/(?:SM|MM)[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}")
_MEDIA_REDIRECT_HOST = re.compile(r"(s3-external-1\.amazonaws\.com|media\.[a-z0-9-]+\.twilio\.com)")
_NOT_IN_A_VARIABLE = re.compile(r"\s+")


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
    if status in (401, 403):
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
        quiet = logging.getLogger(__name__)
        quiet.setLevel(logging.WARNING)
        super().__init__(timeout=timeout, logger=quiet)
        self._base_url = base_url
        retries = Retry(total=2, connect=2, read=0, status=0, other=0, redirect=0, backoff_factor=0.2)
        adapter = HTTPAdapter(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS, max_retries=retries)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        if self._base_url and (parts.hostname or "").endswith(".twilio.com"):
            url = self._base_url + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().request(method, url, *args, **kwargs)


class TwilioGateway:
    """Twilio's Messages, Media and Content resources, as a Gateway."""

    def __init__(self, account_sid: str, auth_token: str, sessions: Sessions, base_url: str = "", timeout: float = 10.0) -> None:
        self._account_sid = account_sid
        self._auth = (account_sid, auth_token)
        self._sessions = sessions
        self._base_url = base_url
        self._timeout = timeout
        self.client = Client(account_sid, auth_token, http_client=_HttpClient(base_url, timeout))
        self._web = requests.Session()

    def send(self, parcel: gateway.Parcel) -> str:
        """Create the message at Twilio. Raises SendError; gateway.Unknown when it may have been sent all the same."""
        call: dict[str, Any] = {"to": parcel.to, "from_": parcel.sender, "status_callback": parcel.status_url}
        options = parcel.details.get("options")
        content_sid = self._content_sid(parcel.details["kind"], len(options)) if options else None
        if options and content_sid:
            call |= {"content_sid": content_sid, "content_variables": json.dumps(_variables(parcel), ensure_ascii=False)}
        else:
            call["body"] = as_text(parcel.text, parcel.details)
        message = _asking(lambda: self.client.messages.create(**call))
        return str(message.sid)

    def find(self, parcel: gateway.Parcel, known: set[str]) -> str | None:
        since = parcel.since - timedelta(seconds=5)  # Twilio's times have a resolution of a second, and its own clock
        wanted = {_compact(parcel.text), _compact(as_text(parcel.text, parcel.details))}
        # No filter by date: a message that Twilio has only queued has no date of sending yet.
        for message in _asking(lambda: self.client.messages.list(to=parcel.to, from_=parcel.sender, limit=50)):
            created = message.date_created or message.date_sent
            if message.sid in known or str(message.direction) == "inbound" or (created and created < since):
                continue
            # A create that was answered with an error is listed too, as failed: that is no copy that arrived.
            if _compact(message.body or "") in wanted and str(message.status) not in ("failed", "canceled"):
                return str(message.sid)
        return None

    def fetch(self, url: str, limit: int) -> tuple[str, bytes]:
        """Fetch a resident's file: our credentials for Twilio's host only, one redirect, to Twilio's own media hosts."""
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
            if int(response.headers.get("Content-Length") or 0) > limit:
                raise gateway.MediaError("too_big")
            data = bytearray()
            try:
                for chunk in response.iter_content(65536):
                    data += chunk
                    if len(data) > limit:
                        raise gateway.MediaError("too_big")
            except requests.RequestException as error:
                raise gateway.TryLater from error
            return response.headers.get("Content-Type", "").partition(";")[0].strip().lower(), bytes(data)

    def _get(self, url: str, auth: tuple[str, str] | None) -> requests.Response:
        try:
            return self._web.get(url, auth=auth, timeout=self._timeout, stream=True, allow_redirects=False)
        except requests.RequestException as error:
            raise gateway.TryLater from error

    def _media_url(self, url: str) -> str:
        """The address to fetch, rebuilt from the SIDs in it: what stands in a form never chooses our host."""
        path = _MEDIA_PATH.fullmatch(urlsplit(url).path)
        allowed = urlsplit(self._base_url).netloc if self._base_url else "api.twilio.com"
        if path is None or path.group(1) != self._account_sid or urlsplit(url).netloc != allowed:
            raise gateway.MediaError("host")
        return (self._base_url or "https://api.twilio.com") + path.group(0)

    def _redirect_url(self, url: str) -> str:
        parts = urlsplit(url)
        stand_in = bool(self._base_url) and parts.netloc in ("", urlsplit(self._base_url).netloc)
        if stand_in:
            return self._base_url + parts.path + (f"?{parts.query}" if parts.query else "")
        host = parts.hostname or ""
        if parts.scheme != "https" or not (host in MEDIA_REDIRECTS or _MEDIA_REDIRECT_HOST.fullmatch(host)):
            raise gateway.MediaError("host")
        return url

    def _content_sid(self, kind: str, count: int) -> str | None:
        """The ContentSid of this shape, made once an account; nothing when Twilio will not make it (then numbers are typed)."""
        shape = f"{kind}-{count}"
        with self._sessions.reading() as session:
            known = session.get(Content, (self._account_sid, shape))
        if known is not None:
            return known.sid
        try:
            sid = self._create_content(shape, _content_type(kind, count), 1 + count * 2 + (kind == "list"))
        except (TwilioException, requests.RequestException):
            return None
        with self._sessions.writing() as session:
            _remember(session, self._account_sid, shape, sid)
        return sid

    def _create_content(self, shape: str, types: dict[str, Any], variables: int) -> str:
        """POST /v1/Content. The SDK of this version wraps it in request classes; the resource itself is one JSON call."""
        data = {
            "friendly_name": f"izwi {shape}",
            "language": "en",
            "variables": {str(number): f"value {number}" for number in range(1, variables + 1)},
            "types": types,
        }
        response = self.client.request(
            "POST",
            "https://content.twilio.com/v1/Content",
            data=data,
            headers={"Content-Type": "application/json"},
        )
        if response.status_code != 201:
            raise TwilioRestException(response.status_code, "/v1/Content", "content was not created")
        return str(json.loads(response.text)["sid"])


def _remember(session: Session, account: str, shape: str, sid: str) -> None:
    session.merge(Content(account=account, shape=shape, sid=sid, created_at=datetime.now(UTC)))


def _content_type(kind: str, count: int) -> dict[str, Any]:
    """A shape whose every word is a variable: 1 the body, then title and id of each option, last the list's button."""
    options = [{"title": f"{{{{{n * 2 + 2}}}}}", "id": f"{{{{{n * 2 + 3}}}}}"} for n in range(count)]
    if kind == "buttons":
        actions = [{"type": "QUICK_REPLY", **option} for option in options]
        return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    items = [{"item": option["title"], "id": option["id"]} for option in options]
    return {"twilio/list-picker": {"body": "{{1}}", "button": f"{{{{{count * 2 + 2}}}}}", "items": items}}


def _variables(parcel: gateway.Parcel) -> dict[str, str]:
    # A variable with a line break or many spaces is refused (63013).
    values = [_NOT_IN_A_VARIABLE.sub(" ", parcel.text).strip()]
    for option in parcel.details["options"]:
        values += [option["title"], option["id"]]
    if parcel.details["kind"] == "list":
        values.append(parcel.details["list_label"])
    return {str(number): value for number, value in enumerate(values, start=1)}


def _asking(call: Callable[[], T]) -> T:
    """Run one call of the SDK and translate its failures. None of them carries the number or the text."""
    try:
        return call()
    except TwilioRestException as error:
        raise meaning(error.code or 0, error.status)(error.code or error.status) from None
    except requests.ConnectTimeout:
        raise gateway.TryLater from None
    except requests.ConnectionError as error:
        refused = "NewConnectionError" in repr(error) or "ConnectTimeoutError" in repr(error)
        raise (gateway.TryLater if refused else gateway.Unknown) from None
    except (requests.RequestException, TwilioException, ValueError, KeyError):
        raise gateway.Unknown from None


def _compact(text: str) -> str:
    return _NOT_IN_A_VARIABLE.sub(" ", text).strip()
