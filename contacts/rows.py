"""Which rows of which tables are one contact's: followed along the foreign keys, so that a new table is never left out."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, or_, select

from models import Address, Base, Contact, Message, Report, Run

KEPT_AS_COUNTS = {Report.__tablename__}
"""Tables whose rows outlive their contact: contacts/counting.py takes out whatever tells who it was."""


def of(contact_id: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table that holds rows of the contact, with what those rows have in common; those that refer to others first."""
    theirs: dict[str, Select[Any]] = {
        Contact.__tablename__: select(Contact.id).where(Contact.id == contact_id),
        Address.__tablename__: select(Address.id).where(Address.contact_id == contact_id),
        Message.__tablename__: select(Message.id).where(Message.contact_id == contact_id),
        Run.__tablename__: select(Run.id).where(Run.contact_id == contact_id),
    }
    for table in reversed(Base.metadata.sorted_tables):
        points_to_them = [
            key.parent.in_(theirs[key.column.table.name]) for key in table.foreign_keys if key.column.table.name in theirs
        ]
        if table.name == Contact.__tablename__:
            yield table, table.c.id == contact_id
        elif points_to_them:
            yield table, or_(*points_to_them)
