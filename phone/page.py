"""The phone page, and the small JSON interface that its script speaks."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from phone import errors, samples, saying
from phone.context import phone
from phone.records import Message
from phone.saying import Draft, File, Unsendable

SHOWN_IN_PAGE = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "video/mp4",
}

page = Blueprint("page", __name__)


@page.errorhandler(Unsendable)
def _unsendable(error: Unsendable) -> ResponseReturnValue:
    return jsonify(problem=error.code), 400


@page.get("/")
def show() -> str:
    return render_template("phone.html")


@page.get("/api/directory")
def directory() -> Response:
    return jsonify(phone().directory.as_page())


@page.post("/api/news")
def news() -> Response:
    """What changed in one conversation after a revision, and where else something was said.

    Asked by POST, like the exchanges: a number has no place in an address.
    """
    store = phone().store
    revision, after = store.revision, request.form.get("after", 0, int)
    talk = store.conversation(*_parties())
    changed = [_view(message) for message in talk if message.revision > after]
    elsewhere = [_summary(*parties) for parties in store.conversations()]
    return jsonify(messages=changed, revision=revision, conversations=elsewhere)


@page.post("/api/exchanges")
def exchanges() -> Response:
    return jsonify(exchanges=phone().exchanges.after(request.form.get("after", 0, int), *_parties()))


@page.post("/api/messages")
def send() -> ResponseReturnValue:
    form = request.form
    files = [_picked(file) for file in request.files.getlist("file") if file.filename]
    files += [_sample(name) for name in form.getlist("sample")]
    draft = Draft(form.get("body", "").replace("\r\n", "\n"), files, _pin())
    sent = saying.send(phone(), form.get("resident", ""), form.get("line", ""), draft)
    return jsonify(sids=[message.sid for message in sent]), 202


@page.post("/api/messages/<sid>/tap/<int:index>")
def tap(sid: str, index: int) -> ResponseReturnValue:
    return jsonify(sids=[saying.tap(phone(), _known(sid), index).sid]), 202


@page.post("/api/messages/<sid>/again")
def again(sid: str) -> ResponseReturnValue:
    message = _known(sid)
    if not message.inbound:
        raise Unsendable("again")
    saying.again(phone(), message)
    return jsonify(sids=[sid]), 202


@page.get("/api/media/<sid>/<medium_sid>")
def medium(sid: str, medium_sid: str) -> Response:
    found = next((one for one in _known(sid).media if one.sid == medium_sid), None)
    if found is None:
        abort(404)
    safe = found.content_type in SHOWN_IN_PAGE
    kind = found.content_type if safe else "application/octet-stream"
    return send_file(
        phone().store.file(found.sid),
        mimetype=kind,
        as_attachment=not safe,
        download_name=found.name or found.sid,
    )


def _parties() -> tuple[str, str]:
    return request.form.get("resident", ""), request.form.get("line", "")


def _known(sid: str) -> Message:
    message = phone().store.message(sid)
    if message is None:
        abort(404)
    return message


def _picked(file: FileStorage) -> File:
    return File(file.filename or "", file.mimetype or "application/octet-stream", file.read())


def _sample(name: str) -> File:
    if name == "voice":
        return File("voice-note.ogg", "audio/ogg", samples.voice_note())
    line = request.form.get("line", "")
    return File("photo.jpg", "image/jpeg", samples.photo(*phone().directory.center_of(line)))


def _pin() -> tuple[float, float, str] | None:
    form = request.form
    if not form.get("latitude") and not form.get("longitude"):
        return None
    try:
        return float(form.get("latitude", "")), float(form.get("longitude", "")), form.get("label", "")
    except ValueError:
        raise Unsendable("pin") from None


def _view(message: Message) -> dict[str, Any]:
    return {
        "sid": message.sid,
        "mine": message.inbound,
        "body": message.body,
        "at": message.at,
        "status": message.status,
        "encoding": message.encoding,
        "segments": message.segments,
        "media": [
            {"url": f"/api/media/{message.sid}/{one.sid}", "type": one.content_type, "name": one.name} for one in message.media
        ],
        "links": message.media_urls,
        "location": message.location,
        "content": message.content,
        "error": message.error,
        "error_message": errors.message(message.error) if message.error else None,
        "reason": message.reason,
        "automatic": message.automatic,
    }


def _summary(resident: str, line: str) -> dict[str, Any]:
    talk = phone().store.conversation(resident, line)
    heard = sum(not message.inbound for message in talk)
    name = phone().directory.name_of(resident)
    return {"resident": resident, "line": line, "name": name, "heard": heard}
