"""Twilio's Content API: WhatsApp messages with buttons and lists, created once and sent by their sid."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from phone import shapes
from phone.context import phone
from phone.errors import Refused
from phone.guard import behind_credentials
from phone.records import Content
from phone.store import new_sid

LARGEST_PAGE = 100

rest = Blueprint("content_rest", __name__)
behind_credentials(rest)


@rest.post("/v1/Content")
def create() -> ResponseReturnValue:
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or not isinstance(given.get("types"), dict) or not given["types"]:
        raise Refused(60200)
    here = phone()
    record = Content(
        sid=new_sid("HX"),
        name=str(given.get("friendly_name") or ""),
        language=str(given.get("language") or ""),
        types=given["types"],
        variables={str(name): str(value) for name, value in (given.get("variables") or {}).items()},
        at=here.store.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return jsonify(_shape(here.store.add_content(record))), 201


@rest.get("/v1/Content")
def listed() -> ResponseReturnValue:
    size = min(max(request.args.get("PageSize", 50, int), 1), LARGEST_PAGE)
    number = max(request.args.get("Page", 0, int), 0)
    found = phone().store.contents()
    rows = [_shape(record) for record in found[number * size : (number + 1) * size]]
    url = f"{phone().base_url}/v1/Content"
    page = shapes.page("contents", rows, url, "", number, size, len(found) > (number + 1) * size)
    links = {f"{name}_page_url": page[f"{name}_page_uri"] for name in ("first", "next", "previous")}
    meta = {"key": "contents", "page": number, "page_size": size, "url": page["uri"], **links}
    return jsonify(contents=rows, meta=meta)


@rest.get("/v1/Content/<sid>")
def fetch(sid: str) -> ResponseReturnValue:
    return jsonify(_shape(_known(sid)))


@rest.delete("/v1/Content/<sid>")
def drop(sid: str) -> ResponseReturnValue:
    phone().store.drop_content(_known(sid).sid)
    return "", 204


@rest.post("/v1/Content/<sid>/ApprovalRequests/whatsapp")
def approve(sid: str) -> ResponseReturnValue:
    """Approved at once, except a list: WhatsApp never takes one as a template."""
    record, given = _known(sid), request.get_json(silent=True) or {}
    if "twilio/list-picker" in record.types:
        raise Refused(60200)
    name, category = str(given.get("name") or record.name), str(given.get("category") or "UTILITY")
    approved = phone().store.add_content(replace(record, name=name, template=category))
    return jsonify(shapes.approval(approved)), 201


@rest.get("/v1/Content/<sid>/ApprovalRequests")
def approval(sid: str) -> ResponseReturnValue:
    record = _known(sid)
    here = phone()
    url = f"{here.base_url}/v1/Content/{sid}/ApprovalRequests"
    return jsonify(sid=sid, account_sid=here.account, whatsapp=shapes.approval(record), url=url)


def _shape(record: Content) -> dict[str, Any]:
    return shapes.content(phone().account, record, phone().base_url)


def _known(sid: str) -> Content:
    record = phone().store.content(sid)
    if record is None:
        raise Refused(20404)
    return record
