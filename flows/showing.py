"""An answer as it is shown back to the resident who gave it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows import types
from flows.context import Context
from flows.definition import Asked
from flows.reading.selects import by_meaning
from nlu.fold import fold
from words import Catalogue

LONGEST, LONGEST_TIME = 36, 24
"""Characters of the resident's own words that a summary repeats: it fits into one SMS with both at their longest."""

_WITH_HOUR = {"minute", "hour"}


def shown(asked: Asked, answer: Mapping[str, Any] | None, context: Context, words: Catalogue) -> str:
    """Never more than a few words, and neutral where the phone may be in other hands."""
    if not answer or not (answer.get("code") or answer.get("place")):
        return words.say("flow.not_said", context.language, context.channel)
    code = str(answer["code"])
    if asked.item.type in types.LISTED:
        if by_meaning(asked):  # the city's list of problems: some of them are never named back
            category = context.city.category(code)
            if category is None or category.sensitive:
                return words.say("flow.private", context.language, context.channel)
        labels = {choice.name: choice.label.on(context.channel, context.language) for choice in asked.choices}
        return ", ".join(labels.get(name, name) for name in code.split())
    if asked.item.type == "geopoint":
        return _place(answer, context)
    if asked.item.type == "dateTime":
        return _when(answer, context)
    return _short(code)


def _place(answer: Mapping[str, Any], context: Context) -> str:
    said = str(answer.get("place") or "")
    if len(said) > LONGEST and answer.get("named"):
        said = str(answer["named"])
    chosen = context.city.area(str(answer.get("area", ""))) if answer.get("area_by") == "asked" else None
    if chosen is not None and fold(chosen.label) not in fold(said):
        both = f"{chosen.label} ({said})"
        return both if len(both) <= LONGEST else _short(chosen.label)
    if said and said != "pin":
        return _short(said)
    area = context.city.area(str(answer.get("area", "")))
    return area.label if area else f"{answer['lat']:.4f}, {answer['lon']:.4f}"


def _when(answer: Mapping[str, Any], context: Context) -> str:
    """Their own words, and the local date that we understood: a wrong reading is seen at once."""
    if "start" not in answer:
        return _short(str(answer.get("when") or answer["code"]))
    if answer.get("precision") == "recurring":
        return _short(str(answer.get("when") or answer["code"]))
    start = datetime.fromisoformat(str(answer["start"])).astimezone(context.city.time_zone)
    day = f"{start.day}/{start.month}"
    if answer.get("precision") in _WITH_HOUR:
        day += f" {start:%H:%M}"
    said = " ".join(str(answer.get("when") or "").split())
    if len(said) > LONGEST_TIME:
        return day
    return f"{said} ({day})" if said and day not in said else _short(said or day)


def _short(text: str, longest: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."
