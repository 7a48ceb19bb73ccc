"""What one can do here, and what was chosen from it."""

from actions import advising, conversation, my_reports, reporting, surveying, whom_to_call
from actions.turn import Turn
from flows.reply import Option

LANGUAGES = ("es", "en", "zu")

OFFERS = {"menu=resume": "menu=later", "survey=begin": "survey=no"}
"""What a yes and a no mean under an offer."""


WITH_A_PERSON = "menu=human"
"""Stands only in the menu that is shown to who was not understood."""


def show(turn: Turn, *, with_a_person: bool = False) -> None:
    """The three things that most people want, what was set aside, and a person where we do not understand."""
    names = ["report", "status", "language"]
    if turn.parked is not None:
        names.insert(0, "resume")
    if with_a_person:
        names.append("human")
    entries = [turn.option(f"menu={name}", f"menu.{name}") for name in names]
    turn.say("menu.what_to_do", *entries)


def works_anywhere(payload: str) -> bool:
    """True for what may be chosen while a conversation goes on."""
    return payload.startswith(("language=", "survey=", "tips=")) or payload in ("menu=language", "menu=status", WITH_A_PERSON)


def say_yes_or_no(turn: Turn) -> bool:
    """A yes or a no in words to what was offered last. True if something was offered."""
    for yes, no in OFFERS.items():
        if yes in turn.offered:
            turn.payload = yes if turn.intent == "affirm" else no
            return choose(turn)
    return False


def choose(turn: Turn) -> bool:
    """Do what was tapped or numbered. True if it was one of ours."""
    kind, _, name = turn.payload.partition("=")
    if kind == "language" and name in LANGUAGES:
        set_language(turn, name)
    elif turn.payload == "menu=report":
        reporting.begin(turn)
    elif turn.payload == "menu=offer":
        if not reporting.take_offer(turn):
            reporting.begin(turn)
    elif turn.payload == "menu=status":
        my_reports.tell(turn)
        turn.repeat()
    elif turn.payload == "menu=language":
        ask_language(turn)
    elif turn.payload == "menu=resume":
        _resume(turn)
    elif turn.payload == WITH_A_PERSON:
        whom_to_call.tell(turn)
    elif kind == "tips":
        return advising.choose(turn, name)
    elif turn.payload == "menu=later":
        turn.say("conversation.kept_for_later")
    elif kind == "survey":
        return surveying.choose(turn, name)
    else:
        return False
    return True


def _resume(turn: Turn) -> None:
    if turn.parked is None:
        turn.say("conversation.over")
    else:
        conversation.resume(turn, turn.parked)


def ask_language(turn: Turn) -> None:
    options = [Option(f"language={code}", turn.words.say("language.name", code, turn.message.channel)) for code in LANGUAGES]
    turn.say("language.which", *options)


def set_language(turn: Turn, language: str) -> None:
    """From now on everything is said in this language, until they choose another."""
    turn.contact.language, turn.contact.language_chosen = language, True
    turn.language = language
    turn.say("language.changed")
    if turn.run is not None:
        turn.repeat()
    else:
        show(turn)
