"""Functions over dates and times."""

from collections.abc import Sequence

from flows.expressions.functions.registry import Built, function, pure
from flows.expressions.moments import Moment, day_fraction, present, today
from flows.expressions.parts import Part
from flows.expressions.scope import Context
from flows.expressions.values import date_days, number, text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@function("today()")
def _today(parts: Sequence[Part]) -> Built:
    return "moment", lambda context: today(context.scope.now)


@function("now()")
def _now(parts: Sequence[Part]) -> Built:
    return "moment", lambda context: present(context.scope.now)


pure("date(value)", "moment", lambda moment: moment, Part.moment)
pure("date-time(value)", "moment", lambda moment: moment, Part.moment)


@function("number(value?)")
def _number(parts: Sequence[Part]) -> Built:
    if parts:
        return "number", parts[0].number()
    return "number", lambda context: number([context.node], context)


@function("decimal-date-time(value)")
def _decimal_date_time(parts: Sequence[Part]) -> Built:
    """Days since 1970-01-01 UTC with a fraction."""
    if parts[0].kind in ("number", "moment"):
        return "number", parts[0].number()
    value = parts[0].run

    def run(context: Context) -> float:
        found = value(context)
        return found if isinstance(found, float) else date_days(text(found).strip(), context)

    return "number", run


@function("decimal-time(time)")
def _decimal_time(parts: Sequence[Part]) -> Built:
    """A time as a fraction of the day."""
    time = parts[0].text()
    return "number", lambda context: day_fraction(time(context).strip(), context.scope.now)


@function("format-date(date, format)")
def _format_date(parts: Sequence[Part]) -> Built:
    moment, pattern = parts[0].moment(), parts[1].text()
    return "text", lambda context: _formatted(moment(context), pattern(context))


function("format-date-time(date, format)")(_format_date)


def _formatted(moment: Moment, pattern: str) -> str:
    local = moment.local()
    if local is None:
        return ""
    values = {
        "%": "%",
        "Y": f"{local.year:04}",
        "y": f"{local.year % 100:02}",
        "m": f"{local.month:02}",
        "n": str(local.month),
        "b": _MONTHS[local.month - 1],
        "d": f"{local.day:02}",
        "e": str(local.day),
        "H": f"{local.hour:02}",
        "h": str(local.hour),
        "M": f"{local.minute:02}",
        "S": f"{local.second:02}",
        "3": f"{local.microsecond // 1000:03}",
        "a": _WEEKDAYS[local.weekday()],
    }
    written = []
    characters = iter(pattern)
    for character in characters:
        if character != "%":
            written.append(character)
            continue
        directive = next(characters, "")
        written.append(values.get(directive, f"%{directive}"))  # what nobody knows stays as it is written
    return "".join(written)
