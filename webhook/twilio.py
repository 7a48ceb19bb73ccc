"""Twilio's two webhooks: a message came in, a message of ours moved on."""

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import HTTPException

import cities
from messaging import inbox, outbox
from messaging.twilio_gateway import meaning
from models import Message
from webhook import forms
from webhook.current import settings, switchboard

pages = Blueprint("twilio", __name__, url_prefix="/twilio")
log = logging.getLogger(__name__)

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pages.before_request
def check_signature() -> None:
    """Only Twilio, only for our account. The URL is the configured one: what a proxy says of itself proves nothing."""
    query = request.query_string.decode("ascii", "replace")
    url = settings().webhook_url + request.path + (f"?{query}" if query else "")
    validator = RequestValidator(settings().auth_token)
    if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
        log.warning("refused: wrong signature on %s", request.path)
        abort(403)
    if request.form.get("AccountSid") != settings().account_sid:
        log.warning("refused: another account on %s", request.path)
        abort(403)


@pages.post("/inbound")
def inbound() -> Response:
    """Store the message, commit, and only then say that it arrived."""
    try:
        message = forms.inbound(request.form)
    except forms.FormError as error:
        log.warning("refused: %s", error)
        abort(400)
    board = switchboard()
    city = cities.of_sender(message.sender, board.default_city)
    with board.sessions.writing() as session:
        stored = inbox.receive(session, board.vault, message, city.key, datetime.now(UTC))
    log.info("message=%s %s", stored, "stored" if stored else "known already")
    return Response(EMPTY_TWIML, mimetype="text/xml")


@pages.post("/status")
def status() -> Response:
    """Move a message of ours forward. A callback may be the first to know Twilio's id of it."""
    sid, state = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    code = request.form.get("ErrorCode", "")
    error = meaning(int(code))(int(code)) if code.isdecimal() else None
    own = request.args.get("message", "")
    with switchboard().sessions.writing() as session:
        found = select(Message).where(Message.direction == "out").with_for_update()
        message = session.scalars(found.where(Message.sid == sid)).first()
        if message is None and own.isdecimal():
            message = session.scalars(found.where(Message.id == int(own), Message.sid.is_(None))).first()
        if message is not None:
            message.sid = message.sid or sid
            outbox.progress(session, message, state, error, datetime.now(UTC))
    return Response(EMPTY_TWIML, mimetype="text/xml")


@pages.errorhandler(DBAPIError)
def not_stored(error: DBAPIError) -> Response:
    """Not stored is not acknowledged: with the retry overrides of docs/operating.md Twilio asks again."""
    log.error("not stored: %s", type(error.orig).__name__)
    return Response(status=503)


@pages.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    # Never text/plain or a sentence: Twilio would send it to the resident.
    return Response(status=error.code)
