"""Four weeks after "resolved" its author is asked whether it is: once, by day, where they can be reached."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from flows import run as runs
from flows import versions
from messaging import outbox
from messaging.replies import as_text
from models import Contact, Invitation, Run
from reports import asking, states
from surveys import people
from tests.line import Line
from tests.reports.authors import ask, contact, moves, report, reports
from tests.surveys.conftest import MONDAY, Clock
from tests.surveys.neighbours import (
    LUPITA_WHATSAPP,
    SIPHO,
    SURVEY,
    THANDI,
    THANDI_WHATSAPP,
    Approvals,
    plan,
    publish,
    tells,
    wrote,
)
from tests.surveys.neighbours import tick as tick_surveys

FOUR_WEEKS = timedelta(days=28)


def resolved(line: Line, who: str, **how: str) -> str:
    """They reported, and the city says that it is done. Returns the reference."""
    reference = reports(line, who, **how)  # type: ignore[arg-type]
    moves(line, reference, "resolved")
    return reference


def invited(line: Line) -> list[Run]:
    with line.board.sessions.reading() as session:
        return list(session.scalars(select(Run).where(Run.about.is_not(None)).order_by(Run.started_at)))


def test_thandi_is_asked_four_weeks_later_and_once(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    clock.passes(days=27, hours=23)
    assert ask(line) == 0
    clock.passes(hours=1)
    assert ask(line) == 1
    (parcel,) = line.gateway.sent
    assert as_text(parcel.text, parcel.details) == (
        f"Izwi Durban: some weeks ago the city called your report {reference} resolved. "
        "Will you tell us if it is? A few questions.\n1 Begin\n2 Not now"
    )
    assert [option["id"] for option in parcel.details["options"]] == ["survey=begin", "survey=no"]
    (run,) = invited(line)
    assert (run.state, run.about, run.origin_message_id) == ("invited", reference, None)
    assert report(line, reference).fixed_asked_at == clock.now
    clock.passes(days=20)
    assert ask(line) == 0


@pytest.mark.parametrize("kind", ["street_light", "domestic_violence", "threats"])
def test_every_kind_is_asked_about_by_its_reference_only(line: Line, clock: Clock, kind: str) -> None:
    reference = resolved(line, THANDI, kind=kind)
    clock.passes(days=28)
    assert ask(line) == 1
    (text,) = line.said_to(THANDI)
    assert reference in text
    assert not any(word in text.lower() for word in ("light", "violence", "home", "threat"))


@pytest.mark.parametrize(
    ("who", "language", "words"),
    [("+526565550101", "es", "dio por resuelto tu reporte"), (SIPHO, "zu", "idolobha lathi umbiko wakho")],
)
def test_everybody_is_asked_in_their_own_language(line: Line, clock: Clock, who: str, language: str, words: str) -> None:
    resolved(line, who, language=language)
    clock.strikes(MONDAY + FOUR_WEEKS + timedelta(hours=8))
    assert ask(line) == 1
    assert words in line.said_to(who)[0]


@pytest.mark.parametrize("approved", [True, False])
def test_on_whatsapp_she_is_asked_by_template_or_not_yet(line: Line, clock: Clock, approved: bool) -> None:
    reference = resolved(line, LUPITA_WHATSAPP, language="es")
    clock.strikes(MONDAY + FOUR_WEEKS + timedelta(hours=8))
    if approved:
        sid = Approvals(line).give("report_fixed", "es")
        assert ask(line) == 1
        (parcel,) = line.gateway.sent
        assert parcel.template is not None
        assert (parcel.template.sid, dict(parcel.template.variables)) == (sid, {"1": "Ciudad Juárez", "2": reference})
        return
    assert ask(line) == 0
    assert report(line, reference).fixed_asked_at is None
    Approvals(line).give("report_fixed", "es")
    clock.passes(hours=1)
    assert ask(line) == 1, "as soon as it is approved"


def test_what_was_resolved_long_ago_is_not_asked_about(line: Line, clock: Clock) -> None:
    resolved(line, THANDI)
    clock.passes(days=56)
    assert ask(line) == 0


@pytest.mark.parametrize("what", ["stopped_at", "notices_stopped_at", "forgetting_at"])
def test_who_wants_no_more_is_not_asked(line: Line, clock: Clock, what: str) -> None:
    reference = resolved(line, THANDI)
    clock.passes(days=28)
    with line.board.sessions.writing() as session:
        setattr(session.get_one(Contact, contact(line, reference)), what, clock.now)
    assert ask(line) == 0


def test_who_did_not_want_to_be_told_is_not_asked(line: Line, clock: Clock) -> None:
    resolved(line, THANDI, follow_up="no")
    clock.passes(days=28)
    assert ask(line) == 0


@pytest.mark.parametrize("state", ["closed", "reopened", "in_progress"])
def test_only_what_is_resolved_is_asked_about(line: Line, clock: Clock, state: str) -> None:
    reference = resolved(line, THANDI) if state != "in_progress" else reports(line, THANDI)
    if state == "reopened":
        with line.board.sessions.writing() as session:
            states.reopen(session, report(line, reference, session), states.RESIDENT, clock.now)
    else:
        moves(line, reference, state)
    clock.passes(days=28)
    assert ask(line) == 0


def test_without_the_flow_nobody_is_asked(line: Line, clock: Clock) -> None:
    resolved(line, THANDI)
    clock.passes(days=28)
    with line.board.sessions.writing() as session:
        versions.withdraw(session, "was_it_fixed", "A. D.", clock.now)
    assert ask(line) == 0


# When


def test_who_is_asleep_is_asked_in_the_morning(line: Line, clock: Clock) -> None:
    resolved(line, "+526565550101", language="es")
    clock.passes(days=28)
    assert ask(line) == 0, "three in the morning in Juárez"
    clock.passes(hours=6)
    assert ask(line) == 1


def test_what_the_outbox_dropped_at_night_is_asked_in_the_morning(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    clock.strikes(MONDAY + FOUR_WEEKS + timedelta(hours=8, minutes=59))
    assert asking.ask_whether_fixed(line.board) == 1
    clock.passes(minutes=1)
    assert ask(line) == 0
    assert line.gateway.sent == []
    clock.passes(hours=12)
    assert ask(line) == 1
    assert len(line.said_to(THANDI)) == 1
    (run,) = invited(line)
    assert (run.state, report(line, reference).fixed_asked_at) == ("invited", clock.now), "there is one run"


def test_who_wrote_within_the_hour_is_asked_later(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    clock.passes(days=28)
    wrote(line, contact(line, reference), 0.9)
    assert ask(line) == 0
    clock.passes(minutes=7)
    assert ask(line) == 1


def test_two_resolved_reports_are_asked_about_one_after_the_other(line: Line, clock: Clock) -> None:
    first = resolved(line, THANDI)
    clock.passes(minutes=1)
    second = resolved(line, THANDI, kind="water")
    clock.passes(days=28)
    assert ask(line) == 1
    assert first in line.said_to(THANDI)[-1]
    clock.passes(days=6)
    assert ask(line) == 0, "one question stands open"
    clock.passes(days=1)
    assert ask(line) == 1, "nobody took it up for a week"
    assert second in line.said_to(THANDI)[-1]
    assert [run.state for run in invited(line)] == ["expired", "invited"]


def test_opened_again_and_resolved_again_it_is_asked_again(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    clock.passes(days=28)
    assert ask(line) == 1
    with line.board.sessions.writing() as session:
        (run,) = session.scalars(select(Run).where(Run.about == reference))
        runs.end(run, "completed", clock.now)
        states.reopen(session, report(line, reference, session), states.RESIDENT, clock.now)
    clock.passes(days=1)
    moves(line, reference, "resolved")
    clock.passes(days=27)
    assert ask(line) == 0
    clock.passes(days=1)
    assert ask(line) == 1


# Surveys and this question know of one another


def test_what_a_survey_asked_about_is_not_asked_again(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    tells(line, contact(line, reference), may_ask="yes")
    clock.passes(days=20)
    plan(line, flow="was_it_fixed", closes_at=clock.now + timedelta(days=3))
    assert tick_surveys(line) == 1
    clock.passes(days=8)
    tick_surveys(line)
    assert ask(line) == 0
    assert len(line.said_to(THANDI)) == 1, "the invitation"


def test_what_was_asked_here_no_survey_asks_again(line: Line, clock: Clock) -> None:
    reference = resolved(line, THANDI)
    tells(line, contact(line, reference), may_ask="yes")
    clock.passes(days=28)
    assert ask(line) == 1
    with line.board.sessions.reading() as session:
        thandi = session.get_one(Contact, contact(line, reference))
        assert people.report_to_ask_about(session, thandi, "was_it_fixed") is None


def test_an_open_invitation_to_something_else_comes_first(line: Line, clock: Clock) -> None:
    publish(line, SURVEY)
    reference = resolved(line, THANDI)
    tells(line, contact(line, reference), may_ask="yes")
    clock.passes(days=27)
    plan(line, closes_at=clock.now + timedelta(days=2), remind_after_hours=0)
    assert tick_surveys(line) == 1
    clock.passes(days=1)
    assert ask(line) == 0, "one 'begin' must not mean two things"
    clock.passes(days=2)
    tick_surveys(line)
    assert ask(line) == 1
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Invitation.run_id)).one() != invited(line)[0].id


# Exactly once


def test_many_schedulers_at_once_ask_each_of_them_once(line: Line, clock: Clock) -> None:
    people_asked = [f"+2760555{2000 + number}" for number in range(8)]
    for who in people_asked:
        resolved(line, who)
    clock.passes(days=28)
    together = threading.Barrier(3)
    queued: list[int] = []

    def schedule() -> None:
        together.wait()
        queued.append(asking.ask_whether_fixed(line.board))

    schedulers = [threading.Thread(target=schedule) for _ in range(3)]
    for each in schedulers:
        each.start()
    for each in schedulers:
        each.join()
    ask(line)
    assert sum(queued) == 8
    assert sorted(parcel.to for parcel in line.gateway.sent) == people_asked
    assert len(invited(line)) == 8


@pytest.mark.parametrize("dies_at", ["queue_unasked", "begin"])
def test_a_scheduler_that_dies_has_asked_or_not_asked(
    line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    resolved(line, THANDI)
    clock.passes(days=28)
    where = outbox if dies_at == "queue_unasked" else runs
    usual = getattr(where, dies_at)

    def dying(*given: object, **named: object) -> None:
        usual(*given, **named)
        raise KeyboardInterrupt  # as a kill does: after the write, before the commit

    with monkeypatch.context() as patched:
        patched.setattr(where, dies_at, dying)
        with pytest.raises(KeyboardInterrupt):
            asking.ask_whether_fixed(line.board)
    assert invited(line) == []
    assert ask(line) == 1
    assert ask(line) == 0
    assert [parcel.to for parcel in line.gateway.sent] == [THANDI]


def test_the_four_weeks_hold_over_a_change_of_clocks(line: Line, clock: Clock) -> None:
    clock.strikes(datetime(2027, 2, 20, 17, 0, tzinfo=UTC))
    resolved(line, "+526565550101", language="es")
    clock.strikes(datetime(2027, 3, 20, 16, 59, tzinfo=UTC))
    assert ask(line) == 0
    clock.strikes(datetime(2027, 3, 20, 17, 0, tzinfo=UTC))
    assert ask(line) == 1


def test_sms_comes_in_the_place_of_a_closed_window(line: Line, clock: Clock) -> None:
    wrote(line, contact(line, reports(line, THANDI, follow_up="no")), 30)
    resolved(line, THANDI_WHATSAPP)
    clock.passes(days=28)
    assert ask(line) == 1
    assert [parcel.to for parcel in line.gateway.sent] == [THANDI]
