"""Twilio's form of an inbound message, read into ours. Fields that Twilio adds one day are ignored here, never refused."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from messaging.addresses import WHATSAPP
from messaging.inbox import Inbound

MOST_FILES = 10
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What PostgreSQL cannot store (NUL), and what could drive a terminal or a page that shows a message."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")


class FormError(ValueError):
    """The form is signed, but no message: a field that every message has is missing."""


def inbound(form: Mapping[str, str]) -> Inbound:
    """Raises FormError, naming the field and never its content."""
    form = {name: _CONTROL.sub("", value) for name, value in form.items()}
    sid, address, sender = form.get("MessageSid", ""), form.get("From", "").strip(), form.get("To", "").strip()
    if not is_sid(sid):
        raise FormError("MessageSid")
    if not address:
        raise FormError("From")
    if not sender:
        raise FormError("To")
    also = form.get("ExternalUserId", "").strip()
    return Inbound(
        sid=sid,
        address=address,
        sender=sender,
        text=_text(form.get("Body", "")),
        details=_details(form),
        media=tuple(_media(form)),
        also=(_whatsapp(also),) if also and _whatsapp(also) != address else (),
    )


def is_sid(text: str) -> bool:
    """True for the id of a message at Twilio."""
    return _SID.fullmatch(text) is not None


def number(text: str) -> int | None:
    """A whole number as Twilio writes them; nothing for anything else, and for what no column could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _details(form: Mapping[str, str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    lat, lon = _degrees(form.get("Latitude"), 90), _degrees(form.get("Longitude"), 180)
    if lat is not None and lon is not None:
        details |= {"lat": lat, "lon": lon}
        details |= {name.lower(): form[name] for name in ("Address", "Label") if form.get(name)}
    payload = form.get("ButtonPayload") or form.get("ListId")
    if payload:
        details["payload"] = payload
    if form.get("MessageType"):
        details["kind"] = form["MessageType"]
    if form.get("OptOutType"):
        details["opt_out"] = form["OptOutType"]
    if form.get("OriginalRepliedMessageSid"):
        details["replied_to"] = form["OriginalRepliedMessageSid"]
    return details


def _media(form: Mapping[str, str]) -> list[tuple[str, str]]:
    count = min(number(form.get("NumMedia", "")) or 0, MOST_FILES)
    files = ((form.get(f"MediaUrl{each}", ""), form.get(f"MediaContentType{each}", "")) for each in range(count))
    return [file for file in files if file[0]]


def _text(body: str) -> str:
    """The body; a concatenated SMS that arrived in base64 decoded."""
    if len(body) % 4 == 0 and _BASE64.fullmatch(body):
        try:
            decoded = base64.b64decode(body, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            decoded = body
        if " " in decoded and not _CONTROL.search(decoded):
            body = decoded
    return body


def _degrees(text: str | None, most: int) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -most <= value <= most else None


def _whatsapp(address: str) -> str:
    return address if address.startswith(WHATSAPP) else WHATSAPP + address
