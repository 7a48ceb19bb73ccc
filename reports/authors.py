"""A report's author: whether they may be told of it, in which language, by which ways, and what must not stand there."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

import words
from cities import City
from messaging import window
from messaging.window import Reach
from models import Contact, Report, Run

CHANNELS = ("sms", "whatsapp")

ACTIVE_FOR = timedelta(hours=1)
"""Whoever was asked something, and wrote within this time, is in the middle of a conversation."""


def may_be_told(contact: Contact, report: Report) -> bool:
    """True when they asked to be told of this report, and since then not to be left alone."""
    left_alone = contact.stopped_at or contact.notices_stopped_at or contact.forgetting_at
    return report.follow_up and left_alone is None


def is_at_leisure(now: datetime, silent_for: timedelta) -> ColumnElement[bool]:
    """True for contacts who have been silent for so long and are in the middle of nothing."""
    running = exists().where(Run.contact_id == Contact.id, Run.state == "active", Run.updated_at > now - ACTIVE_FOR)
    return (Contact.seen_at <= now - silent_for) & ~running


def language(contact: Contact, report: Report, city: City) -> str:
    """Theirs now; that of the report where they never wrote enough since to tell."""
    known = (contact.language, report.language)
    return next((each for each in known if each in words.LANGUAGES), city.languages[0])


def ways(session: Session, report: Report) -> list[Reach]:
    """How they are reached from the line of the report's city: first where they reported, then where else they wrote."""
    first = [each for each in CHANNELS if each == report.channel]
    others = [each for each in CHANNELS if each != report.channel]
    found = (window.reach(session, [report.contact_id], each, report.city) for each in first + others)
    return [reached[report.contact_id] for reached in found if report.contact_id in reached]


def is_discreet(report: Report, city: City) -> bool:
    """True where neither kind, body nor an official's words may be said: the phone may be in other hands."""
    kind = city.category(report.category)
    return report.sensitive or kind is None or kind.sensitive or kind.protected
