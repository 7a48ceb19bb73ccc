"""What a message says besides, or before, the question that is asked: nothing of it is asked again, nothing is lost."""

from collections.abc import Iterator

from flows.context import Context
from flows.definition import Definition, Question
from flows.going import Going
from flows.reading import Said, Unclear, hear, read
from models import Message


def tells(flow: Definition, text: str, context: Context) -> bool:
    """True when the text answers the flow's first question without being asked."""
    first = next(question for question in flow.questions if question.asks)
    return hear(flow, first, text, context) is not None


def words_of(message: Message, payload: str = "") -> Said:
    """A message as an answer; ``payload`` is what was tapped or numbered in it."""
    details = message.details
    return Said.of(
        message.text,
        details.get("lat"),
        details.get("lon"),
        payload=payload,
        files=tuple(media.content_type for media in message.media if media.state == "stored"),
        refused=tuple(media.reason or "" for media in message.media if media.state == "refused"),
    )


def listen(going: Going, text: str) -> None:
    """Fill in what the resident's words already say."""
    for question in going.definition.questions:
        if question.heard and question.name not in going.answers and question.name != going.run.question:
            reading = hear(going.definition, question, text, going.context)
            if reading is not None:
                going.write(question, reading)


def absorb(going: Going, said: Said) -> str | None:
    """Keep a message's pin and files for the questions that they answer, except the one that is asked now.

    Returns the key of the words that say what became of them, or nothing when there is nothing to say.
    """
    outcome = None
    for question, part in _takers(going, said):
        if question is going.question:
            return None
        try:
            going.write(question, read(going.definition, question, part, going.context))
            outcome = "flow.kept"
        except Unclear as unclear:
            outcome = outcome or unclear.reason
    if said.refused and outcome is None and (going.question is None or going.question.type not in ("image", "text")):
        return "flow.refused_file"
    return outcome


def _takers(going: Going, said: Said) -> Iterator[tuple[Question, Said]]:
    """A pin is a place; a picture is a photo; a voice note is a story, and when that is told it goes with the photos."""
    if said.lat is not None:
        yield from _first(going, "geopoint", Said(lat=said.lat, lon=said.lon))
    if said.pictures:
        yield from _first(going, "image", Said(files=said.pictures))
    if said.sounds:
        note = Said(files=said.sounds)
        stories = [question for question in going.definition.questions if question.type == "text"]
        untold = [each for each in stories if each.name not in going.answers or each is going.question]
        if untold and not said.text.strip():
            yield untold[0], note
        else:
            yield from _first(going, "image", note)


def _first(going: Going, kind: str, part: Said) -> Iterator[tuple[Question, Said]]:
    for question in going.definition.questions:
        if question.type == kind:
            yield question, part
            return
