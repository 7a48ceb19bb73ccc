"""What a contact told about themselves: kept once, and not asked again where a flow says so."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.context import Context
from flows.definition import Asked
from models import Fact, Run


def known(session: Session, contact_id: str, name: str) -> Fact | None:
    """The fact of this name, if the contact ever told it."""
    return session.scalars(select(Fact).where(Fact.contact_id == contact_id, Fact.name == name)).first()


def withdraw(session: Session, contact_id: str, name: str, context: Context) -> None:
    """A consent is taken back: the fact says no from now on."""
    fact = known(session, contact_id, name)
    if fact is not None:
        fact.value, fact.language, fact.channel, fact.at = {"code": "no"}, context.language, context.channel, context.now


def remember(session: Session, run: Run, asked: Asked, value: dict[str, Any], context: Context) -> None:
    """Keep an answer as a fact, in the place of an earlier one, with the words that it was an answer to."""
    fact = known(session, run.contact_id, asked.item.remembers)
    if fact is None:
        fact = Fact(contact_id=run.contact_id, name=asked.item.remembers)
        session.add(fact)
    fact.value, fact.run_id, fact.flow = value, run.id, run.version.flow
    fact.question, fact.flow_version_id = asked.key, run.flow_version_id
    fact.language, fact.channel, fact.at = context.language, context.channel, context.now
    session.flush()
