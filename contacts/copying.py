"""The full copy of what is kept about one contact, for whoever answers their request for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from contacts import rows
from messaging.vault import Vault
from models import Address, AuditEntry, Contact, Lease

WITHOUT_MEANING = {Lease.__tablename__}
"""Tables that say nothing about a person, only who works on their line."""


def copy(session: Session, vault: Vault, contact: Contact, actor: str, now: datetime) -> dict[str, Any]:
    """Every row of the contact, by table, with their number opened. That it was handed out is written down."""
    found = {
        table.name: [_row(table, dict(row._mapping), vault) for row in session.execute(select(table).where(theirs))]
        for table, theirs in rows.of(contact.id)
        if table.name not in WITHOUT_MEANING
    }
    session.add(AuditEntry(actor=actor, action="copied", thing=f"contact {contact.id}", details={}, at=now))
    return {name: found[name] for name in sorted(found) if found[name]}


def _row(table: Table, row: dict[str, Any], vault: Vault) -> dict[str, Any]:
    if table.name == Address.__tablename__:
        row = {name: value for name, value in row.items() if name not in ("fingerprint", "sealed")} | {
            "number": vault.open(row["sealed"])
        }
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
