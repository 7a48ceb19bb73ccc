"""What a message says besides, or before, the question that is asked: nothing of it is asked again, nothing is lost."""

from collections.abc import Iterator

from flows import types
from flows.context import Context
from flows.definition import Asked, Definition
from flows.going import Going
from flows.instance import ANOTHER, Instance
from flows.reading import Reading, Said, Unclear, hear, read
from models import Message


def tells(flow: Definition, text: str, context: Context) -> bool:
    """True when the text answers the flow's first question without being asked."""
    first = Instance(flow, {}, context, {}).next_question()
    return first is not None and hear(first, text, context) is not None


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
    if not any(item.heard for item in going.definition.items):
        return
    for asked in _open(going):
        known = asked.key in going.answers and not going.instance.is_unsettled(asked.key)
        if asked.item.heard and not known and asked.key != going.run.question:
            reading = hear(asked, text, going.context)
            if reading is not None:
                going.write(asked, reading)


def absorb(going: Going, said: Said) -> str | None:
    """Keep a message's pin and files for the questions that they answer, except the one that is asked now.

    Returns the key of the words that say what became of them, or nothing when there is nothing to say.
    """
    outcome = None
    for asked, part in _takers(going, said):
        if asked.key == going.run.question:
            return None
        try:
            going.write(asked, _kept(part) if part.sounds and asked.item.type != "text" else read(asked, part, going.context))
            outcome = "flow.kept"
        except Unclear as unclear:
            outcome = outcome or unclear.reason
    if said.refused and outcome is None and (going.question is None or going.question.type not in (*types.FILES, "text")):
        return "flow.refused_file"
    return outcome


def _kept(part: Said) -> Reading:
    """A voice note goes with the photos, although the question is one for pictures."""
    return Reading(str(len(part.files)), "media", more={"files": len(part.files)})


def _takers(going: Going, said: Said) -> Iterator[tuple[Asked, Said]]:
    """A pin is a place; a picture is a photo; a voice note is a story, and when that is told it goes with the photos."""
    if said.lat is not None:
        yield from _first(going, ("geopoint", *types.TRACKS), Said(lat=said.lat, lon=said.lon))
    if said.pictures:
        yield from _first(going, ("image", "video", "file"), Said(files=said.pictures))
    if said.sounds:
        note = Said(files=said.sounds)
        stories = [asked for asked in _open(going) if asked.item.type in ("text", "audio")]
        untold = [each for each in stories if each.key not in going.answers or each.key == going.run.question]
        if untold and not said.text.strip():
            yield untold[0], note
        else:
            yield from _first(going, ("image", "file"), note)


def _first(going: Going, kinds: tuple[str, ...], part: Said) -> Iterator[tuple[Asked, Said]]:
    """The question of these kinds that is asked now, else the first of them."""
    fitting = [asked for asked in _open(going) if asked.item.type in kinds]
    now = [asked for asked in fitting if asked.key == going.run.question]
    yield from ((asked, part) for asked in [*now, *fitting][:1])


def _open(going: Going) -> list[Asked]:
    """Every question of the form outside of repeats, also those that are not relevant yet: their turn may come.

    Inside a repeat nobody can know which instance is meant, so only the question that is asked now counts there.
    """
    instance = going.instance
    keys = [key for key, node in instance.nodes.items() if node.item is not None and node.item.asks and "[" not in key]
    if going.run.question and "[" in going.run.question and not going.run.question.endswith(ANOTHER):
        keys.append(going.run.question)
    return [instance.asked(key) for key in keys]
