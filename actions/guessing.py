"""What was not understood: two guesses to choose from, then the menu, then whom to call. Never the same again."""

from actions import menu
from actions.turn import Turn
from flows.context import spoken_lines

MEANT = "meant="
"""How the payload of a guess begins; what follows is the meaning."""

GUESSABLE = ("report", "status", "survey", "tips", "help", "language", "human", "my_data", "forget_me", "stop", "resume")
"""Meanings that make sense while nothing runs and that somebody would choose from a list."""

GUESSES = 2

DOUBTFUL = 0.5
"""Below this confidence a message is not called none of our business."""


def not_understood(turn: Turn) -> None:
    """The next rung of the ladder, by what was offered last."""
    turn.was_lost = _is_a_guess(turn) or turn.intent != "out_of_scope"
    if menu.WITH_A_PERSON in turn.offered:
        _say_whom_to_call(turn)
    elif _is_a_guess(turn) and not any(payload.startswith(MEANT) for payload in turn.offered):
        _offer_guesses(turn)
    else:
        turn.say(_plainly(turn))
        menu.show(turn, with_a_person=True)


def chosen(turn: Turn) -> str | None:
    """The meaning that was chosen from the guesses; empty for none of them, nothing where no guess was chosen."""
    if turn.run is not None or not turn.payload.startswith(MEANT):
        return None
    meaning = turn.payload.removeprefix(MEANT)
    return meaning if meaning in GUESSABLE else ""


def _is_a_guess(turn: Turn) -> bool:
    return turn.intent == "nlu_fallback" or (turn.intent == "out_of_scope" and turn.confidence < DOUBTFUL)


def _offer_guesses(turn: Turn) -> None:
    """The two likeliest meanings, and a way out; the emergency lines before them where danger was one of the likeliest."""
    likely = [name for name in _ranking(turn) if name in (*GUESSABLE, "emergency")]
    if turn.parked is None:
        likely = [name for name in likely if name != "resume"]
    if "emergency" in likely[:GUESSES]:
        turn.say("emergency.lines", lines=spoken_lines(turn.city.emergency_lines, turn.language))
    guesses = [name for name in likely if name != "emergency"][:GUESSES]
    options = [turn.option(f"{MEANT}{name}", f"menu.meant_{name}") for name in guesses]
    turn.say("menu.did_you_mean", *options, turn.option(f"{MEANT}other", "menu.meant_other"))


def _ranking(turn: Turn) -> tuple[str, ...]:
    """Meanings, the likeliest first. What stands alone as not understood was held for an emergency, and not surely enough."""
    return turn.ranking if turn.ranking[1:] else ("emergency", "report", "help")


def _plainly(turn: Turn) -> str:
    """The words beside the menu: what this line is for, that words are needed, or that they were not understood."""
    if turn.intent == "out_of_scope" and not _is_a_guess(turn):
        return "menu.only_for_safety"
    return "menu.needs_words" if turn.intent == "wordless" else "menu.not_understood"


def _say_whom_to_call(turn: Turn) -> None:
    off = turn.intent == "out_of_scope" and not _is_a_guess(turn)
    key = "menu.still_only_for_safety" if off else "menu.still_not_understood"
    turn.say(key, lines=spoken_lines(turn.city.emergency_lines, turn.language))
    menu.show(turn)
