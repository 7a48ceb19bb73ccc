"""An admin changes a conversation while residents are in it: live for the next run, nothing restarted, nobody lost."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from flows import versions
from models import FlowVersion, Run
from tests.line import SMS_SENDERS, Line

SIPHO, THANDI = "+27605550102", "+27605550101"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DURBAN = SMS_SENDERS["durban"]


def texts(line: Line, who: str, *messages: str) -> str:
    """What is said to somebody's messages."""
    before = len(line.said_to(who))
    for message in messages:
        line.receives(who, DURBAN, message)
        line.work()
    return "\n".join(line.said_to(who)[before:])


def edited(source: dict[str, Any], label: str) -> dict[str, Any]:
    """The survey with another first question."""
    other = copy.deepcopy(source)
    row = next(row for row in other["survey"] if row["name"] == "day")
    row["label"]["en"] = label
    return other


def publish(line: Line, label: str) -> None:
    with line.board.sessions.writing() as session:
        live = versions.published(session, "feeling_safe")
        assert live is not None
        draft = versions.save_draft(session, edited(live.definition, label), "nomsa", NOW)
        versions.publish(session, draft, [], "nomsa", NOW, instead_of=live)


@pytest.fixture
def surveys(answered_line: Line) -> Line:
    return answered_line


def test_an_edit_is_live_for_the_next_run_and_the_one_under_way_keeps_its_words(surveys: Line) -> None:
    first = texts(surveys, SIPHO, "survey", "2")
    assert "How safe do you feel walking alone" in first
    publish(surveys, "Do you feel safe in the street by day?")
    assert "How safe do you feel walking alone" in texts(surveys, SIPHO, "what?"), "his run keeps its version"
    assert "Do you feel safe in the street by day?" in texts(surveys, THANDI, "survey", "2")
    with surveys.board.sessions.reading() as session:
        numbers = session.scalars(select(FlowVersion.number).join(Run).order_by(Run.started_at)).all()
    assert numbers == [1, 2]


def test_a_rollback_brings_the_earlier_words_back(surveys: Line) -> None:
    publish(surveys, "Do you feel safe in the street by day?")
    with surveys.board.sessions.writing() as session:
        versions.roll_back(session, "feeling_safe", "nomsa", NOW)
    assert "How safe do you feel walking alone" in texts(surveys, THANDI, "survey", "2")


def test_a_withdrawn_survey_ends_politely_and_keeps_what_was_said(surveys: Line) -> None:
    texts(surveys, SIPHO, "survey", "2", "1")
    with surveys.board.sessions.writing() as session:
        assert versions.withdraw(session, "feeling_safe", "nomsa", datetime.now(UTC)) == 1
    answer = texts(surveys, SIPHO, "2")
    assert "have closed" in answer
    assert "What would you like to do" in answer
    with surveys.board.sessions.reading() as session:
        run = session.scalars(select(Run)).one()
        assert run.state == "withdrawn"
        assert {each.question: each.value["code"] for each in run.answers}["walking/day"] == "very_safe"
    assert "Feeling safe" not in texts(surveys, THANDI, "survey")
