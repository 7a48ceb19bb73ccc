"""Small flows, and the surroundings they are asked in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

import cities
from flows.context import Context
from flows.definition import Definition, parse

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
"""A Thursday: ten in the morning in Durban, one in the night in Juárez."""


def label(text: str) -> dict[str, str]:
    return {"es": f"{text} (es)", "en": f"{text} (en)", "zu": f"{text} (zu)"}


def source(*rows: dict[str, Any], **choices: list[str]) -> dict[str, Any]:
    """A flow as its file holds it."""
    return {
        "settings": {"form_id": "small", "default_language": "en"},
        "survey": [{"label": label(row["name"]), **row} if _is_said(row) else row for row in rows],
        "choices": {name: [{"name": each, "label": label(each)} for each in names] for name, names in choices.items()},
    }


def _is_said(row: dict[str, Any]) -> bool:
    return row["type"] != "calculate" and not row["type"].startswith(("begin", "end"))


@pytest.fixture
def context() -> Callable[..., Context]:
    def of(city: str = "durban", language: str = "en", channel: str = "sms") -> Context:
        return Context(cities.load()[city], language, channel, NOW)

    return of


@pytest.fixture
def small() -> Definition:
    """What happened; was anybody hurt, and only then how badly; a note on it; when."""
    return parse(
        source(
            {"type": "text", "name": "story"},
            {"type": "select_one yes_no", "name": "hurt"},
            {"type": "select_one degrees", "name": "how_badly", "relevant": "${hurt} = 'yes'"},
            {"type": "calculate", "name": "grave", "calculation": "coalesce(${how_badly}, 'not at all')"},
            {"type": "note", "name": "ambulance", "relevant": "${grave} = 'badly'"},
            {"type": "dateTime", "name": "when"},
            yes_no=["yes", "no"],
            degrees=["a_little", "badly"],
        )
    )
