"""Questions of every type, asked in one of the cities. It is Thursday 19 November 2026."""

from datetime import UTC, datetime
from typing import Any

import cities
from flows.context import Context
from flows.definition import Asked, Choice, Item, Wording
from flows.reading import Reading, Said, read

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
"""Ten in the morning in Durban, one in the night in Juárez."""


def surroundings(city: str = "durban", language: str = "en", channel: str = "sms") -> Context:
    return Context(cities.load()[city], language, channel, NOW)


def wording(es: str, en: str, zu: str) -> Wording:
    return Wording({"es": es, "en": en, "zu": zu}, default="en")


def question(
    type: str, *, key: str = "q", choices: tuple[Choice, ...] = (), required: bool = False, value: Any = None, **columns: Any
) -> Asked:
    """One question as it is asked; `columns` are those of the survey sheet."""
    return Asked(key, Item(type=type, name=key, path=key, **columns), choices, required, value or {})


def choices(**labels: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, wording(*label)) for name, label in labels.items())


def said(asked: Asked, text: str, **surrounding: str) -> Reading:
    """What a typed answer is read as."""
    return read(asked, Said(text), surroundings(**surrounding))


FREQUENCY = choices(
    never=("Nunca", "Never", "Akukaze"),
    sometimes=("A veces", "Sometimes", "Kwesinye isikhathi"),
    often=("Seguido", "Often", "Kaningi"),
    always=("Siempre", "Always", "Njalo njalo"),
)
YES_NO = choices(yes=("Sí", "Yes", "Yebo"), no=("No", "No", "Cha"), unsure=("No sé", "Not sure", "Angazi"))
WORRIES = choices(
    robbery=("Robo o asalto", "Robbery or theft", "Ukuphanga noma ukweba"),
    lights=("Alumbrado", "Street lights", "Izibani zomgwaqo"),
    water=("Agua, drenaje", "Water, drains", "Amanzi, amapayipi"),
    drugs=("Drogas", "Drugs", "Izidakamizwa"),
    none=("Ninguna", "None", "Lutho"),
    other=("Otro", "Other", "Okunye"),
)
