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
_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")


class FormError(ValueError):
    """The form is signed, but no message: a field that every message has is missing."""


def inbound(form: Mapping[str, str]) -> Inbound:
    """Raises FormError, naming the field and never its content."""
    sid, address, sender = form.get("MessageSid", ""), form.get("From", "").strip(), form.get("To", "").strip()
    if not _SID.fullmatch(sid):
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


def _details(form: Mapping[str, str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    lat, lon = _number(form.get("Latitude")), _number(form.get("Longitude"))
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
    return details


def _media(form: Mapping[str, str]) -> list[tuple[str, str]]:
    count = form.get("NumMedia", "0")
    numbers = range(min(int(count), MOST_FILES)) if count.isdecimal() else range(0)
    return [
        (form[f"MediaUrl{number}"], form.get(f"MediaContentType{number}", ""))
        for number in numbers
        if form.get(f"MediaUrl{number}")
    ]


def _text(body: str) -> str:
    """The body; control characters off, and a concatenated SMS that arrived in base64 decoded."""
    if len(body) % 4 == 0 and _BASE64.fullmatch(body):
        try:
            decoded = base64.b64decode(body, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            decoded = body
        if " " in decoded and decoded.isprintable():
            body = decoded
    # PostgreSQL cannot store NUL, and no terminal or page should be driven by a message.
    return "".join(letter for letter in body if letter in "\n\t" or (letter >= " " and letter != "\x7f"))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None


def _whatsapp(address: str) -> str:
    return address if address.startswith(WHATSAPP) else WHATSAPP + address
