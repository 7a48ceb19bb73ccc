"""The state of a contact's own reports, in plain words; nobody else's can be asked for."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import select

from actions.turn import Turn
from models import Report
from nlu import references

MOST = 3
"""Reports named in one answer, the newest first: more do not fit into two SMS segments."""


def tell(turn: Turn) -> None:
    """Name the report whose reference the message holds, else the newest ones, with their states.

    A reference that is not among their own gets the same answer whether it is somebody else's, mistyped or nobody's.
    """
    own = turn.session.scalars(
        select(Report).where(Report.contact_id == turn.contact.id).order_by(Report.received_at.desc())
    ).all()
    mention = references.find(turn.told.text)
    meant = _named(mention.value, own) if mention else []
    if mention and not meant:
        turn.say("status.not_found")
    elif not own:
        turn.say("status.none")
    for report in (meant or own)[:MOST]:
        state = turn.words.say(f"status.{report.state}", turn.language, turn.message.channel)
        day = report.received_at.astimezone(turn.city.time_zone)
        turn.say("status.one", reference=report.reference, state=state, day=f"{day.day}/{day.month}")


def _named(reference: str, own: Sequence[Report]) -> list[Report]:
    """The contact's own reports whose reference holds these symbols, or all of them with one slip."""
    symbols = references.symbols_of(reference)
    if len(symbols) < references.SHORTEST_PART:
        return []
    whole = {report.reference: references.symbols_of(report.reference) for report in own}
    holding = [report for report in own if symbols in whole[report.reference]]
    return holding or [report for report in own if OSA.distance(symbols, whole[report.reference]) <= 1]
