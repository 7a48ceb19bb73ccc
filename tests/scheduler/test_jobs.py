"""Regular work: what is due stands in rows, so a late or doubled tick changes nothing."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Message, Run
from scheduler import expiry, jobs, watch
from tests.line import Line
from tests.messaging.outgoing import DURBAN, THANDI, queue
from tests.reports.runs import finished


def silent_for(line: Line, days: int, state: str = "active") -> None:
    line.receives(THANDI, DURBAN, "hello")
    with line.board.sessions.writing() as session:
        run = finished(session, line)
        run.state, run.updated_at = state, datetime.now(UTC) - timedelta(days=days)


def state(line: Line) -> tuple[str, int]:
    with line.board.sessions.reading() as session:
        run = session.scalars(select(Run)).one()
        return run.state, len(run.answers)


@pytest.mark.parametrize(("days", "after"), [(6, "active"), (7, "expired"), (400, "expired")])
def test_a_run_that_fell_silent_ends_and_keeps_its_answers(line: Line, days: int, after: str) -> None:
    silent_for(line, days)
    assert expiry.end_silent_runs(line.board) == (after == "expired")
    assert state(line) == (after, 6)
    assert expiry.end_silent_runs(line.board) == 0, "a second tick finds nothing"


@pytest.mark.parametrize("ended", ["completed", "cancelled"])
def test_a_run_that_has_ended_is_left_alone(line: Line, ended: str) -> None:
    silent_for(line, 400, ended)
    assert expiry.end_silent_runs(line.board) == 0
    assert state(line)[0] == ended


def test_somebody_who_waits_too_long_is_named_by_the_line_only(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    line.receives(THANDI, DURBAN, "secret words")
    queue(line, THANDI, "thank you")
    watch.log_the_oldest(line.board)
    assert "waits" not in caplog.text
    with line.board.sessions.writing() as session:
        for message in session.scalars(select(Message)):
            message.created_at -= timedelta(seconds=watch.ALARM_SECONDS["turn"] + 1)
    watch.log_the_oldest(line.board)
    assert [record.args[0] for record in caplog.records if "waits" in record.message and record.args] == ["turn", "send"]
    assert "secret" not in caplog.text


def test_every_job_ticks_and_a_late_tick_is_not_dropped(line: Line) -> None:
    scheduler = jobs.start(line.board)
    try:
        found = {job.id: job for job in scheduler.get_jobs()}
        assert set(found) == {job.task.__name__ for job in jobs.JOBS}
        for job in jobs.JOBS:
            ticking = found[job.task.__name__]
            assert ticking.trigger.interval == timedelta(seconds=job.every)
            assert (ticking.coalesce, ticking.max_instances, ticking.misfire_grace_time) == (True, 1, None)
            ticking.func()
    finally:
        scheduler.shutdown()
