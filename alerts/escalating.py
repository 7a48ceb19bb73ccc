"""The next person is told when nobody acknowledges: due moments are rows, and whoever ticks moves each on once.

However many schedulers tick at once: an incident is moved on in one transaction that holds its row, and the row says when it
is due again. A process that dies leaves it due or moved on, never half.
"""

import logging
from datetime import UTC, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from alerts import incidents, telling
from alerts.saying import Desk
from messaging.switchboard import Switchboard
from models import Alert, Incident, Message

log = logging.getLogger(__name__)


def tell_the_next(board: Switchboard) -> int:
    """One tick: everybody whose turn it is by now. Returns how many incidents moved on."""
    now = datetime.now(UTC)
    not_arrived = exists().where(
        Alert.incident_id == Incident.id, Message.id == Alert.sent_as, Message.state.in_(telling.NOT_ARRIVED)
    )
    waiting = (Incident.state == incidents.OPEN) & Incident.next_at.is_not(None)
    with board.sessions.reading() as session:
        due = select(Incident.id).where(waiting, or_(Incident.next_at <= now, not_arrived)).order_by(Incident.next_at)
        ids = session.scalars(due).all()
    return sum(_move_on(board, incident_id, now) for incident_id in ids)


def _move_on(board: Switchboard, incident_id: str, now: datetime) -> bool:
    held = select(Incident).where(Incident.id == incident_id, Incident.state == incidents.OPEN, Incident.next_at.is_not(None))
    try:
        with board.sessions.writing() as session:
            # Held until the commit: another scheduler skips it, and afterwards finds that it is not due.
            incident = session.scalars(held.with_for_update(key_share=True, skip_locked=True)).first()
            if incident is None or not _is_due(session, incident, now):
                return False
            if not incidents.taken_up_otherwise(session, incident, now):
                city = board.cities[incident.city]
                telling.tell_next(session, incident, city, Desk(board.account, board.mail_from), now)
    except SQLAlchemyError as error:
        # The next tick tries again; one incident's trouble keeps no other waiting.
        log.error("incident=%s was not moved on: %s", incident_id, type(error).__name__)
        return False
    return True


def _is_due(session: Session, incident: Incident, now: datetime) -> bool:
    return (incident.next_at is not None and incident.next_at <= now) or _nobody_heard(session, incident)


def _nobody_heard(session: Session, incident: Incident) -> bool:
    """True when everything that was sent the last time did not arrive."""
    last = select(func.max(Alert.at)).where(Alert.incident_id == incident.id).scalar_subquery()
    sent = (
        select(Message.state).join(Alert, Alert.sent_as == Message.id).where(Alert.incident_id == incident.id, Alert.at == last)
    )
    found = session.scalars(sent).all()
    return bool(found) and all(state in telling.NOT_ARRIVED for state in found)
