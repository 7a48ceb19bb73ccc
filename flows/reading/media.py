"""types image, audio, video and file: one or several files; which ones stands in the media table."""

from flows.context import Context
from flows.definition import Asked
from flows.reading.answer_words import says
from flows.reading.choice import number, yes_or_no
from flows.reading.said import Reading, Said, Unclear

FITTING = {"image": "image/", "audio": "audio/", "video": "video/", "file": ""}
"""How the content type of a fitting file begins."""

SKIP = "skip"
_SKIPPED_BY_NUMBER = 1
"""Skipping is the one answer that is offered, and so the first."""


def read(asked: Asked, said: Said, context: Context) -> Reading:
    """``files`` counts this message's; the code counts those that came before it, too."""
    fitting = [kind for kind in said.files if kind.startswith(FITTING[asked.item.type])]
    before = int(str(asked.value.get("files") or 0))
    if fitting:
        return Reading(str(before + len(fitting)), "media", said.text, {"files": len(fitting)})
    if said.refused:
        raise Unclear("flow.refused_file")
    if said.files:
        raise Unclear
    count = number(said.text)
    refuses = count == _SKIPPED_BY_NUMBER if count is not None else yes_or_no(said.text) == "no"
    skips = said.tapped(asked.key) == SKIP or says("no_file", said.text) or refuses
    if skips and not asked.required:
        return Reading("", "skipped", said.text)
    raise Unclear
