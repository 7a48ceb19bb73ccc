"""Who may speak to the phone: only this computer, and for the REST API only the account's own credentials."""

import hmac
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, g, request

from phone import errors
from phone.context import phone
from phone.errors import Refused

OURSELVES = {"localhost", "127.0.0.1", "::1"}
POLICY = "default-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def keep_out_strangers(app: Flask) -> None:
    """A foreign Host means DNS rebinding, a foreign Origin another site's page. Neither gets an answer."""

    @app.before_request
    def _only_ourselves() -> None:
        if urlsplit(f"//{request.host}").hostname not in OURSELVES:
            abort(403)
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            abort(403)
        if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "none") not in (
            "same-origin",
            "none",
        ):
            abort(403)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


def behind_credentials(blueprint: Blueprint) -> None:
    """Basic authentication as Twilio asks for it, Twilio's errors, and a note of every exchange."""

    @blueprint.before_request
    def _sign_in() -> None:
        g.begun = time.monotonic()
        if request.endpoint == "twilio_rest.short_lived":
            return  # the address itself is the key, as on Twilio's media servers
        given, here = request.authorization, phone()
        pair = f"{given.username}:{given.password}" if given and given.type == "basic" else ""
        if not hmac.compare_digest(pair.encode(), f"{here.account}:{here.token}".encode()):
            raise Refused(20003)
        if (request.view_args or {}).get("account", here.account) != here.account:
            raise Refused(20404)

    @blueprint.after_request
    def _note(response: Response) -> Response:
        asked: Any = request.get_json(silent=True) or request.form.to_dict() or request.args.to_dict()
        sent = request.form if request.method == "POST" else {}
        message = phone().store.message((request.view_args or {}).get("sid", ""))
        text = response.get_data(as_text=True) if response.mimetype == "application/json" else response.mimetype or ""
        phone().exchanges.add(
            kind="rest",
            at=phone().store.clock().isoformat(),
            method=request.method,
            url=request.url,
            request=asked if isinstance(asked, dict) else {},
            status=response.status_code,
            response=text,
            milliseconds=round((time.monotonic() - g.begun) * 1000),
            resident=message.resident if message else sent.get("To", ""),
            line=message.line if message else sent.get("From", ""),
        )
        return response

    blueprint.register_error_handler(Refused, errors.answer)
