"""Who is on duty now: in the city's own time, over midnight, on the days when the clocks change."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from models import Duty, Official
from officials import roles

EVERYWHERE = "city"
"""What a role's ``acts`` says of those who may act on every report: the coordinators."""


def covers(duty: Duty, zone: ZoneInfo, now: datetime) -> bool:
    """True when ``now`` lies in this duty: from its first moment until just before its last.

    A time that the clocks leave out, or strike twice, is taken as before the change: who hands over and who takes over
    mean the same moment by it.
    """
    begins, ends = time.fromisoformat(duty.begins), time.fromisoformat(duty.ends)
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        if day.isoweekday() not in duty.days:
            continue
        last = day + timedelta(days=1) if ends <= begins else day
        # In UTC: two times of one zone are compared by their clocks alone, and the clock repeats an hour a year.
        start, end = (datetime.combine(*each, zone).astimezone(UTC) for each in ((day, begins), (last, ends)))
        if start <= now < end:
            return True
    return False


def on_duty(session: Session, body_id: str | None, city: City, now: datetime) -> list[Official]:
    """Everybody on duty for the body now, in the order in which they are called, each once."""
    if body_id is None:
        return []
    entries = (
        select(Duty)
        .join(Official, Official.id == Duty.official_id)
        .where(Duty.body_id == body_id, Official.city == city.key, Official.left_at.is_(None))
        .order_by(Duty.position, Official.handle, Duty.id)
    )
    there = [duty for duty in session.scalars(entries) if covers(duty, city.time_zone, now)]
    return _each_once(duty.official for duty in there if roles.of(duty.official).duty)


def coordinators(session: Session, city: City) -> list[Official]:
    """Those who act for the whole city: told when nobody on duty answers, whether they are on duty or not."""
    here = select(Official).where(Official.city == city.key, Official.left_at.is_(None)).order_by(Official.handle)
    return [each for each in session.scalars(here) if roles.of(each).acts == EVERYWHERE]


def _each_once(officials: Iterable[Official]) -> list[Official]:
    return list({official.id: official for official in officials}.values())
