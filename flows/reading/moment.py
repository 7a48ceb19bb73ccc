"""type dateTime: when it was, as people say it; kept as an interval with its precision."""

from flows.context import Context
from flows.definition import Definition, Question
from flows.reading.said import Reading, Said, Unclear
from nlu import times


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    heard = hear(definition, question, said.text, context)
    if heard is None:
        raise Unclear("flow.needs_time")
    return Reading(heard.code, "typed", said.text, heard.more)


def hear(definition: Definition, question: Question, text: str, context: Context) -> Reading | None:
    when = times.find(text, context.now, context.city.time_zone)
    if when is None:
        return None
    more = {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "precision": when.precision,
        "when": when.said,
    }
    return Reading(when.start.isoformat(), "prefilled", text, more)
