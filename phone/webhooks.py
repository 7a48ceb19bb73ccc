"""The forms that Twilio posts, field by field as its documentation and captured requests show them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from phone.records import WHATSAPP, Medium, Message

API_VERSION = "2010-04-01"
COUNTRIES = {"+1": "US", "+27": "ZA", "+52": "MX"}

# Looked up for numbers of the North American plan; elsewhere they come empty, and are signed all the same.
_PLACES = ("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip")


@dataclass(frozen=True)
class Tap:
    """A tapped button or list row of an earlier message."""

    title: str
    payload: str
    listed: bool
    replied_to: str
    description: str = ""


@dataclass(frozen=True)
class Said:
    """What a resident sends in one message."""

    body: str = field(default="", repr=False)
    media: Sequence[Medium] = ()
    location: dict[str, str] | None = field(default=None, repr=False)
    """Latitude, Longitude, Address and Label."""

    tap: Tap | None = None


def inbound(
    account: str, base_url: str, sid: str, parties: tuple[str, str], name: str, said: Said, segments: int
) -> dict[str, str]:
    """The form of one inbound message.

    Args:
        parties: the resident's and the city's address.
        name: the profile name, which only WhatsApp tells.
    """
    resident, line = parties
    form = {
        "ToCountry": _country(line),
        "SmsMessageSid": sid,
        "NumMedia": str(len(said.media)),
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCountry": _country(resident),
        "Body": said.body,
        "To": line,
        "NumSegments": str(segments),
        "MessageSid": sid,
        "AccountSid": account,
        "From": resident,
        "ApiVersion": API_VERSION,
        **dict.fromkeys(_PLACES, ""),
    }
    if resident.startswith(WHATSAPP):
        for name_of_place in (*_PLACES, "FromCountry", "ToCountry"):
            del form[name_of_place]
        form |= _whatsapp(resident, name, said)
        if said.tap:
            form |= _tapped(said.tap, line)
    for place, medium in enumerate(said.media):
        form[f"MediaUrl{place}"] = f"{base_url}/{API_VERSION}/Accounts/{account}/Messages/{sid}/Media/{medium.sid}"
        form[f"MediaContentType{place}"] = medium.content_type
    return form


def status(account: str, message: Message, now: str) -> dict[str, str]:
    """The form of a status callback. `now` is YYMMDDhhmm, the shape of a carrier's receipt."""
    form = {
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "MessageStatus": message.status,
        "To": message.resident,
        "MessageSid": message.sid,
        "AccountSid": account,
        "From": message.line,
        "ApiVersion": API_VERSION,
    }
    if message.error:
        form["ErrorCode"] = str(message.error)
    if message.channel == "whatsapp":
        form |= {
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": "XE" + hashlib.md5(message.line.encode(), usedforsecurity=False).hexdigest(),
            "ChannelToAddress": message.resident.removeprefix(WHATSAPP),
        }
        if message.status in ("delivered", "read"):
            form["EventType"] = message.status.upper()
    elif message.status == "delivered":
        form["RawDlrDoneDate"] = now
    return form


def _whatsapp(resident: str, name: str, said: Said) -> dict[str, str]:
    bare = resident.removeprefix(WHATSAPP)
    context = {"ProfileName": name}
    if bare.startswith("+"):
        context["WaId"] = bare[1:]
    form = {
        **context,
        "MessageType": _kind(said),
        "ReferralNumMedia": "0",
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}, separators=(",", ":")),
        "ExternalUserId": resident if not bare.startswith("+") else _user_id(bare),
    }
    return form | (said.location or {})


def _user_id(number: str) -> str:
    """WhatsApp's id of a user for one business: the same every time, and no way back to the number."""
    digits = int(hashlib.sha256(number.encode()).hexdigest(), 16) % 10**16
    return f"{WHATSAPP}{_country(number) or 'US'}.{digits:016d}"


def _tapped(tap: Tap, line: str) -> dict[str, str]:
    form = {"OriginalRepliedMessageSid": tap.replied_to, "OriginalRepliedMessageSender": line}
    if not tap.listed:
        return form | {"ButtonText": tap.title, "ButtonPayload": tap.payload}
    described = {"ListDescription": tap.description} if tap.description else {}
    return form | {"ListId": tap.payload, "ListTitle": tap.title} | described


def _kind(said: Said) -> str:
    if said.location:
        return "location"
    if said.tap:
        return "interactive"
    if said.media:
        family = said.media[0].content_type.partition("/")[0]
        return family if family in ("image", "audio", "video") else "document"
    return "text"


def _country(address: str) -> str:
    bare = address.removeprefix(WHATSAPP)
    return next((country for code, country in COUNTRIES.items() if bare.startswith(code)), "")
