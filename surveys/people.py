"""Who may be asked at all: contacts who agreed to it, and whom nobody has asked lately."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from cities import City
from flows.versions import OPEN
from messaging import window
from messaging.window import Reach
from models import Contact, Fact, FlowVersion, Invitation, Report, Run
from surveys import segment as segments
from surveys.segment import Segment

MAY_ASK = "may_ask"
"""The fact that they agreed to be invited to surveys; no other is an agreement."""

YES = "yes"

DONE = ("resolved", "closed")
"""States of a report that the city has done with."""

BUSY = timedelta(hours=1)
"""Whoever wrote within this time is in the middle of something."""


@dataclass(frozen=True)
class Person:
    """A contact who may be asked, and how."""

    contact_id: str
    language: str
    reach: Reach


def agreed() -> ColumnElement[bool]:
    """True for contacts who may be asked now: they said so, and did not stop the line."""
    yes = exists().where(Fact.contact_id == Contact.id, Fact.name == MAY_ASK, Fact.value["code"].as_string() == YES)
    return Contact.stopped_at.is_(None) & yes


def agrees(session: Session, contact: Contact) -> bool:
    """The same, asked again when something is about to be sent."""
    return session.scalar(select(Contact.id).where(Contact.id == contact.id, agreed())) is not None


def candidates(
    session: Session, flow: str, segment: Segment, cities: Mapping[str, City], days_apart: int, now: datetime
) -> list[Person]:
    """Everyone of the segment who may be invited to the flow, in no order that means anything.

    Left out: who is in another open campaign, had an invitation within ``days_apart`` days, has a run of this flow
    that is not over, or cannot be reached.
    """
    in_open = exists().where(Invitation.contact_id == Contact.id, Invitation.released_at.is_(None))
    lately = exists().where(Invitation.contact_id == Contact.id, Invitation.invited_at > now - timedelta(days=days_apart))
    of_flow = (Run.flow_version_id == FlowVersion.id) & (FlowVersion.flow == flow)
    under_way = exists().where(Run.contact_id == Contact.id, Run.state.in_(OPEN), of_flow)
    wanted = select(Contact).where(agreed(), ~in_open, ~lately, ~under_way, *segments.conditions(segment))
    contacts = {contact.id: contact for contact in session.scalars(wanted)}
    reached = reach(session, contacts, segment)
    return [Person(each, language(contacts[each], cities), reached[each]) for each in contacts if each in reached]


def reach(session: Session, contact_ids: Iterable[str], segment: Mapping[str, Sequence[str]]) -> dict[str, Reach]:
    """How they are reached: on the segment's channel, where it names one."""
    channels = segment.get("channel", ())
    return window.reach(session, contact_ids, channels[0] if len(channels) == 1 else None)


def language(contact: Contact, cities: Mapping[str, City]) -> str:
    """The one they write in; their city's first where they never wrote enough to tell."""
    return contact.language or cities[contact.city].languages[0]


def sample(people: Iterable[Person], seed: str, cap: int | None) -> list[Person]:
    """At most ``cap`` of them, drawn by the seed: the same seed draws the same people, whoever else has joined meanwhile."""
    return sorted(people, key=lambda each: hashlib.sha256(f"{seed} {each.contact_id}".encode()).digest())[:cap]


def report_to_ask_about(session: Session, contact: Contact, flow: str) -> str | None:
    """Reference of the contact's newest report that is done and that this flow has not asked about; nothing without one."""
    asked = exists().where(Run.about == Report.reference, Run.flow_version_id == FlowVersion.id, FlowVersion.flow == flow)
    done = select(Report.reference).where(Report.contact_id == contact.id, Report.state.in_(DONE), ~asked)
    return session.scalars(done.order_by(Report.received_at.desc()).limit(1)).first()
