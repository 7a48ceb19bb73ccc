"""A night in Durban and an evening in Juárez, with rules that the pilots may change without changing these tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine

from alerts import rules
from cities import City
from tests.alerts import night
from tests.clock import Clock
from tests.line import Line

NIGHT = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
"""Monday, 23:30 in Durban; 14:30 in Juárez."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def our_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Rules of these tests instead of the pilots'."""
    file = tmp_path / "alerts.yml"
    file.write_text(night.RULES, "utf-8")

    @cache
    def of(city: City) -> tuple[rules.Rule, ...]:
        return rules.read(file, city)

    monkeypatch.setattr(rules, "of", of)


@pytest.fixture
def rota(line: Line, clock: Clock, our_rules: None) -> dict[str, str]:
    """Who works that night: ids by handle.

    Durban: Botha then Naidoo for the metro police, Khumalo (an officer) then Dlamini for the unit against violence at home,
    Mkhize coordinates. Juárez: Reyes for the police, Soto coordinates.
    """
    with line.board.sessions.writing() as session:
        night.body(session, "durban", "metro_police")
        night.body(session, "durban", "protection_unit", ["domestic_violence", "sexual_violence"])
        night.body(session, "durban", "fire", ["flood"])
        night.body(session, "juarez", "policia")
    found = {
        "botha": night.official(line, "metro_police", night.BOTHA, "botha"),
        "naidoo": night.official(line, "metro_police", night.NAIDOO, "naidoo", language="zu"),
        "mkhize": night.official(line, "metro_police", night.MKHIZE, "mkhize", "coordinator"),
        "khumalo": night.official(line, "protection_unit", night.KHUMALO, "khumalo"),
        "dlamini": night.official(line, "protection_unit", night.DLAMINI, "dlamini", "protection"),
        "reyes": night.official(line, "policia", night.REYES, "reyes", language="es"),
        "soto": night.official(line, "policia", night.SOTO, "soto", "coordinator", language="es"),
    }
    for handle, position in (("botha", 1), ("naidoo", 2), ("khumalo", 1), ("dlamini", 2), ("reyes", 1)):
        night.on_duty(line, found[handle], position)
    return found
