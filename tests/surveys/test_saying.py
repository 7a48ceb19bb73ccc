"""What is said to people first: short, in three languages, and by whom."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest

import cities
from messaging import templates
from messaging.replies import LONGEST_BODY, as_text
from messaging.window import Reach
from surveys.saying import Kind, compose
from tests.line import Line
from words import LANGUAGES, segments

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESULT = {
    "question": "After dark",
    "answers": "Very safe or Fairly safe",
    "area": "KwaMashu Section M",
    "area_share": 100,
    "area_count": 10000,
    "city_share": 100,
    "city_count": 100000,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("city", cities.load().values(), ids=lambda city: city.key)
def test_each_message_is_short_and_of_cheap_letters(line: Line, kind: Kind, language: str, city: cities.City) -> None:
    values = {"city": city.name, "questions": 150} | RESULT
    said = {}
    for channel in ("sms", "whatsapp"):
        to = Reach("contact", "address", channel, "+27605550100", city.key, NOW)
        with line.board.sessions.reading() as session:
            outgoing = compose(session, line.board.account, kind, to, language, values, NOW)
        assert outgoing is not None
        said[channel] = as_text(outgoing.text, outgoing.details)
        offered = [option["id"] for option in outgoing.details.get("options", [])]
        assert offered == list(templates.load()[f"survey_{kind}"].buttons)
    counted = segments.count(said["sms"])
    assert (counted.encoding, counted.segments) == ("GSM-7", 1)
    assert len(said["whatsapp"]) <= LONGEST_BODY


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_names_its_sender_and_how_long_it_takes(line: Line, language: str) -> None:
    for channel in ("sms", "whatsapp"):
        to = Reach("contact", "address", channel, "+27605550100", "durban", NOW)
        with line.board.sessions.reading() as session:
            outgoing = compose(session, "", "invitation", to, language, {"city": "Durban", "questions": 7}, NOW)
        assert outgoing is not None
        assert {"Izwi", "Durban", "7"} <= set(re.findall(r"\w+", outgoing.text))
