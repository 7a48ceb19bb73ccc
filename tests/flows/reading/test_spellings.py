"""What people write to a question of each type, in each language, and the answer that it is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.definition import Asked
from flows.reading import Reading, Said, Unclear, read
from tests.flows.reading.questions import FREQUENCY, WORRIES, YES_NO, choices, question, surroundings

BANDS = choices(
    a=("18-24 años", "18-24 years", "18-24"),
    b=("25-34 años", "25-34 years", "25-34"),
    c=("35-64 años", "35-64 years", "35-64"),
    d=("65 o más", "65 and more", "65 nangaphezulu"),
)
QUESTIONS: dict[str, Asked] = {
    **{
        kind: question(kind)
        for kind in ("text", "integer", "decimal", "date", "time", "dateTime", "acknowledge", "geopoint", "image")
    },
    "range": question("range", parameters={"start": "1", "end": "5", "step": "1"}),
    "select_one": question("select_one", choices=FREQUENCY),
    "yes_no": question("select_one", choices=YES_NO),
    "age_band": question("select_one", choices=BANDS),
    "select_multiple": question("select_multiple", choices=WORRIES),
    "rank": question("rank", choices=WORRIES[:3]),
    "month": question("date", appearance="month-year"),
}
TABLE: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("spellings.yml").read_text("utf-8"))
CASES = [
    pytest.param(kind, language, *line.rsplit(" => ", 1), id=f"{kind}-{language}-{number}")
    for kind, languages in TABLE.items()
    for language, lines in languages.items()
    for number, line in enumerate(lines)
]
ASKED_AGAIN = "?"
LEAST = 15
"""Spellings of each type in each language."""


def answer(kind: str, text: str, language: str) -> Any:
    """The code, with times as people read a clock; ASKED_AGAIN for what is not understood."""
    city = "juarez" if language == "es" else "durban"
    try:
        reading: Reading = read(QUESTIONS[kind], Said(text), surroundings(city, language))
    except Unclear:
        return ASKED_AGAIN
    zone = "-07:00" if language == "es" else "+02:00"
    if kind == "time":
        return reading.code.removesuffix(f":00.000{zone}")
    if kind == "dateTime":
        return reading.code[:16].replace("T", " ")
    return reading.code


@pytest.mark.parametrize(("kind", "language", "said", "code"), CASES)
def test_an_answer_is_read_as_it_is_written(kind: str, language: str, said: str, code: str) -> None:
    given = answer(kind, said, language)
    if code.endswith("*"):
        assert given.startswith(code[:-1])
        assert given.endswith(" 0 0")
    elif said == code == ASKED_AGAIN:
        assert given == ASKED_AGAIN
    else:
        assert given == code


def test_every_type_has_enough_spellings_in_every_language() -> None:
    few = [
        (kind, language)
        for kind, languages in TABLE.items()
        for language in ("es", "en", "zu")
        if len(languages[language]) < LEAST
    ]
    assert not few
