"""What is kept about one contact, in counts and names: nothing that tells a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows.definition import REPORT
from models import Contact, Fact, FlowVersion, Message, Report, Run

MAY_ASK = "may_ask"
"""The fact that a contact agreed to be invited to surveys."""

YES = "yes"


@dataclass(frozen=True)
class Kept:
    """What a contact is told about themselves."""

    since: datetime
    """When they first wrote."""

    messages: int
    """Theirs and ours."""

    reports: Sequence[Report]
    """Newest first."""

    surveys: int
    """How many they answered to the end."""

    facts: tuple[str, ...]
    """Names of what they told about themselves; the consent to be asked is not among them."""

    may_ask: bool
    """True when they agreed to be invited to surveys."""


def about(session: Session, contact: Contact) -> Kept:
    """What stands in the tables about this contact, and nothing of anybody else's."""
    facts = {fact.name: fact for fact in session.scalars(select(Fact).where(Fact.contact_id == contact.id).order_by(Fact.name))}
    may_ask = facts.pop(MAY_ASK, None)
    surveys = (
        select(func.count(Run.id))
        .join(FlowVersion)
        .where(Run.contact_id == contact.id, Run.state == "completed", FlowVersion.flow != REPORT)
    )
    reports = select(Report).where(Report.contact_id == contact.id).order_by(Report.received_at.desc(), Report.id)
    return Kept(
        since=contact.created_at,
        messages=session.scalar(select(func.count(Message.id)).where(Message.contact_id == contact.id)) or 0,
        reports=session.scalars(reports).all(),
        surveys=session.scalar(surveys) or 0,
        facts=tuple(facts),
        may_ask=may_ask is not None and may_ask.value.get("code") == YES,
    )
