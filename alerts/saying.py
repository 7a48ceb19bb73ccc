"""What an official is told of an incident, on each channel: short, in their language, and never who reported it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from html import escape

from sqlalchemy.orm import Session

import words
from cities import City
from messaging import templates
from messaging.replies import Outgoing
from messaging.window import Reach
from models import Report
from words import segments

TEMPLATE = "alert"
MOST_SEGMENTS = 2
"""Of an SMS: beyond it the resident's words are cut."""

MOST_WORDS = {"sms": 300, "whatsapp": 500, "email": 1600}
"""Characters of the resident's own words, by channel."""

LONGEST_PLACE = 40
"""Characters of the place in the resident's words."""

CUT = "..."
HIDDEN = "***"
_LEADS_TO_SOMEBODY = re.compile(r"\S*(?:@|://|www\.)\S*|\+?\d(?:[\s().-]{0,3}\d){6,}")
"""Links, addresses of mail, and digits enough for a telephone or a document."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Desk:
    """From where officials are written to."""

    account: str = ""
    """The gateway's: WhatsApp approves templates for one account."""

    mail_from: str = ""
    """The address of our e-mail; none is sent without one."""


@dataclass(frozen=True)
class About:
    """What a message to an official is about."""

    report: Report
    """The one whose code they answer with. It has its tag."""

    city: City
    count: int = 1
    """Reports of the incident so far."""

    first: str | None = None
    """Tag of the incident's first report, where this message tells of a further one."""


def compose(session: Session, desk: Desk, about: About, to: Reach, language: str, key: str, now: datetime) -> Outgoing | None:
    """The message; nothing where only WhatsApp's template would arrive and none is approved in their language.

    ``key`` tells this message from every other to them: e-mail carries it, so that a repeat is recognised.
    """
    if not to.is_open(now):
        template = templates.load()[TEMPLATE]
        sid = templates.approved(session, desk.account, template, language)
        values = {"city": about.city.name, **_values(about, language, to.channel)}
        filled = {"sid": sid, "variables": template.variables(values)}
        return Outgoing(template.text(language, values), {"template": filled}) if sid else None
    lines = _lines(about, language, to.channel)
    said = "" if about.report.sensitive else quotable(about.report.text)
    if to.channel == "sms":
        return _sms(lines, said)
    text = "\n".join(_with_words(lines, shortened(said, MOST_WORDS[to.channel])))
    return Outgoing(text, _mail(lines[0], text, desk.mail_from, key) if to.channel == "email" else {})


def quotable(text: str) -> str:
    """What a resident wrote, on one line: without what could lead to them, without letters that are not seen."""
    seen = "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter))
    return _SPACES.sub(" ", _LEADS_TO_SOMEBODY.sub(HIDDEN, seen)).strip()


def shortened(text: str, longest: int) -> str:
    """The text, cut between two words where it is longer than that."""
    if len(text) <= longest:
        return text
    room = text[: longest - len(CUT) + 1]
    return (room[: room.rfind(" ")] if " " in room else room[:-1]).rstrip() + CUT


def _values(about: About, language: str, channel: str) -> dict[str, str]:
    report, city = about.report, about.city
    category = city.category(report.category)
    at = report.received_at.astimezone(city.time_zone)
    return {
        "tag": report.tag or "",
        "kind": category.label(language) if category is not None else report.category,
        "place": _place(report, city) or words.load().say("alert.no_place", language, channel),
        "at": f"{at:%H:%M}",
    }


def _place(report: Report, city: City) -> str:
    """The area; and the place in the resident's words, unless the kind is sensitive. Never the pin: it may be a home."""
    area = city.area(report.area) if report.area else None
    label = area.label if area is not None else ""
    said = "" if report.sensitive else shortened(quotable(report.place or ""), LONGEST_PLACE)
    if not said or said.casefold() == label.casefold():
        return label
    return f"{label} ({said})" if label else said


def _lines(about: About, language: str, channel: str) -> list[str]:
    catalogue = words.load()
    values = _values(about, language, channel)
    lines = [catalogue.say("alert.what", language, channel, **values)]
    if about.first is not None:
        lines.append(catalogue.say("alert.another", language, channel, first=about.first))
    if about.report.dangerous == "yes" and not about.report.sensitive:
        lines.append(catalogue.say("alert.still_dangerous", language, channel))
    if about.count > 1:
        lines.append(catalogue.say("alert.so_many", language, channel, count=about.count))
    return [*lines, catalogue.say("alert.answer", language, channel, tag=values["tag"])]


def _with_words(lines: list[str], said: str) -> list[str]:
    """What to answer stands last."""
    return [*lines[:-1], f'"{said}"', lines[-1]] if said else lines


def _sms(lines: list[str], said: str) -> Outgoing:
    """As many of their words as two segments hold."""
    longest = min(len(said), MOST_WORDS["sms"])
    while True:
        text = segments.for_sms("\n".join(_with_words(lines, shortened(said, longest) if longest > len(CUT) else "")))
        count = segments.count(text).segments
        if count <= MOST_SEGMENTS or longest <= len(CUT):
            return Outgoing(text, {}, count)
        longest -= 8


def _mail(subject: str, text: str, mail_from: str, key: str) -> dict[str, object]:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    domain = parseaddr(mail_from)[1].rpartition("@")[2]
    return {"subject": subject, "html": paragraphs, "images": [], "mail_id": f"<{key}@{domain}>"}


def _is_seen(letter: str) -> bool:
    """False for control characters and for those that only turn the direction of others."""
    return letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs")
