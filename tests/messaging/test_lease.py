"""One fenced lease per contact and side of the line."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging import lease
from models import Contact, Lease, Message
from tests.line import Line
from tests.messaging.conftest import Clock
from tests.messaging.outgoing import DURBAN, SIPHO, THANDI, queue

SECONDS = 60.0


def claim(line: Line, kind: lease.Kind = "turn") -> lease.Claim | None:
    return lease.claim(line.board.sessions, kind, SECONDS)


def sure(held: lease.Claim | None) -> lease.Claim:
    assert held is not None
    return held


def test_nothing_is_claimed_where_nothing_waits(line: Line) -> None:
    assert claim(line) is None
    line.receives(THANDI, DURBAN, "hello")
    assert claim(line, "send") is None


def test_the_contact_who_waits_longest_comes_first(line: Line) -> None:
    line.receives(SIPHO, DURBAN, "first")
    line.receives(THANDI, DURBAN, "second")
    line.receives(SIPHO, DURBAN, "third")
    first, second = sure(claim(line)), sure(claim(line))
    with line.board.sessions.reading() as session:
        heads = [lease.head(session, held) for held in (first, second)]
    assert [head.text if head else None for head in heads] == ["first", "second"]
    assert claim(line) is None, "nobody takes what another holds"


def test_both_sides_of_one_line_are_worked_on_at_once(line: Line) -> None:
    queue(line, THANDI, "an answer")
    line.receives(THANDI, DURBAN, "more")
    assert sure(claim(line, "turn")).contact_id == sure(claim(line, "send")).contact_id


def test_a_held_contact_is_free_again_when_the_lease_ends(line: Line, clock: Clock) -> None:
    line.receives(THANDI, DURBAN, "hello")
    first = sure(claim(line))
    clock.passes(SECONDS - 1)
    assert claim(line) is None
    clock.passes(1)
    second = sure(claim(line))
    assert (second.contact_id, second.number) == (first.contact_id, first.number + 1)


WRITES: list[Callable[[Session, lease.Claim], None]] = [
    lease.check,
    lease.renew,
    lease.release,
    lambda session, held: lease.back_off(session, held, 5),
]


@pytest.mark.parametrize("write", WRITES, ids=["check", "renew", "release", "back off"])
def test_who_was_overtaken_writes_nothing(line: Line, clock: Clock, write: Callable[[Session, lease.Claim], None]) -> None:
    line.receives(THANDI, DURBAN, "hello")
    slow = sure(claim(line))
    clock.passes(SECONDS)
    sure(claim(line))
    with pytest.raises(lease.LeaseLost) as lost, line.board.sessions.writing() as session:
        session.get_one(Contact, slow.contact_id).city = "juarez"
        write(session, slow)
    assert THANDI not in str(lost.value)
    with line.board.sessions.reading() as session:
        assert session.get_one(Contact, slow.contact_id).city == "durban"


@pytest.mark.parametrize("write", WRITES[:2], ids=["check", "renew"])
def test_a_lease_that_is_still_ours_runs_anew(line: Line, clock: Clock, write: Callable[[Session, lease.Claim], None]) -> None:
    line.receives(THANDI, DURBAN, "hello")
    held = sure(claim(line))
    clock.passes(SECONDS - 1)
    with line.board.sessions.writing() as session:
        write(session, held)
    clock.passes(SECONDS - 1)
    assert claim(line) is None


def test_a_late_worker_that_nobody_overtook_may_still_write(line: Line, clock: Clock) -> None:
    line.receives(THANDI, DURBAN, "hello")
    held = sure(claim(line))
    clock.passes(SECONDS * 10)
    with line.board.sessions.writing() as session:
        lease.renew(session, held)
    assert claim(line) is None


def test_a_back_off_keeps_the_head_of_the_line_and_counts(line: Line, clock: Clock) -> None:
    line.receives(THANDI, DURBAN, "first")
    line.receives(THANDI, DURBAN, "second")
    for attempts, counted in enumerate((True, True, False)):
        held = sure(claim(line))
        assert held.attempts == attempts
        with line.board.sessions.writing() as session:
            lease.back_off(session, held, 5, counted=counted)
        assert claim(line) is None
        clock.passes(5)
    held = sure(claim(line))
    assert held.attempts == 2, "an outage was not counted"
    with line.board.sessions.reading() as session:
        head = lease.head(session, held)
    assert head is not None
    assert head.text == "first"


@pytest.mark.parametrize("write", WRITES[1:3], ids=["renew", "release"])
def test_a_success_forgets_the_failures(line: Line, write: Callable[[Session, lease.Claim], None]) -> None:
    line.receives(THANDI, DURBAN, "hello")
    held = sure(claim(line))
    with line.board.sessions.writing() as session:
        lease.back_off(session, held, 0)
    held = sure(claim(line))
    with line.board.sessions.writing() as session:
        write(session, held)
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Lease.attempts).where(Lease.kind == "turn")).one() == 0


def test_workers_that_reach_out_at_once_never_take_the_same_contact(line: Line) -> None:
    for number in range(101, 107):
        line.receives(f"+2760555{number:04d}", DURBAN, "hello")
        line.receives(f"+2760555{number:04d}", DURBAN, "anybody?")
    start = Barrier(12)

    def reach_out(_: int) -> lease.Claim | None:
        start.wait(10)
        return claim(line)

    with ThreadPoolExecutor(12) as threads:
        held = [each for each in threads.map(reach_out, range(12)) if each]
    while (more := claim(line)) is not None:  # on PostgreSQL a worker passes over a row that another is just taking
        held.append(more)
    assert len(held) == 6
    assert len({each.contact_id for each in held}) == 6


def test_an_answered_message_leaves_the_line(line: Line) -> None:
    line.receives(THANDI, DURBAN, "hello")
    with line.board.sessions.writing() as session:
        session.scalars(select(Message)).one().state = "answered"
    assert claim(line) is None
