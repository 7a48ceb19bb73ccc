"""Twilio's REST API, as much of it as a line of SMS and WhatsApp uses: messages and media."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from phone import outgoing, shapes
from phone.context import phone
from phone.errors import Refused
from phone.guard import behind_credentials
from phone.records import Message

LARGEST_PAGE = 1000
MEDIA_LINK_SECONDS = 300

rest = Blueprint("twilio_rest", __name__)
behind_credentials(rest)
ACCOUNT = "/2010-04-01/Accounts/<account>"


@rest.post(f"{ACCOUNT}/Messages.json")
def create(account: str) -> ResponseReturnValue:
    here = phone()
    message, failure = outgoing.compose(request.form)
    here.store.add(message)
    here.deliveries.follow(message, failure)
    return jsonify(shapes.message(account, message)), 201


@rest.get(f"{ACCOUNT}/Messages.json")
def listed(account: str) -> ResponseReturnValue:
    size = min(max(request.args.get("PageSize", 50, int), 1), LARGEST_PAGE)
    number = max(request.args.get("Page", 0, int), 0)
    filters = {name: value for name, value in request.args.items() if name not in ("Page", "PageSize", "PageToken")}
    found = [message for message in reversed(phone().store.messages()) if _matches(message, filters)]
    rows = [shapes.message(account, message) for message in found[number * size : (number + 1) * size]]
    return jsonify(
        shapes.page("messages", rows, request.path, urlencode(filters), number, size, len(found) > (number + 1) * size)
    )


@rest.get(f"{ACCOUNT}/Messages/<sid>.json")
def fetch(account: str, sid: str) -> ResponseReturnValue:
    return jsonify(shapes.message(account, _known(sid)))


@rest.delete(f"{ACCOUNT}/Messages/<sid>.json")
def erase(account: str, sid: str) -> ResponseReturnValue:
    phone().store.change(_known(sid).sid, erased=True)
    return "", 204


@rest.get(f"{ACCOUNT}/Messages/<sid>/Media.json")
def media(account: str, sid: str) -> ResponseReturnValue:
    message = _known(sid)
    rows = [shapes.medium(account, message, medium) for medium in message.media if not medium.erased]
    return jsonify(shapes.page("media_list", rows, request.path, "", 0, 50, False))


@rest.get(f"{ACCOUNT}/Messages/<sid>/Media/<medium_sid>")
def medium(account: str, sid: str, medium_sid: str) -> ResponseReturnValue:
    """The file itself, by way of a short-lived address, as Twilio does it; with `.json` its description."""
    message, bare = _known(sid), medium_sid.removesuffix(".json")
    found = next((one for one in message.media if one.sid == bare and not one.erased), None)
    if found is None:
        raise Refused(20404)
    if bare != medium_sid:
        return jsonify(shapes.medium(account, message, found))
    link = url_for(".short_lived", ticket=_tickets().dumps([found.sid, found.content_type]))
    return redirect(link, 307)


@rest.delete(f"{ACCOUNT}/Messages/<sid>/Media/<medium_sid>.json")
def erase_medium(account: str, sid: str, medium_sid: str) -> ResponseReturnValue:
    message = _known(sid)
    if not any(one.sid == medium_sid and not one.erased for one in message.media):
        raise Refused(20404)
    left = tuple(type(one)(one.sid, one.content_type, one.name, one.erased or one.sid == medium_sid) for one in message.media)
    phone().store.change(sid, media=left)
    return "", 204


@rest.get("/short-lived/<ticket>")
def short_lived(ticket: str) -> Response:
    try:
        sid, content_type = _tickets().loads(ticket, max_age=MEDIA_LINK_SECONDS)
    except BadSignature:
        raise Refused(20404) from None
    return send_file(phone().store.file(sid), mimetype=content_type)


def _known(sid: str) -> Message:
    message = phone().store.message(sid)
    if message is None or message.erased:
        raise Refused(20404)
    return message


def _matches(message: Message, filters: dict[str, str]) -> bool:
    sender, receiver = (message.resident, message.line) if message.inbound else (message.line, message.resident)
    if message.erased or filters.get("From", sender) != sender or filters.get("To", receiver) != receiver:
        return False
    at = datetime.fromisoformat(message.at)
    on, since, until = (_moment(filters.get(name, "")) for name in ("DateSent", "DateSent>", "DateSent<"))
    return (on is None or at.date() == on.date()) and (since is None or at >= since) and (until is None or at <= until)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(phone().token, salt="media")
