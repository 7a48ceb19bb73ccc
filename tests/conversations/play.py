"""Conversations as files, and how they are played: in every language and on both channels.

A file is one situation:

    city: {es: juarez, en: durban, zu: durban}    the default
    turns:
      - resident: {es: …, en: …, zu: …}           what they write; one text for all is written plainly
        length: 1600                              the text is repeated up to so many characters
        pin: {es: [31.7, -106.5], …}              or [lat, lon]
        photos: 1                                 also: voice, broken, video
        tap: {whatsapp: dangerous=no, sms: "2"}   a button or a row on WhatsApp, its number on SMS
        then: [ … ]                               more messages before the worker looks (a burst)
        after: 1 day                              time that passes before
        only: whatsapp                            a turn of one channel
        on: other                                 from here on they write on the other channel
        asks: dangerous                           the question that is now open (none: nothing runs)
        says: [report.filed]                      keys of words that stand in the replies; never_says: [ … ] do not
        reads: [Inanda]                           what else stands in the replies; never_reads: [ … ] does not
        silent: true                              nothing is said
        messages: 1                               how many messages were sent
        language: en                              what the contact's language is now (default: the played one)
    report: {category: …, area: …, …}             the last report filed (none: there is none)
    reports: 1
    files: {stored: 1, refused: 1}                what became of the files they sent
    calls: 1                                      how many asked to be called
    answers: {flow: …, state: …, codes: {…}}      the last run of a flow: its state and the codes of its answers

What was said is written to the standard output: `pytest -rP -k …` shows the chat.
"""

import io
import re
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
import yaml
from PIL import Image
from sqlalchemy import select

import cities
import words
from models import CallRequest, Contact, FlowVersion, Media, Message, Report, Run
from tests.line import Line
from words.catalogue import placeholders

FOLDER = Path(__file__).parent
CITIES = {"es": "juarez", "en": "durban", "zu": "durban"}
RESIDENTS = {"es": "+526565550101", "en": "+27605550101", "zu": "+27605550102"}
"""Lupita, Thandi and Sipho: invented numbers."""

MARK = "\x00"
"""Stands for whatever a placeholder was filled with."""

BEGIN = datetime(2026, 11, 19, 10, 0)
"""Local time at which every conversation begins: a Thursday morning."""


def situations() -> list[Path]:
    return sorted(FOLDER.glob("*/*.yml"))


def picture() -> bytes:
    """A small photo with a place in its EXIF, as phones write it."""
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Invented Phone Maker"
    Image.new("RGB", (64, 48), "orange").save(data, "JPEG", exif=exif)
    return data.getvalue()


FILES: dict[str, tuple[str, bytes]] = {
    "photos": ("image/jpeg", picture()),
    "voice": ("audio/ogg", b"OggS" + bytes(200)),
    "broken": ("image/jpeg", b"\xff\xd8\xff\xe0 not a picture"),
    "video": ("video/mp4", b"\0\0\0\x18ftypmp42" + bytes(20 * 1024 * 1024)),
}


