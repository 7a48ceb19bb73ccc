"""What helps a resident whose answer could not be read: first a hint, then an example made from this very question."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from flows.context import Context
from flows.definition import Asked
from flows.reading.amount import Scale, code
from flows.reading.track import LEAST

Values = Mapping[str, object]

_LONGEST_LABEL = 28
"""Characters of a label that an example repeats: hint and example are one SMS each."""

_SAME = {
    "select_one_from_file": "select_one",
    "select_one_external": "select_one",
    "select_multiple_from_file": "select_multiple",
    "barcode": "text",
}


def help_for(asked: Asked, level: int, context: Context) -> tuple[str, Values]:
    """The key of the words and what is filled into them; level 1 is the hint, every higher one the example.

    After the example comes an offer to skip or to be called, which is the conversation's to make.
    """
    kind = _kind(asked)
    values = _VALUES.get(kind, _nothing)(asked, context)
    return f"answer.{kind}_{'hint' if level <= 1 else 'example'}", values


def _kind(asked: Asked) -> str:
    kind = _SAME.get(asked.item.type, asked.item.type)
    if kind == "text" and asked.item.heard:
        return "story"
    if kind == "date":
        shapes = asked.item.appearance.split()
        return "month" if "month-year" in shapes else "year" if "year" in shapes else kind
    if kind in ("select_one", "select_multiple", "rank") and not asked.choices:
        return "text"
    if kind in ("image", "audio", "video", "file") and asked.required:
        return "needed_file"
    return kind


def _nothing(asked: Asked, context: Context) -> Values:
    return {}


def _choices(asked: Asked, context: Context) -> Values:
    """The example is the second of the choices: the first is what people answer without thinking."""
    number = min(2, len(asked.choices))
    return {"count": len(asked.choices), "number": number, "label": _labels(asked, context)[number - 1]}


def _several(asked: Asked, context: Context) -> Values:
    count = len(asked.choices)
    numbers = [1] if count == 1 else [1, 2] if count == 2 else [1, 3]
    labels = _labels(asked, context)
    return {
        "count": count,
        "numbers": ",".join(map(str, numbers)),
        "labels": ", ".join(labels[number - 1] for number in numbers),
    }


def _order(asked: Asked, context: Context) -> Values:
    """The example begins with the second choice."""
    count = len(asked.choices)
    numbers = [2, *(number for number in range(1, count + 1) if number != 2)] if count > 1 else [1]
    return {"count": count, "numbers": ",".join(map(str, numbers)), "label": _labels(asked, context)[numbers[0] - 1]}


def _labels(asked: Asked, context: Context) -> Sequence[str]:
    return [_short(choice.label.on(context.channel, context.language) or choice.name) for choice in asked.choices]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 3].rstrip() + "..."


def _scale(asked: Asked, context: Context) -> Values:
    scale = Scale.of(asked)
    steps = int((scale.end - scale.start) / scale.step) if scale.step else 0
    middle = scale.start + scale.step * (abs(steps) // 2) * (1 if steps >= 0 else -1)
    return {"start": code(scale.start), "end": code(scale.end), "example": code(middle)}


def _day(asked: Asked, context: Context) -> Values:
    """Yesterday, and how it is written: the day first."""
    day = context.now.astimezone(context.city.time_zone).date() - timedelta(days=1)
    return {"example": f"{day.day}/{day.month}/{day.year}", "month": f"{day.month}/{day.year}", "year": str(day.year)}


def _place(asked: Asked, context: Context) -> Values:
    """An area of the city that the resident is in."""
    areas = [area for area in context.city.areas if area.kind == "place" and len(area.label) <= _LONGEST_LABEL]
    return {"example": areas[0].label if areas else context.city.name}


def _points(asked: Asked, context: Context) -> Values:
    return {"needed": LEAST[asked.item.type]}


_VALUES: Mapping[str, Callable[[Asked, Context], Values]] = {
    "select_one": _choices,
    "select_multiple": _several,
    "rank": _order,
    "range": _scale,
    "date": _day,
    "month": _day,
    "year": _day,
    "dateTime": _day,
    "geopoint": _place,
    "geotrace": _points,
    "geoshape": _points,
}
