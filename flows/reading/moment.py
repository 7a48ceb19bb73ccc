"""types date, time and dateTime: when, as people say it. A dateTime is kept as an interval with its precision."""

from datetime import datetime, time, timedelta

from flows.context import Context
from flows.definition import Asked
from flows.reading.said import Reading, Said, Unclear
from nlu import dates, times

_COARSE = {"month-year": {"day", "month"}, "year": {"day", "month", "year"}}
"""What may be named where a date question's appearance wants no day. Without one of these it is a day."""

_AHEAD = ("> today()", ">= today()", ">today()", ">=today()", "> now()", ">= now()", ">now()", ">=now()")


def read_date(asked: Asked, said: Said, context: Context) -> Reading:
    """The code is the day; of a month its first, of a year the first of January, as ODK keeps them."""
    zone = context.city.time_zone
    found = dates.find_day(said.text, context.now, zone, ahead=_is_to_come(asked))
    if found is None and (past := times.find(said.text, context.now, zone)) is not None and past.precision in ("minute", "hour"):
        found = dates.Day(past.start.astimezone(zone).date(), "day")
    shape = next((shape for shape in _COARSE if shape in asked.item.appearance.split()), "")
    if found is None:
        raise Unclear
    if found.precision not in _COARSE.get(shape, {"day"}):
        raise Unclear("answer.needs_day" if not shape else "answer.needs_month")
    day = found.date.replace(day=1) if shape else found.date
    day = day.replace(month=1) if shape == "year" else day
    return Reading(day.isoformat(), "typed", said.text, {"precision": {"month-year": "month"}.get(shape, shape) or "day"})


def read_time(asked: Asked, said: Said, context: Context) -> Reading:
    """The code has milliseconds and the zone's distance from UTC, as XForms writes a time."""
    found = dates.find_clock(said.text)
    if found is None:
        raise Unclear
    today = context.now.astimezone(context.city.time_zone).date()
    local = datetime.combine(today, found, context.city.time_zone)
    return Reading(local.timetz().replace(tzinfo=None).isoformat("milliseconds") + _offset(local), "typed", said.text)


def read_moment(asked: Asked, said: Said, context: Context) -> Reading:
    heard = None if asked.item.heard else _on_a_day(asked, said.text, context)
    heard = heard or hear_moment(asked, said.text, context)
    if heard is None:
        raise Unclear
    return Reading(heard.code, "typed", said.text, heard.more)


def hear_moment(asked: Asked, text: str, context: Context) -> Reading | None:
    """When something has happened: a time to come is none."""
    when = times.find(text, context.now, context.city.time_zone)
    return _interval(when.start, when.end, when.precision, when.said, context) if when is not None else None


def _on_a_day(asked: Asked, text: str, context: Context) -> Reading | None:
    """A day of the calendar, past or to come, with the time of day said with it."""
    zone = context.city.time_zone
    day = dates.find_day(text, context.now, zone, ahead=_is_to_come(asked))
    if day is None or day.precision != "day":
        return None
    past = times.find(text, context.now, zone)
    if past is not None and past.precision != "day" and past.start.astimezone(zone).date() == day.date:
        return None  # "anoche", "yesterday at 9": an interval that is more exact than its day
    clock = dates.find_clock(text) or dates.find_clock(text, beside_a_day=True)
    start = datetime.combine(day.date, clock or time(), zone)
    lasting = timedelta(minutes=1) if clock else timedelta(days=1)
    return _interval(start, start + lasting, "minute" if clock else "day", " ".join(text.split()), context)


def _interval(start: datetime, end: datetime, precision: str, said: str, context: Context) -> Reading:
    more = {"start": start.isoformat(), "end": end.isoformat(), "precision": precision, "when": said}
    return Reading(start.astimezone(context.city.time_zone).isoformat(timespec="milliseconds"), "prefilled", said, more)


def _is_to_come(asked: Asked) -> bool:
    """True where the constraint wants a day from today on: a bare weekday is then the next one."""
    return any(sign in asked.item.constraint for sign in _AHEAD)


def _offset(local: datetime) -> str:
    written = local.isoformat()
    return written[-6:] if written[-6] in "+-" else written[-9:-3]
