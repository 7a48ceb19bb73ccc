"""What a notice says: the report by its reference, its state, the official's own words, and how to stop the notices."""

from datetime import datetime

from sqlalchemy.orm import Session

import words
from cities import City
from messaging import templates, unasked
from messaging.replies import Outgoing
from messaging.window import Reach
from models import Report
from reports import authors, notes
from words import segments

MOST_SEGMENTS = 2
LONGEST_NOTE = 300
"""Characters of an official's words on WhatsApp."""


def compose(
    session: Session,
    account: str,
    report: Report,
    city: City,
    note: str | None,
    to: Reach,
    language: str,
    now: datetime,
    *,
    is_first: bool,
) -> Outgoing | None:
    """The notice of the report's state; nothing where only a template would arrive and none is approved.

    The first notice a contact gets always tells how to stop them; a later one where the official's words leave room.
    """
    catalogue = words.load()
    state = catalogue.say(f"notices.{report.state}", language, to.channel)
    values = {"city": city.name, "report": _called(report, city, language, to.channel), "state": state}
    words_of_theirs = "" if authors.is_discreet(report, city) else notes.plain(note, to.channel)
    if to.channel == "sms":
        text = _sms(values, words_of_theirs, language, is_first=is_first)
        return Outgoing(text, {}, segments.count(text).segments)
    if words_of_theirs:
        quoted = values | {"note": notes.cut(words_of_theirs, lambda kept: len(kept) <= LONGEST_NOTE)}
        with_note = templates.load()["report_update_note"]
        if (said := unasked.compose(session, account, with_note, "", to, language, quoted, now)) is not None:
            return said
    return unasked.compose(session, account, templates.load()["report_update"], "", to, language, values, now)


def _called(report: Report, city: City, language: str, channel: str) -> str:
    """Its reference; where nothing is betrayed by it, its kind and day too: who has several knows which."""
    kind = city.category(report.category)
    if kind is None or authors.is_discreet(report, city):
        return report.reference
    day = report.received_at.astimezone(city.time_zone)
    label = kind.label(language)
    return words.load().say(
        "notices.about", language, channel, reference=report.reference, label=label, day=f"{day.day}/{day.month}"
    )


def _sms(values: dict[str, str], note: str, language: str, *, is_first: bool) -> str:
    catalogue = words.load()
    changed = catalogue.say("notices.changed", language, "sms", **values)
    how = catalogue.say("notices.how_to_stop", language, "sms")

    def text(quoted: str, *, with_how: bool) -> str:
        theirs = catalogue.say("notices.writes", language, "sms", note=quoted) if quoted else ""
        return segments.for_sms(" ".join(part for part in (changed, theirs, how if with_how else "") if part))

    def fits(quoted: str, *, with_how: bool) -> bool:
        return segments.count(text(quoted, with_how=with_how)).segments <= MOST_SEGMENTS

    with_how = is_first or fits(note, with_how=True)
    return text(notes.cut(note, lambda kept: fits(kept, with_how=with_how)), with_how=with_how)
