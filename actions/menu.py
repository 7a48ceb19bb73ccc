"""What one can do here, and what was chosen from it."""

from actions import my_reports, reporting
from actions.turn import Turn
from flows.reply import Option

LANGUAGES = ("es", "en", "zu")


def show(turn: Turn) -> None:
    """The three things that most people want."""
    entries = [turn.option(f"menu={name}", f"menu.{name}") for name in ("report", "status", "language")]
    turn.say("menu.what_to_do", *entries)


def works_anywhere(payload: str) -> bool:
    """True for what may be chosen while a report is being told."""
    return payload.startswith("language=") or payload in ("menu=language", "menu=status")


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
    else:
        return False
    return True


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
