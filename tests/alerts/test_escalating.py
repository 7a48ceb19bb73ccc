"""Nobody acknowledges: the next person is told, once, whoever ticks, through the night and after midnight."""

import logging
import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from alerts import escalating, telling
from models import Alert, AuditEntry, Message, Report
from models import Incident as IncidentRow
from reports import states
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import BOTHA, MKHIZE, NAIDOO, SIPHO, THANDI
from tests.line import Line

Rota = dict[str, str]


def test_through_the_night_until_nobody_is_left(line: Line, rota: Rota, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    report, _ = night.reports(line, THANDI)
    seen = []
    for _ in range(20):
        night.tick(line)
        seen.append([handle for handle, _ in night.told(line)])
        clock.passes(minutes=1)
    night.carry(line)
    botha, naidoo, mkhize = ["botha"], ["botha", "naidoo"], ["botha", "naidoo", "mkhize"]
    assert seen == [botha] * 5 + [naidoo] * 5 + [mkhize] * 10
    assert [len(line.said_to(who)) for who in (BOTHA, NAIDOO, MKHIZE)] == [1, 1, 1]
    tag = night.tag_of(line, report)
    assert line.said_to(NAIDOO)[0].startswith(f"Isexwayiso se-Izwi {tag}: Ukudubula noma amagenge. Umlazi, 23:30.")
    found = night.incident(line)
    assert (found.state, found.next_at) == ("open", None)
    errors = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"incident={found.id} city=durban nobody has acknowledged it and nobody is left to tell"]
    with line.board.sessions.reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "incident.unanswered")).all()) == 1


def test_after_midnight_the_next_shift_is_told(line: Line, clock: Clock, rota: Rota) -> None:
    """Pillay begins at midnight, Govender's evening ends then: at 23:58 it is not yet Pillay's."""
    for handle, number, begins, ends in (
        ("govender", "+27605550121", "18:00", "00:00"),
        ("pillay", "+27605550122", "00:00", "06:00"),
    ):
        night.on_duty(line, night.official(line, "fire", number, handle), 1, begins, ends)
    clock.strikes(datetime(2026, 11, 23, 21, 52, tzinfo=UTC))
    assert night.reports(line, THANDI, "flood", "a gas leak")[1]
    assert night.told(line) == [("govender", "sms")]
    clock.passes(minutes=10)
    assert night.tick(line) == 1
    assert night.told(line) == [("govender", "sms"), ("pillay", "sms")]


def test_acknowledging_ends_it(line: Line, rota: Rota, clock: Clock) -> None:
    report, _ = night.reports(line, THANDI)
    clock.passes(minutes=5)
    night.tick(line)
    clock.passes(minutes=2)
    assert night.acknowledges(line, rota["naidoo"], report)
    clock.passes(hours=5)
    assert night.tick(line) == 0
    assert [handle for handle, _ in night.told(line)] == ["botha", "naidoo"]


def test_nobody_is_woken_for_what_somebody_took_up_without_a_word_here(line: Line, rota: Rota, clock: Clock) -> None:
    report, _ = night.reports(line, THANDI)
    with line.board.sessions.writing() as session:
        states.move(session, session.get_one(Report, report), states.IN_PROGRESS, rota["mkhize"], clock.now)
    clock.passes(minutes=5)
    assert night.tick(line) == 1
    assert (night.incident(line).state, night.told(line)) == ("acknowledged", [("botha", "sms")])


@pytest.mark.parametrize("state", telling.NOT_ARRIVED)
def test_what_did_not_arrive_is_told_to_the_next_at_once(line: Line, rota: Rota, clock: Clock, state: str) -> None:
    night.reports(line, THANDI)
    _last(line, state)
    clock.passes(seconds=20)
    assert night.tick(line) == 1
    assert [handle for handle, _ in night.told(line)] == ["botha", "naidoo"]
    assert night.incident(line).next_at == clock.now + night.minutes(5)
    clock.passes(seconds=20)
    assert night.tick(line) == 0, "the second alert is on its way: the first one's failure was seen to"
    assert night.reports(line, SIPHO)[1], "Naidoo is on duty, and is told"


def test_a_resident_is_promised_nothing_by_an_alert_that_did_not_arrive(line: Line, rota: Rota) -> None:
    night.reports(line, THANDI)
    _last(line, "undelivered")
    assert night.reports(line, SIPHO)[1] is False


def test_a_process_that_dies_before_its_commit_has_told_nobody(
    line: Line, rota: Rota, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.reports(line, THANDI)
    clock.passes(minutes=5)

    def told_and_killed(*given: object) -> bool:
        telling_next(*given)
        raise KeyboardInterrupt

    telling_next = telling.tell_next
    monkeypatch.setattr(telling, "tell_next", told_and_killed)
    with pytest.raises(KeyboardInterrupt):
        night.tick(line)
    monkeypatch.undo()
    assert [handle for handle, _ in night.told(line)] == ["botha"]
    night.carry(line)
    assert line.said_to(NAIDOO) == []


def test_one_incident_in_trouble_keeps_no_other_waiting(
    line: Line, rota: Rota, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    night.reports(line, THANDI, area="umlazi")
    night.reports(line, SIPHO, area="inanda")
    clock.passes(minutes=5)
    stuck = night.all_incidents(line)[0].id
    telling_next = telling.tell_next

    def sometimes(session: object, incident: IncidentRow, *given: object) -> bool:
        if incident.id == stuck:
            raise OperationalError("secret words", {}, Exception("secret words"))
        return telling_next(session, incident, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(telling, "tell_next", sometimes)
    assert night.tick(line) == 1
    assert f"incident={stuck} was not moved on: OperationalError" in caplog.text
    assert "secret" not in caplog.text


def test_any_number_of_schedulers_in_any_order_tell_each_person_once(line: Line, rota: Rota, clock: Clock) -> None:
    """Three schedulers that read what is due before any of them moves it on."""
    dice = random.Random(7)
    night.reports(line, THANDI)
    found = night.incident(line).id
    for _ in range(6):
        clock.passes(minutes=5)
        moved = [escalating._move_on(line.board, found, clock.now) for _ in range(dice.randint(1, 3))]
        assert sum(moved) <= 1
    with line.board.sessions.reading() as session:
        alerts = session.scalars(select(Alert).order_by(Alert.position)).all()
        assert [alert.official.handle for alert in alerts] == ["botha", "naidoo", "mkhize"]
        assert [alert.position for alert in alerts] == [1, 2, 3]
        assert len({alert.sent_as for alert in alerts}) == 3


def _last(line: Line, state: str) -> None:
    """The newest message to an official ends like this."""
    with line.board.sessions.writing() as session:
        newest = select(Message).join(Alert, Alert.sent_as == Message.id).order_by(Message.id.desc()).limit(1)
        session.scalars(newest).one().state = state
