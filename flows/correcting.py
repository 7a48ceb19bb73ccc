"""Correcting an answer: in words, by naming its question, or by choosing from a list."""

from flows import engine
from flows.definition import Choice, Wording
from flows.going import IN_WORDS, Going
from flows.hearing import absorb
from flows.instance import ANOTHER
from flows.reading import Said, asks_to_correct, hear, names_it
from flows.reading.choice import chosen, number
from flows.reply import Option, Reply


def in_words(going: Going, said: Said) -> bool:
    """ "no, it was in Inanda": the new place or time is taken as it is said. True if something was corrected."""
    if said.payload or number(said.text) is not None:
        return False
    # The "now" of "send it now" is not when it happened.
    sends = going.asked is not None and chosen(said.text, going.asked.choices) == "send"
    corrected = False
    for key, item in engine.correctable(going.instance):
        if item.type in IN_WORDS and not (sends and item.type == "dateTime"):
            asked = going.instance.asked(key)
            reading = hear(asked, said.text, going.context)
            if reading is not None and reading.code != going.answers[key].get("code"):
                going.write(asked, reading)
                corrected = True
    return corrected


def named_in(going: Going, said: Said) -> str | None:
    """ "change the date": key of the answered question that the resident names to correct it."""
    if said.payload or not asks_to_correct(said.text):
        return None
    instance = going.instance
    answered = {key: instance.nodes[key].item for key in instance.to_ask() if key in going.answers and not key.endswith(ANOTHER)}
    # Of a repeat's instances the last one is meant.
    keys = {item.path: key for key, item in answered.items() if item is not None}
    named = names_it(said.text, [instance.definition.item(path) for path in keys])
    return keys[named[0].path] if len(named) == 1 else None


def options(going: Going) -> Reply:
    """What can be corrected."""
    context = going.context
    rows = tuple(
        Option(f"{engine.PICK}={key}", item.summary.on(context.channel, context.language))
        for key, item in engine.correctable(going.instance)
        if item.summary is not None
    )
    return Reply(going.say("flow.what_to_correct").text, rows, going.say("flow.choose").text)


def pick(going: Going, said: Said) -> bool:
    """Take back the answer that is to be corrected: by its number, its name or a tap. A new place or time, a pin or a
    photo corrects at once. False when nothing could be read."""
    if absorb(going, said) != "flow.kept" and not in_words(going, said):
        correctable = engine.correctable(going.instance)
        choices = tuple(Choice(key, item.summary or Wording({})) for key, item in correctable)
        asked, _, key = said.payload.rpartition("=")
        tapped = asked == engine.PICK and any(choice.name == key for choice in choices)
        picked = key if tapped else chosen(said.text, choices)
        if picked is None:
            return False
        going.forget([picked])
    show_again(going)
    return True


def show_again(going: Going) -> None:
    """The summary is asked once more."""
    going.forget(summaries(going))


def summaries(going: Going) -> list[str]:
    """Keys of the questions that show what was answered."""
    return [key for key, node in going.instance.nodes.items() if node.item is not None and node.item.appearance == "summary"]
