"""The state of a contact's own reports, in plain words; nobody else's can be asked for."""

from sqlalchemy import select

from actions.turn import Turn
from models import Report

MOST = 3
"""Reports named in one answer, the newest first: more do not fit into two SMS segments."""


def tell(turn: Turn) -> None:
    """Name the newest reports with their states."""
    reports = turn.session.scalars(
        select(Report).where(Report.contact_id == turn.contact.id).order_by(Report.received_at.desc()).limit(MOST)
    ).all()
    if not reports:
        turn.say("status.none")
    for report in reports:
        state = turn.words.say(f"status.{report.state}", turn.language, turn.message.channel)
        day = report.received_at.astimezone(turn.city.time_zone)
        turn.say("status.one", reference=report.reference, state=state, day=f"{day.day}/{day.month}")
