"""A colleague is told that a report is theirs now: on the channel that they chose, else on another that reaches them."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from html import escape

from sqlalchemy.orm import Session

import words
from cities import City
from messaging import outbox, templates
from messaging.mailbox import EMAIL
from messaging.replies import Outgoing
from messaging.window import Reach
from models import Message, Official, Report
from officials import people
from words import segments

TEMPLATE = "official_given"


@dataclass(frozen=True)
class Handing:
    """A report, who gives it, and what they say to it."""

    report: Report
    """It has its tag."""

    city: City
    giver: Official
    note: str = ""


def tell(session: Session, handing: Handing, to: Official, account: str, mail_from: str, now: datetime) -> Message | None:
    """Queue it at whatever hour it is. The caller commits. Nothing where no channel reaches them.

    ``account`` is the one at which WhatsApp approved our templates, ``mail_from`` where e-mail comes from.
    """
    for channel in dict.fromkeys((to.alerts_by, *people.CHANNELS)):
        reach = people.reach(session, to, channel, mail_from, now)
        if reach is None:
            continue
        outgoing = _compose(session, handing, to, reach, account, mail_from, now)
        if outgoing is not None:
            return outbox.queue_unasked(session, reach, outgoing, to.language, now, by_day=False)
    return None


def what(report: Report, city: City, language: str) -> str:
    """Its kind and its area, as labels: never a word of the resident, and no area where the kind is sensitive."""
    category = city.category(report.category)
    area = city.area(report.area) if report.area and not report.sensitive else None
    labels = (category.label(language) if category else report.category, area.label if area else "")
    return ", ".join(label for label in labels if label)


def _compose(
    session: Session, handing: Handing, to: Official, reach: Reach, account: str, mail_from: str, now: datetime
) -> Outgoing | None:
    language, channel = to.language, reach.channel
    values = {
        "giver": handing.giver.name,
        "tag": handing.report.tag,
        "what": what(handing.report, handing.city, language),
    }
    if not reach.is_open(now):
        template = templates.load()[TEMPLATE]
        sid = templates.approved(session, account, template, language)
        filled = {"city": handing.city.name, **values}
        details = {"template": {"sid": sid, "variables": template.variables(filled)}}
        return Outgoing(template.text(language, filled), details) if sid else None
    catalogue = words.load()
    lines = [catalogue.say("official.given", language, channel, **values)]
    if handing.note:
        lines.append(catalogue.say("official.given_note", language, channel, note=handing.note))
    text = "\n".join(lines)
    if channel == "sms":
        text = segments.for_sms(text)
        return Outgoing(text, {}, segments.count(text).segments)
    return Outgoing(text, _mail(handing, to, lines, mail_from, now) if channel == EMAIL else {})


def _mail(handing: Handing, to: Official, lines: list[str], mail_from: str, now: datetime) -> dict[str, object]:
    domain = parseaddr(mail_from)[1].rpartition("@")[2]
    return {
        "subject": lines[0],
        "html": "".join(f"<p>{escape(line)}</p>" for line in lines),
        "images": [],
        "mail_id": f"<given.{handing.report.id}.{to.id}.{now.timestamp():.0f}@{domain}>",
    }