class Played:
    """One situation in one language on one channel."""

    def __init__(self, line: Line, situation: Path, language: str, channel: str) -> None:
        self.line, self.language, self.channel = line, language, channel
        self.script = yaml.safe_load(situation.read_text("utf-8"))
        self.city = cities.load()[self._here(self.script.get("city", CITIES))]
        self.heard: Counter[str] = Counter()
        self._speak_on(channel)

    def play(self) -> None:
        moment = BEGIN.replace(tzinfo=ZoneInfo(str(self.city.time_zone)))
        with time_machine.travel(moment, tick=False) as clock:
            for number, turn in enumerate(self.script["turns"], start=1):
                if turn.get("only", self.channel) != self.channel:
                    continue
                if turn.get("on") == "other":
                    self._speak_on("sms" if self.channel == "whatsapp" else "whatsapp")
                clock.shift(_duration(turn.get("after", "20 seconds")))
                self._send(turn)
                self.line.work()
                self._check(f"turn {number}", turn)
            self._check_reports()
            self._check_files()
            self._check_runs()

    def _speak_on(self, channel: str) -> None:
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        self.channel, self.who = channel, prefix + RESIDENTS[self.language]
        self.sender = next(each for each in self.city.senders if each.startswith("whatsapp:") == bool(prefix))

    def _send(self, turn: dict[str, Any]) -> None:
        for message in [turn, *turn.get("then", [])]:
            fields: dict[str, Any] = {}
            body = str(self._here(message.get("resident", "")) or "")
            if "length" in message:
                body = f"{body} " * message["length"]
                body = body[: message["length"]]
            if "tap" in message:
                tap = self._here(message["tap"])
                title = self._title(tap) if self.channel == "whatsapp" else str(tap)
                body = title
                if self.channel == "whatsapp":
                    fields = self._tapped(tap, title)
            if "pin" in message:
                lat, lon = self._here(message["pin"])
                fields = {"Latitude": str(lat), "Longitude": str(lon), "MessageType": "location"}
            media = [FILES[kind] for kind in FILES for _ in range(int(message.get(kind, 0)))]
            _tell("RESIDENT", body[:300] + "".join(f" [{kind}]" for kind, _ in media) + (" [pin]" if "pin" in message else ""))
            self.line.receives(self.who, self.sender, body, media=media, **fields)

    def _title(self, payload: str) -> str:
        """What stands on the button with this payload."""
        return next(str(option["title"]) for option in self._shown(payload)["options"] if option["id"] == payload)

    def _tapped(self, payload: str, title: str) -> dict[str, str]:
        """Twilio's fields for a tap: a button's and a row's differ."""
        if self._shown(payload)["kind"] == "list":
            return {"ListId": payload, "ListTitle": title, "MessageType": "interactive"}
        return {"ButtonPayload": payload, "ButtonText": title, "MessageType": "interactive"}

    def _shown(self, payload: str) -> dict[str, Any]:
        """The details of the last message that had this button or row."""
        for parcel in reversed(self.line.gateway.sent):
            if any(option["id"] == payload for option in parcel.details.get("options", ())):
                return dict(parcel.details)
        raise AssertionError(f"no button {payload} was ever shown")

    def _check(self, where: str, turn: dict[str, Any]) -> None:
        said = self.line.said_to(self.who)[self.heard[self.who] :]
        self.heard[self.who] += len(said)
        text = "\n".join(said)
        for each in said:
            _tell("    IZWI", each)
        with self.line.board.sessions.reading() as session:
            contact = session.scalars(select(Contact)).one()
            run = session.scalars(select(Run).where(Run.state == "active")).first()
            open_messages = session.scalars(select(Message.id).where(Message.state.in_(("received", "queued")))).all()
        assert not open_messages, f"{where}: messages were left open"
        assert bool(said) != bool(turn.get("silent")), f"{where}: said {text!r}"
        spoken = self._here(turn.get("language", self.language))
        assert spoken in ("any", contact.language), f"{where}: the language is {contact.language}: {text}"
        if "messages" in turn:
            assert len(said) == self._here(turn["messages"]), f"{where}: {len(said)} messages were sent"
        if "asks" in turn:
            asked = run.question if run else None
            wanted = self._here(turn["asks"])
            assert asked == (None if wanted == "none" else wanted), f"{where}: asked {asked}: {text}"
        for key in turn.get("says", []):
            assert self._stands(key, text, str(contact.language)), f"{where}: {key} was not said: {text}"
        for key in turn.get("never_says", []):
            assert not self._stands(key, text, str(contact.language)), f"{where}: {key} was said: {text}"
        for piece in self._here(turn.get("reads", [])):
            assert _plain(piece).lower() in _plain(text).lower(), f"{where}: {piece!r} does not stand in: {text}"
        for piece in self._here(turn.get("never_reads", [])):
            assert _plain(piece).lower() not in _plain(text).lower(), f"{where}: {piece!r} stands in: {text}"

    def _stands(self, key: str, text: str, language: str) -> bool:
        catalogue = words.load()
        anything = {name: MARK for text in catalogue if text.key == key for name in placeholders(text.wording)}
        wording = catalogue.say(key, language, self.channel, **anything)
        pattern = ".*?".join(re.escape(_plain(part)) for part in wording.split(MARK))
        return re.search(pattern, _plain(text), re.DOTALL) is not None

    def _check_reports(self) -> None:
        with self.line.board.sessions.reading() as session:
            reports = session.scalars(select(Report).order_by(Report.received_at, Report.reference)).all()
        expected = self.script.get("report", "none")
        wanted = self.script.get("reports", 0 if expected == "none" else 1)
        assert len(reports) == wanted, f"{len(reports)} reports were filed"
        if expected != "none":
            for name, value in expected.items():
                actual = getattr(reports[-1], name)
                assert actual == self._here(value), f"the report's {name} is {actual!r}"

    def _check_files(self) -> None:
        if "files" in self.script:
            with self.line.board.sessions.reading() as session:
                states = Counter(session.scalars(select(Media.state)))
            assert dict(states) == self._here(self.script["files"])

    def _check_runs(self) -> None:
        with self.line.board.sessions.reading() as session:
            calls = session.scalars(select(CallRequest.id)).all()
            assert len(calls) == self.script.get("calls", 0), "calls were asked for"
            for expected in self.script.get("answers", ()):
                ran = select(Run).join(FlowVersion).where(FlowVersion.flow == expected["flow"]).order_by(Run.started_at.desc())
                run = session.scalars(ran).first()
                assert run is not None, f"{expected['flow']} was never begun"
                assert run.state == self._here(expected["state"]), f"{expected['flow']} is {run.state}"
                codes = {answer.question: answer.value.get("code") for answer in run.answers}
                for key, code in self._here(expected.get("codes", {})).items():
                    assert codes.get(key) == self._here(code), f"{key} is {codes.get(key)!r}"

    def _here(self, value: Any) -> Any:
        """A value of this language and channel."""
        for key in (self.channel, self.language):
            if isinstance(value, dict) and key in value:
                return self._here(value[key])
        return value


def _plain(text: str) -> str:
    """Without the accents that an SMS leaves out."""
    return text.translate(str.maketrans("áíóúÁÍÓÚ", "aiouAIOU"))


def _tell(who: str, text: str) -> None:
    """One line of the transcript."""
    indented = text.replace("\n", "\n" + " " * (len(who) + 2))
    sys.stdout.write(f"{who}: {indented}\n")


def _duration(text: str) -> timedelta:
    number, unit = text.split()
    return timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)})
