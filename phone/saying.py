"""A resident presses send: one or more messages, as Twilio would hear of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from phone import keywords, webhooks
from phone.context import Phone
from phone.records import Medium, Message, channel_of
from phone.segments import segments
from phone.store import new_sid
from phone.webhooks import Said, Tap

LONGEST = {"sms": 1600, "whatsapp": 4096}
MOST_FILES = 10
NAMELESS = "~"
"""The profile name of a WhatsApp user whom the page does not know by name."""

_RESIDENT = re.compile(r"(whatsapp:)?\+[1-9]\d{7,14}|whatsapp:[A-Z]{2}\.\w{1,128}")


class Unsendable(Exception):
    """Nothing that a phone could send; the page has words for the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class File(NamedTuple):
    """One file that is sent along."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Draft:
    """What was typed, picked and pinned before pressing send."""

    body: str
    files: Sequence[File] = ()
    pin: tuple[float, float, str] | None = None
    """Latitude, longitude and a label."""


def send(here: Phone, resident: str, line: str, draft: Draft) -> list[Message]:
    """Send the draft. WhatsApp makes a message of each file and of a pin; SMS puts everything into one.

    Raises:
        Unsendable: with one of address, line, empty, long, files, pin.
    """
    channel = channel_of(line)
    _check(here, resident, line, draft)
    kept = [_keep(here, file) for file in draft.files]
    if channel == "sms":
        body = " ".join(part for part in (draft.body, _link(draft.pin)) if part)
        return [_say(here, resident, line, Said(body=body, media=kept))]
    parts = [Said(body="" if place else draft.body, media=[medium]) for place, medium in enumerate(kept)]
    if draft.body and not kept:
        parts.append(Said(body=draft.body))
    if draft.pin:
        lat, lon, label = draft.pin
        place = {"Latitude": f"{lat:.6f}", "Longitude": f"{lon:.6f}"}
        parts.append(Said(location=place | ({"Label": label, "Address": label} if label else {})))
    return [_say(here, resident, line, part) for part in parts]


def tap(here: Phone, asked: Message, index: int) -> Message:
    """Tap the button or row at this place of a message. Raises Unsendable("tap") when there is none."""
    content = asked.content or {}
    listed = content.get("kind") == "list-picker"
    choices = content.get("items" if listed else "actions", [])
    if not 0 <= index < len(choices):
        raise Unsendable("tap")
    choice = choices[index]
    title = str(choice["item" if listed else "title"])
    tapped = Tap(title, str(choice.get("id", "")), listed, asked.sid, str(choice.get("description") or ""))
    return _say(here, asked.resident, asked.line, Said(body=title, tap=tapped))


def again(here: Phone, message: Message) -> None:
    """Post the very same form once more, under the same MessageSid."""
    here.deliveries.hand_in(here.store.change(message.sid, status="sending", reason=None))


def _check(here: Phone, resident: str, line: str, draft: Draft) -> None:
    senders = here.directory.senders()
    if channel_of(resident) != channel_of(line) or (senders and line not in senders):
        raise Unsendable("line")
    if not _RESIDENT.fullmatch(resident):
        raise Unsendable("address")
    if len(draft.body) > LONGEST[channel_of(line)]:
        raise Unsendable("long")
    if len(draft.files) > MOST_FILES:
        raise Unsendable("files")
    if draft.pin and not (-90 <= draft.pin[0] <= 90 and -180 <= draft.pin[1] <= 180):
        raise Unsendable("pin")
    if not draft.body and not draft.files and not draft.pin:
        raise Unsendable("empty")


def _link(pin: tuple[float, float, str] | None) -> str:
    """A plain SMS has no pins: phones share a place as a link to a map."""
    return f"https://maps.google.com/?q={pin[0]:.6f},{pin[1]:.6f}" if pin else ""


def _keep(here: Phone, file: File) -> Medium:
    medium = Medium(new_sid("ME"), file.content_type, file.name)
    here.store.keep_file(medium.sid, file.data)
    return medium


def _say(here: Phone, resident: str, line: str, said: Said) -> Message:
    sid = new_sid("MM" if said.media else "SM")
    encoding, number = segments(said.body)
    name = here.directory.name_of(resident) or NAMELESS
    billed = number if channel_of(line) == "sms" else 1
    message = Message(
        sid=sid,
        resident=resident,
        line=line,
        inbound=True,
        body=said.body,
        at=here.store.clock().isoformat(),
        status="sending",
        encoding=encoding,
        segments=number,
        media=tuple(said.media),
        location=said.location,
        form=webhooks.inbound(here.account, here.base_url, sid, (resident, line), name, said, billed),
    )
    here.store.add(message)
    if message.channel == "sms" and (answer := keywords.obey(here.store, resident, line, said.body)):
        _answer_for_twilio(here, message, answer)
    here.deliveries.hand_in(message)
    return message


def _answer_for_twilio(here: Phone, asked: Message, answer: str) -> None:
    encoding, number = segments(answer)
    here.store.add(
        Message(
            sid=new_sid("SM"),
            resident=asked.resident,
            line=asked.line,
            inbound=False,
            body=answer,
            at=here.store.clock().isoformat(),
            status="delivered",
            encoding=encoding,
            segments=number,
            automatic=True,
        )
    )
