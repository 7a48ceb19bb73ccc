"""type acknowledge: a statement was read and understood."""

from flows.context import Context
from flows.definition import Asked
from flows.reading.answer_words import says
from flows.reading.choice import number, yes_or_no
from flows.reading.said import Reading, Said, Unclear

OK = "OK"
"""What XForms keeps for a trigger."""


def read(asked: Asked, said: Said, context: Context) -> Reading:
    if said.tapped(asked.key) == OK:
        return Reading(OK, "chosen", said.text)
    count = number(said.text)
    answer = yes_or_no(said.text) if count is None else "yes" if count == 1 else None
    if says("understood", said.text) or answer == "yes":
        return Reading(OK, "typed", said.text)
    if answer == "no" and not asked.required:
        return Reading("", "skipped", said.text)
    raise Unclear
