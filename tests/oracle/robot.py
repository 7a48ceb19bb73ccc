"""A robot that answers any question, plausibly or not: always the same for the same seed.

``code`` is what stands in the XForms instance; ``typed`` is how a person would write the same on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

WORDS = (
    *("Anapra", "la tienda de Doña Chuy", "eMlazi V Section", "corner of Main and 4th", "Thandi", "bread", "milk", "W40", "W85"),
    *("ABC", "Z", "4001", "3610", "26-ABC", "07-XYZ", "1987", "2004", "café con “leche”", "uno", "that’s fine", "none", "ñandú"),
)
WHOLE = (0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 9, 10, 12, 15, 18, 30, 45, 60, 90, 100, 115, 250, -1)
BROKEN = ("0", "0.5", "1", "2.25", "7", "12.5", "33.3", "99.9", "150", "-1")
DAYS = (0, -1, -3, -10, -45, -59, -200, -400, -3650, -6570, -9000, -20000, 1, 10, 45)
HOURS = ("00:00:00", "06:30:00", "09:15:00", "12:00:00", "18:45:00", "21:00:00", "23:59:00")
POINTS = ("-29.967 30.883 0 0", "-29.858 31.029 0 0", "31.7202 -106.4608 0 0", "31.733 -106.478 0 0", "-29.708 30.959 0 0")

NONSENSE = {
    "number": ("many", "muchos", "¿?", "abc12"),
    "moment": ("the day of the cow", "99/99/9999", "nunca jamás"),
    "choice": ("zzzz", "ninguna de esas, sino otra", "0", "999"),
    "point": ("91, 181", "nowhere at all"),
    "files": ("I have no photo",),
}
"""What no question of the kind should take, by kind; what is free text takes everything."""

KINDS: Mapping[str, str] = {
    **dict.fromkeys(("integer", "decimal", "range"), "number"),
    **dict.fromkeys(("date", "time", "dateTime"), "moment"),
    **dict.fromkeys(("select_one", "select_one_from_file", "select_one_external"), "choice"),
    **dict.fromkeys(("select_multiple", "select_multiple_from_file", "rank", "acknowledge"), "choice"),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape"), "point"),
    **dict.fromkeys(("image", "audio", "video", "file"), "files"),
}
SPELLED = {
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "zu": ("iqanda", "kunye", "kubili", "kuthathu", "kune", "kuhlanu", "isithupha", "isikhombisa", "isishiyagalombili"),
}
AND = {"es": "y", "en": "and", "zu": "no"}
RECENT = {"es": ("hoy", "ayer"), "en": ("today", "yesterday"), "zu": ("namuhla", "izolo")}


@dataclass(frozen=True)
class Put:
    """A question as the robot sees it; from ours or from the oracle's state."""

    type: str
    choices: Sequence[str] = ()  # names in the order offered
    labels: Sequence[str] = ()  # in the same order
    parameters: Mapping[str, str] = ()  # type: ignore[assignment]
    required: bool = False
    value: str = ""  # what a default left there


class Robot:
    """Draws answers. ``now`` is aware, in the zone of the run: dates are counted from it."""

    def __init__(self, seed: int | str, now: datetime, skips: float = 0.12) -> None:
        self.dice, self.now, self.skips = Random(seed), now, skips

    def code(self, put: Put) -> str:
        """An XForms value of the question's type: a constraint may refuse it, the type may not. "" is a skip."""
        if not put.required and self.dice.random() < self.skips:
            return ""
        if put.value and self.dice.random() < 0.5:
            return put.value
        return self._drawn(put)

    def _drawn(self, put: Put) -> str:
        dice = self.dice
        match put.type:
            case "integer":
                return str(dice.choice(WHOLE))
            case "decimal":
                return dice.choice(BROKEN)
            case "range":
                return dice.choice(steps(put.parameters))
            case "date":
                return (self.now + timedelta(days=dice.choice(DAYS))).date().isoformat()
            case "time":
                return dice.choice(HOURS)
            case "dateTime":
                moment = self.now + timedelta(days=dice.choice(DAYS[:6] + DAYS[-3:]), minutes=15 * dice.randrange(40))
                return moment.isoformat(timespec="milliseconds")
            case "select_one" | "select_one_from_file" | "select_one_external":
                return dice.choice(put.choices) if put.choices else ""
            case "select_multiple" | "select_multiple_from_file":
                several = set(dice.sample(list(put.choices), dice.randint(min(1, len(put.choices)), len(put.choices))))
                return " ".join(dict.fromkeys(each for each in put.choices if each in several))
            case "rank":
                return " ".join(dice.sample(list(put.choices), len(put.choices)))
            case "acknowledge":
                return "OK"
            case "geopoint":
                return dice.choice(POINTS)
            case "geotrace":
                return ";".join(dice.sample(POINTS, dice.randint(2, 3)))
            case "geoshape":
                corners = dice.sample(POINTS, 3)
                return ";".join([*corners, corners[0]])
            case "image" | "audio" | "video" | "file":
                return str(dice.randint(1, 3))
            case _:
                return dice.choice(WORDS)

    def typed(self, put: Put, code: str, language: str) -> str:
        """How a person may write this code. A text, a number, a place and a file are written as they stand."""
        forms = [code]
        kind = KINDS.get(put.type, "")
        if kind == "choice" and put.type != "acknowledge":
            places = [put.choices.index(name) for name in code.split()]
            joins = (" ", ", ", f" {AND.get(language, ',')} ")
            forms = [self.dice.choice(joins).join(str(place + 1) for place in places)]
            if len(places) == 1:
                number, label = places[0] + 1, (put.labels or put.choices)[places[0]]
                spelled = SPELLED.get(language, ())
                forms += [f"{number}.", f"({number})", label, label.lower(), label.upper() + "!"]
                forms += [spelled[number]] if number < len(spelled) else []
        elif kind == "number" and code.isdigit() and int(code) < len(SPELLED.get(language, ())):
            forms += [SPELLED[language][int(code)], f" {code} "]
        elif kind == "number":
            forms += [code.replace(".", ",")]
        elif put.type == "date":
            day = datetime.fromisoformat(code).date()
            ago = (self.now.date() - day).days
            forms += [f"{day.day}/{day.month}/{day.year}"]
            forms += [RECENT[language][ago]] if language in RECENT and ago in (0, 1) else []
        elif put.type == "time":
            forms = [code[:5], code[:5].replace(":", "h"), code[:2].lstrip("0") or "0"] if code[3:5] == "00" else [code[:5]]
        elif put.type == "dateTime":
            moment = datetime.fromisoformat(code)
            forms = [f"{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}"]
        elif put.type == "geopoint":
            forms = [", ".join(code.split()[:2]), " ".join(code.split()[:2])]
        elif put.type == "acknowledge":
            forms = ["ok", "OK", {"es": "sí", "zu": "yebo"}.get(language, "yes")]
        return self.dice.choice(forms)

    def nonsense(self, put: Put) -> str | None:
        """What this question must not take for an answer; None where everything is one."""
        kind = KINDS.get(put.type)
        return self.dice.choice(NONSENSE[kind]) if kind else None


def steps(parameters: Mapping[str, str]) -> list[str]:
    """Every value of a range, written with as many decimals as its parameters have. Ten and one where it says nothing."""
    given = dict(parameters or {})
    start, end, step = (Decimal(given.get(name, default)) for name, default in (("start", "1"), ("end", "10"), ("step", "1")))
    return [str(start + step * number) for number in range(int((end - start) / step) + 1)]
