"""type image: one or several files; which ones stands in the media table."""

from flows.context import Context
from flows.definition import Choice, Definition, Question
from flows.reading.choice import chosen
from flows.reading.said import Reading, Said, Unclear

_NONE = (Choice("none", {}), Choice("no", {}))


def read(definition: Definition, question: Question, said: Said, context: Context) -> Reading:
    if said.files:
        return Reading(str(len(said.files)), "media", said.text, {"files": len(said.files)})
    if said.refused:
        raise Unclear("flow.refused_file")
    if said.payload == f"{question.name}=skip" or chosen(said.text, _NONE):
        return Reading("", "skipped", said.text)
    raise Unclear("flow.needs_photo")
