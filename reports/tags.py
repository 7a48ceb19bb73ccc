"""What officials call a report in a text: ``R7K3``. Short, because thumbs type it; not secret, because who sends it counts.

The symbols are those of residents' references (nlu/references.py): none is mistaken for another, and the last one checks
the rest, so that one wrong symbol never means another report.
"""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Report
from nlu.references import ALPHABET, check

SHORTEST, LONGEST = 4, 7
TRIES = 8
"""So many codes that are taken already mean that codes of this length run out."""


def give(session: Session, report: Report) -> str:
    """The report's tag, made when an official is first told of it. The caller commits."""
    if report.tag is None:
        report.tag = _unused(session, report.city)
        session.flush()
    return report.tag


def read(text: str) -> str | None:
    """The tag in what somebody typed, in capitals; nothing if it holds a mistake."""
    symbols = text.upper()
    sound = SHORTEST <= len(symbols) <= LONGEST and all(symbol in ALPHABET for symbol in symbols)
    return symbols if sound and check(symbols[:-1]) == symbols[-1] else None


def find(session: Session, city: str, tag: str) -> Report | None:
    """The report of this city with that tag."""
    return session.scalars(select(Report).where(Report.city == city, Report.tag == tag)).first()


def _unused(session: Session, city: str) -> str:
    for length in range(SHORTEST, LONGEST + 1):
        for _ in range(TRIES):
            body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
            if find(session, city, fresh := body + check(body)) is None:
                return fresh
    raise RuntimeError("no tag is left")  # 13 to the 6th in one city
