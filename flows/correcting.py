"""Correcting what the summary shows: in words, or by choosing which answer to give anew."""

from flows import engine
from flows.definition import Choice, Question
from flows.going import IN_WORDS, Going
from flows.hearing import absorb
from flows.reading import Said, hear
from flows.reading.choice import chosen, number
from flows.reply import Option, Reply


def in_words(going: Going, said: Said) -> bool:
    """ "no, it was in Inanda": the new place or time is taken as it is said. True if something was corrected."""
    if said.payload or number(said.text) is not None:
        return False
    asked = going.question
    # The "now" of "send it now" is not when it happened.
    sends = asked is not None and chosen(said.text, going.context.choices(going.definition, asked)) == "send"
    corrected = False
    for question in _correctable(going):
        if question.type in IN_WORDS and not (sends and question.type == "dateTime"):
            reading = hear(going.definition, question, said.text, going.context)
            if reading is not None and reading.code != going.answers[question.name].get("code"):
                going.write(question, reading)
                corrected = True
    return corrected


def options(going: Going) -> Reply:
    """What can be corrected."""
    rows = tuple(Option(f"{engine.PICK}={name}", label) for name, label in _rows(going))
    text = going.say("flow.what_to_correct").text
    return Reply(text, rows, going.say("flow.choose").text)


def pick(going: Going, said: Said) -> bool:
    """Take back the answer that is to be corrected: by its number, its name or a tap. A new place or time, a pin or a
    photo corrects at once. False when nothing could be read."""
    if absorb(going, said) != "flow.kept" and not in_words(going, said):
        choices = tuple(Choice(each.name, each.summary.general) for each in _correctable(going) if each.summary is not None)
        asked, _, name = said.payload.partition("=")
        tapped = asked == engine.PICK and any(choice.name == name for choice in choices)
        picked = name if tapped else chosen(said.text, choices)
        if picked is None:
            return False
        going.forget([picked])
    show_again(going)
    return True


def show_again(going: Going) -> None:
    """The summary is asked once more."""
    going.forget([question.name for question in going.definition.questions if question.appearance == "summary"])


def _correctable(going: Going) -> list[Question]:
    return engine.correctable(going.definition, going.answers, going.context)


def _rows(going: Going) -> list[tuple[str, str]]:
    context = going.context
    return [
        (each.name, each.summary.on(context.channel, context.language))
        for each in _correctable(going)
        if each.summary is not None
    ]
