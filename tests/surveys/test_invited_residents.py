"""From the invitation to the thanks, with the real assistant: yes, no, never, and "go on where I was"."""

import pytest
from sqlalchemy import select

import cities
from flows import facts
from models import Contact, FlowVersion, Report, Run
from reports import filing
from tests.line import SMS_SENDERS, Line
from tests.reports.runs import finished
from tests.surveys.conftest import Clock
from tests.surveys.neighbours import SIPHO, SURVEY, THANDI, agrees, plan, publish, tick

DURBAN = SMS_SENDERS["durban"]


@pytest.fixture
def invited(answered_line: Line, clock: Clock) -> Line:
    """Thandi agreed to be asked, and was invited."""
    publish(answered_line, SURVEY)
    agrees(answered_line, THANDI)
    plan(answered_line)
    assert tick(answered_line) == 1
    return answered_line


def says(line: Line, clock: Clock, text: str) -> str:
    """What Thandi is told to this."""
    before = len(line.said_to(THANDI))
    clock.passes(minutes=1)
    line.receives(THANDI, DURBAN, text)
    line.work()
    return "\n".join(line.said_to(THANDI)[before:])


def test_was_it_fixed_names_her_report_and_opens_it_again(answered_line: Line, clock: Clock) -> None:
    thandi = agrees(answered_line, THANDI)
    with answered_line.board.sessions.writing() as session:
        report = filing.file(session, finished(session, answered_line), cities.load()["durban"], "en", clock.now)
        report.state = "resolved"
        reference = report.reference
    agrees(answered_line, SIPHO)
    plan(answered_line, flow="was_it_fixed")
    assert tick(answered_line) == 1, "Sipho has no report to be asked about"
    assert reference in says(answered_line, clock, "1")
    for text in ("3", "the second lamp is still dark", "2"):
        says(answered_line, clock, text)
    says(answered_line, clock, "yes")
    assert "Your report is open again" in says(answered_line, clock, "3")
    with answered_line.board.sessions.reading() as session:
        assert session.scalars(select(Report.state).where(Report.contact_id == thandi)).one() == "received"


def state(line: Line) -> str:
    """Of the run that she was invited to."""
    with line.board.sessions.reading() as session:
        return session.scalars(select(Run.state).join(FlowVersion).where(FlowVersion.flow == "night_walk")).one()


@pytest.mark.parametrize("yes", ["1", "yes", "yebo", "survey", "Begin"])
def test_she_begins_in_whatever_words(invited: Line, clock: Clock, yes: str) -> None:
    assert "How safe after dark?" in says(invited, clock, yes)
    assert "Area?" in says(invited, clock, "very safe")
    assert "Result?" in says(invited, clock, "Umlazi")
    assert "That was all" in says(invited, clock, "yes")
    assert state(invited) == "completed"


def test_not_now_is_no(invited: Line, clock: Clock) -> None:
    assert "thank you for saying so" in says(invited, clock, "2")
    assert state(invited) == "cancelled"


def test_never_again_takes_the_consent_back(invited: Line, clock: Clock) -> None:
    assert "we will not invite you again" in says(invited, clock, "3")
    with invited.board.sessions.reading() as session:
        thandi = session.scalars(select(Contact)).one()
        consent = facts.known(session, thandi.id, "may_ask")
    assert consent is not None
    assert consent.value["code"] == "no"


def test_a_report_instead_comes_first_and_the_invitation_stays_open(invited: Line, clock: Clock) -> None:
    assert "Is it still dangerous there?" in says(invited, clock, "I was robbed last night in Inanda")
    says(invited, clock, "exit")
    assert "How safe after dark?" in says(invited, clock, "survey")


def test_what_was_left_goes_on_where_it_was(invited: Line, clock: Clock) -> None:
    says(invited, clock, "1")
    assert "Area?" in says(invited, clock, "1")
    assert "I keep it here" in says(invited, clock, "pause")
    clock.passes(hours=50)
    assert tick(invited) == 1
    reminder = invited.said_to(THANDI)[-1]
    assert "go on where you were" in reminder
    assert "Area?" in says(invited, clock, "1")
