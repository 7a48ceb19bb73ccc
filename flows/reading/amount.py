"""types integer, decimal and range: one number, in digits or words, with whatever is counted or measured beside it."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flows.context import Context
from flows.definition import Asked
from flows.reading.answer_words import listed, says
from flows.reading.said import Reading, Said, Unclear
from nlu import numbers
from nlu.fold import fold

_REASONS = {
    "several": "answer.one_number",
    "inexact": "answer.exact_number",
    "telephone": "answer.not_telephone",
    "ordinal": "answer.one_number",
}
_LONGEST = 15
"""Digits of the longest number that is kept."""

_OUT_OF = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(/|[a-z]+(?: [a-z]+)?)[ -]?([0-9]+)\s*")


@dataclass(frozen=True)
class Scale:
    """A range question's parameters. Those that are missing are as pyxform sets them."""

    start: Decimal
    end: Decimal
    step: Decimal

    @classmethod
    def of(cls, asked: Asked) -> "Scale":
        given = asked.item.parameters
        return cls(*(_number(given.get(name, ""), instead) for name, instead in (("start", "1"), ("end", "10"), ("step", "1"))))

    def holds(self, value: Decimal) -> bool:
        """True for a value between the ends and on a step. A scale may run downwards."""
        low, high = sorted((self.start, self.end))
        return low <= value <= high and (self.step == 0 or (value - self.start) % abs(self.step) == 0)


def read_integer(asked: Asked, said: Said, context: Context) -> Reading:
    value = _amount(said.text, context, whole=True)
    if value != int(value):
        raise Unclear("answer.whole_number")
    return Reading(code(value), "typed", said.text)


def read_decimal(asked: Asked, said: Said, context: Context) -> Reading:
    return Reading(code(_amount(said.text, context, whole=False)), "typed", said.text)


def read_range(asked: Asked, said: Said, context: Context) -> Reading:
    scale = Scale.of(asked)
    tapped = said.tapped(asked.key)
    value = _end(said.text, scale) if not tapped else _number(tapped, "NaN")
    if value is None or not value.is_finite():
        value = _of_the_end(said.text, scale)
    if value is None:
        value = _amount(said.text, context, whole=scale.step == int(scale.step) and scale.start == int(scale.start))
    if not scale.holds(value):
        low, high = sorted((scale.start, scale.end))
        between = low <= value <= high
        ends = {"start": code(scale.start), "end": code(scale.end), "step": code(abs(scale.step))}
        raise Unclear("answer.on_step" if between else "answer.range_hint", **ends)
    return Reading(code(value), "chosen" if tapped else "typed", said.text)


def hear_integer(asked: Asked, text: str, context: Context) -> Reading | None:
    """An age in years, where the question asks for one and the resident tells their own."""
    label = asked.item.label
    age = numbers.tells_age(text, list(label)) if label is not None else None
    return Reading(str(age), "prefilled", text) if age is not None else None


def code(value: Decimal) -> str:
    """As XForms writes a number: no exponent, no zeros at the end."""
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _amount(text: str, context: Context, *, whole: bool) -> Decimal:
    try:
        value = numbers.amount(text, context.language, whole=whole)
    except numbers.NoAmount as none:
        raise (Unclear(_REASONS[none.why]) if none.why in _REASONS else Unclear()) from None
    if len(value.as_tuple().digits) > _LONGEST:
        raise Unclear("answer.not_telephone")
    return value


def _end(text: str, scale: Scale) -> Decimal | None:
    if says("highest", text):
        return max(scale.start, scale.end)
    return min(scale.start, scale.end) if says("lowest", text) else None


def _of_the_end(text: str, scale: Scale) -> Decimal | None:
    """3/5, 3 de 5, 3 out of 5: where 5 is the scale's end."""
    found = _OUT_OF.fullmatch(fold(text))
    if not found or (found[2] != "/" and found[2] not in listed("out_of")) or Decimal(found[3]) != scale.end:
        return None
    return Decimal(found[1].replace(",", "."))


def _number(text: str, instead: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return Decimal(instead)
    return value if value.is_finite() else Decimal(instead)
