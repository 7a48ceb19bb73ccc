"""When the line may write first: by day, in the city's own time. Who writes to us is answered at any hour."""

from datetime import datetime, time, timedelta

from cities import City

FROM, UNTIL = time(9), time(21)
"""Local time: the first moment at which we may write unasked, and the first at which we no longer may."""


def is_night(city: City, now: datetime) -> bool:
    """True between 21:00 and 9:00 local: nobody is written to unasked."""
    return not FROM <= now.astimezone(city.time_zone).time() < UNTIL


def morning(city: City, now: datetime) -> datetime:
    """``now`` by day; at night the next moment, in the city's zone, at which it is day."""
    local = now.astimezone(city.time_zone)
    if not is_night(city, now):
        return local
    day = local.date() if local.time() < FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, FROM, city.time_zone)


def evening(city: City, now: datetime) -> datetime:
    """The end of the day that ``now``, a moment by day, lies in."""
    return datetime.combine(now.astimezone(city.time_zone).date(), UNTIL, city.time_zone)
