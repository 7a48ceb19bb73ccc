"""A summary in the form of the channel that carries it: e-mail, WhatsApp, SMS."""

from datetime import datetime
from email.utils import parseaddr

from sqlalchemy.orm import Session

from digests import mail as mails
from digests import texts, writing
from digests.about import About
from digests.figures import Figures
from digests.looking_up import look_up
from digests.mail import Mail
from digests.texts import more, short
from digests.voice import Voice
from messaging import templates
from messaging.mailbox import EMAIL
from messaging.replies import Outgoing
from messaging.window import Reach
from words import segments

__all__ = ["About", "Mail", "mail", "mail_id", "more", "outgoing", "short"]

WHATSAPP, SMS = "whatsapp", "sms"
TEMPLATE = "digest_ready"
NOWHERE = "localhost"


def mail(session: Session, figures: Figures, about: About) -> Mail:
    """The e-mail. Only reading: what it says beside the figures is looked up in ``session``."""
    looked_up = look_up(session, figures, about.city, about.language)
    letter = writing.write(figures, about, looked_up)
    return mails.render(letter, Voice(about.language, EMAIL, about.zone))


def outgoing(session: Session, account: str, figures: Figures, about: About, reach: Reach, now: datetime) -> Outgoing | None:
    """What the outbox takes for this reader; nothing where only a template would arrive and none is approved."""
    if reach.channel == EMAIL:
        made = mail(session, figures, about)
        details = {"subject": made.subject, "html": made.html, "images": made.images, "mail_id": mail_id(about, reach.sender)}
        return Outgoing(made.text, details)
    if reach.channel == WHATSAPP and not reach.is_open(now):
        return _template(session, account, figures, about)
    text = short(figures, about, reach.channel)
    return Outgoing(text, {}, segments.count(text).segments if reach.channel == SMS else None)


def mail_id(about: About, sender: str) -> str:
    """Message-ID (RFC 5322): the same for the same summary, so that a mailbox shows once what was handed over twice."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<digest-{about.digest_id}@{domain or NOWHERE}>"


def _template(session: Session, account: str, figures: Figures, about: About) -> Outgoing | None:
    """That a summary is ready, with its headline: more is told when the reader answers, which opens the window."""
    template = templates.load()[TEMPLATE]
    sid = templates.approved(session, account, template, about.language)
    if sid is None:
        return None
    voice = Voice(about.language, WHATSAPP, about.zone)
    values = {
        "city": about.city.name,
        "day": voice.short_date(voice.local(about.period.ends)),
        "headline": texts.headline(figures, about, WHATSAPP),
        "word": voice.say("digest.command_more"),
    }
    filled = {"template": {"sid": sid, "variables": template.variables(values)}}
    return Outgoing(template.text(about.language, values), filled)
