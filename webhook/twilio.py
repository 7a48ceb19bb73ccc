"""Twilio's two webhooks: a message came in, a message of ours moved on."""

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
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
    if not forms.is_sid(sid):
        log.warning("refused: MessageSid")
        abort(400)
    code, own = forms.number(request.form.get("ErrorCode", "")), request.args.get("message", "")
    error = meaning(code)(code) if code else None
    with switchboard().sessions.writing() as session:
        message = _meant(session, sid, own)
        if message is not None:
            message.sid = message.sid or sid
            outbox.progress(session, message, state, error, datetime.now(UTC))
    return Response(EMPTY_TWIML, mimetype="text/xml")


def _meant(session: Session, sid: str, own: str) -> Message | None:
    """Our message of this callback, locked. By our own id first: our write of Twilio's may be under way this very moment."""
    ours = select(Message).where(Message.direction == "out").with_for_update()
    if own.isascii() and own.isdecimal() and len(own) < 19:
        message = session.scalars(ours.where(Message.id == int(own))).first()
        if message is not None and message.sid in (None, sid):
            return message
    return session.scalars(ours.where(Message.sid == sid)).first()


@pages.errorhandler(SQLAlchemyError)
def not_stored(error: SQLAlchemyError) -> Response:
    """Not stored is not acknowledged: with the retry overrides of docs/operating.md Twilio asks again."""
    log.error("not stored: %s", type(error.orig if isinstance(error, DBAPIError) else error).__name__)
    return Response(status=503)


@pages.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    # Never text/plain or a sentence: Twilio would send it to the resident.
    return Response(status=error.code)
