"""What a request to send a message means, and what Twilio would refuse at once or let fail later."""

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from phone import content
from phone.context import phone
from phone.errors import Refused
from phone.records import Message, channel_of
from phone.segments import segments
from phone.store import new_sid

LONGEST = 1600
UNREACHABLE = "+15005550001"
"""Twilio's own magic number for a recipient that does not exist."""

_ADDRESS = re.compile(r"(whatsapp:)?\+[1-9]\d{7,14}|whatsapp:[A-Z]{2}\.\w{1,128}")
_PIN = re.compile(r"geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?")

Failure = tuple[int, dict[str, Any] | None]


def compose(form: MultiDict[str, str]) -> tuple[Message, Failure | None]:
    """The message that a request describes, and the failure that will come of it later, if any.

    Raises:
        Refused: what Twilio answers at once.
    """
    to, line = form.get("To", ""), form.get("From", "")
    _check_parties(to, line)
    urls = tuple(form.getlist("MediaUrl"))
    body, rendered, failure, template = form.get("Body", ""), None, None, False
    if sid := form.get("ContentSid"):
        rendered, failure, template = _from_content(sid, form.get("ContentVariables", ""), channel_of(line))
        body = rendered["body"]
    elif len(body) > LONGEST:
        raise Refused(21617)
    if not body and not urls:
        raise Refused(21602)
    encoding, number = segments(body)
    message = Message(
        sid=new_sid("MM" if urls else "SM"),
        resident=to,
        line=line,
        inbound=False,
        body=body,
        at=phone().store.clock().isoformat(),
        status="queued",
        encoding=encoding,
        segments=number,
        media_urls=urls,
        location=_pin(form.getlist("PersistentAction")),
        content=rendered if rendered and rendered["kind"] != "text" else None,
        callback=form.get("StatusCallback", ""),
    )
    if not template and phone().deliveries.outside_window(message):
        failure = (63016, None)
    return message, failure


def _from_content(sid: str, variables: str, channel: str) -> tuple[dict[str, Any], Failure | None, bool]:
    record = phone().store.content(sid)
    if record is None:
        raise Refused(21655)
    values = content.given(variables)
    rendered = content.render(record, values, channel)
    reason = content.breach(rendered, record, values) if channel == "whatsapp" else None
    return rendered, (63013, reason) if reason else None, bool(record.template)


def _check_parties(to: str, line: str) -> None:
    if not to:
        raise Refused(21604)
    if not line:
        raise Refused(21603)
    if not _ADDRESS.fullmatch(to) or to.endswith(UNREACHABLE):
        raise Refused(21211)
    if channel_of(to) != channel_of(line):
        raise Refused(21910)
    senders = phone().directory.senders()
    if senders and line not in senders:
        raise Refused(21606)
    if phone().store.is_silenced(to, line):
        raise Refused(21610)


def _pin(actions: list[str]) -> dict[str, str] | None:
    found = next((match for match in map(_PIN.fullmatch, actions) if match), None)
    return {"Latitude": found[1], "Longitude": found[2], "Label": found[3] or ""} if found else None
