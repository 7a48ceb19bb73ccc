"""The city's line as a resident meets it: signed webhooks in, messages out, everything between them real."""

import dataclasses
import itertools
import time
from typing import Any

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from messaging import gateway, outbox, turns
from messaging.breaker import Breaker
from messaging.replies import as_text
from settings import Settings
from webhook.app import create_app

SMS_SENDERS = {"juarez": "+526565550100", "durban": "+27605550100"}


class RememberingGateway:
    """A gateway that delivers to a list, and can be told to fail."""

    def __init__(self, first: int = 1) -> None:
        self.sent: list[gateway.Parcel] = []
        self.files: dict[str, tuple[str, bytes] | Exception] = {}
        self.failures: list[Exception] = []
        self.present: dict[str, gateway.Parcel] = {}
        """What the gateway has, by id: also what it took although it reported a failure."""

        self._numbers = itertools.count(first)

    def send(self, parcel: gateway.Parcel) -> str:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None and not getattr(failure, "taken", False):
            raise failure
        sid = f"SM{0xF << 120 | next(self._numbers):032x}"
        self.present[sid] = parcel
        self.sent.append(parcel)
        if failure is not None:
            raise failure
        return sid

    def find(self, parcel: gateway.Parcel, known: set[str]) -> str | None:
        return next(
            (sid for sid, each in self.present.items() if each.text == parcel.text and each.to == parcel.to and sid not in known),
            None,
        )

    def fetch(self, url: str, limit: int) -> tuple[str, bytes]:
        found = self.files.get(url, gateway.MediaError("gone"))
        if isinstance(found, Exception):
            raise found
        if len(found[1]) > limit:
            raise gateway.MediaError("too_big")
        return found


class Line:
    """What a test holds: the webhook's client, the switchboard, and what was sent."""

    _sids = itertools.count(1)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings)
        self.client: FlaskClient = self.app.test_client()
        self.gateway = RememberingGateway()
        self.mail = RememberingGateway(first=1_000_000)
        """The mail server."""

        # The breaker reads the clock that a test may hold in its hand.
        self.board = dataclasses.replace(
            self.app.extensions["switchboard"], gateway=self.gateway, mail=self.mail, breaker=Breaker(clock=time.time)
        )
        self.app.extensions["switchboard"] = self.board

    def post(self, path: str, form: dict[str, Any], *, token: str | None = None, signature: str | None = None) -> TestResponse:
        """A webhook as Twilio signs it."""
        signer = RequestValidator(token or self.settings.auth_token)
        header = signature if signature is not None else signer.compute_signature(self.settings.webhook_url + path, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": header})

    def form(self, who: str, to: str, body: str = "", **fields: Any) -> dict[str, Any]:
        """Twilio's form for a message of this resident, in its documented shape."""
        media = fields.pop("media", [])
        sid = fields.pop("sid", None) or f"{'MM' if media else 'SM'}{next(self._sids):032x}"
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": self.settings.account_sid,
            "From": who,
            "To": to,
            "Body": body,
            "NumMedia": str(len(media)),
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        if who.startswith("whatsapp:"):
            form |= {"ProfileName": "", "WaId": who.removeprefix("whatsapp:+"), "MessageType": "text", "ReferralNumMedia": "0"}
        else:
            form |= {"FromCity": "", "FromState": "", "FromZip": "", "FromCountry": "", "ToCity": "", "ToState": "", "ToZip": ""}
        for number, (content_type, data) in enumerate(media):
            me = f"ME{int(sid[2:], 16) * 16 + number:032x}"
            url = f"https://api.twilio.com/2010-04-01/Accounts/{self.settings.account_sid}/Messages/{sid}/Media/{me}"
            form |= {f"MediaUrl{number}": url, f"MediaContentType{number}": content_type}
            self.gateway.files[url] = data if isinstance(data, Exception) else (content_type, data)
        return form | fields

    def receives(self, who: str, to: str, body: str = "", **fields: Any) -> None:
        """One message arrives and is stored."""
        response = self.post("/twilio/inbound", self.form(who, to, body, **fields))
        assert response.status_code == 200, f"the webhook answered {response.status_code}"

    def work(self) -> None:
        """The worker's work, until there is none left."""
        while turns.answer_next(self.board) or outbox.send_next(self.board) or outbox.mail_next(self.board):
            pass

    def said_to(self, who: str) -> list[str]:
        """Everything sent to this address, as the resident reads it."""
        return [as_text(parcel.text, parcel.details) for parcel in self.gateway.sent if parcel.to == who]
