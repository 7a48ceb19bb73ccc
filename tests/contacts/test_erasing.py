"""A resident is forgotten: nothing of theirs stands in any table, their reports are counted, and nobody else loses a word."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from contacts import counting, erasing, rows
from messaging import outbox
from models import AuditEntry, Base, Contact, Media, Message, Report, Run
from tests.contacts.residents import DURBAN, NOW, everything, holding, secrets_of, told
from tests.line import Line
from tests.messaging.outgoing import SIPHO, THANDI, THANDI_WHATSAPP, queue


def erase(line: Line, contact_id: str) -> bool:
    with line.board.sessions.writing() as session:
        return erasing.erase(session, contact_id, line.board.media_dir, "N. M.", NOW)


def wants_to_be_forgotten(line: Line, contact_id: str, minutes_ago: int = 0) -> None:
    """They said yes so long ago."""
    with line.board.sessions.writing() as session:
        session.get_one(Contact, contact_id).forgetting_at = datetime.now(UTC) - timedelta(minutes=minutes_ago)


def is_there(line: Line, contact_id: str) -> bool:
    with line.board.sessions.reading() as session:
        return session.get(Contact, contact_id) is not None


def only_report(line: Line) -> Report:
    with line.board.sessions.reading() as session:
        report = session.scalars(select(Report)).one()
        assert report.run.answers is not None
        assert report.updates  # loaded before the session ends
        return report


@pytest.mark.parametrize("who", [THANDI, THANDI_WHATSAPP])
def test_no_table_holds_anything_of_thandi_any_more(line: Line, who: str) -> None:
    thandi = told(line, who)
    secrets = secrets_of(line, thandi)
    for secret in secrets:
        assert holding(line, secret), f"the test looks for nothing: {secret}"
    assert [name for name in secrets if (line.board.media_dir / name).exists()], "her photo"
    assert erase(line, thandi)
    for secret in (*secrets, THANDI, THANDI.lstrip("+")):
        assert holding(line, secret) == [], secret
    assert holding(line, thandi) == ["audit_entry"], "her opaque id, in what was written down"
    assert not [name for name in secrets if (line.board.media_dir / name).exists()]


def test_everything_of_sipho_stays_as_it_was(line: Line) -> None:
    thandi, sipho = told(line), told(line, SIPHO, mark=" beside Sipho")
    before = {table: [row for row in found if thandi not in row] for table, found in everything(line).items()}
    secrets = secrets_of(line, sipho, " beside Sipho")
    assert erase(line, thandi)
    for secret in secrets:
        assert holding(line, secret), f"Sipho's own is gone: {secret}"
    assert [name for name in secrets if (line.board.media_dir / name).exists()], "his photo"
    after = everything(line)
    for table in Base.metadata.sorted_tables:
        of_sipho = [row for row in before[table] if sipho in row]
        assert set(of_sipho) <= set(after[table]), table.name


def test_her_report_is_still_counted_where_and_when_it_was(line: Line) -> None:
    before = told(line) and only_report(line)
    erase(line, before.contact_id)
    report = only_report(line)
    kept = (
        "reference",
        "city",
        "category",
        "dimensions",
        "iccs",
        "area",
        "occurred_at",
        "occurred_until",
        "received_at",
        "state",
    )
    assert {name: getattr(report, name) for name in kept} == {name: getattr(before, name) for name in kept}
    assert (report.text, report.place, report.occurred_said, report.lat, report.lon) == ("", None, None, None, None)
    assert not report.follow_up
    assert report.run.answers == []
    assert [update.note for update in report.updates] == [None]
    exported = line.app.test_cli_runner().invoke(args=["reports", "export", "--format", "csv"]).output
    assert exported.count("street_light") == 1


def test_the_middle_of_an_area_is_no_exact_point_and_stays(line: Line) -> None:
    erase(line, told(line, pin=False))
    assert (only_report(line).lat, only_report(line).lon) == (-29.967, 30.883)


def test_of_a_sensitive_report_only_kind_month_and_state_stay(line: Line) -> None:
    before = told(line, category="domestic_violence") and only_report(line)
    erase(line, before.contact_id)
    report = only_report(line)
    assert (report.category, report.state, report.city) == ("domestic_violence", "received", "durban")
    assert report.received_at == datetime(2026, 11, 1, tzinfo=UTC)
    gone = ("area", "lat", "lon", "located_by", "occurred_at", "occurred_until", "occurred_precision", "dangerous", "place")
    assert {name: getattr(report, name) for name in gone} == dict.fromkeys(gone)
    assert holding(line, before.reference) == [], "the reference on her phone leads nowhere"


def test_two_reports_of_one_and_one_of_another_cannot_be_told_apart(line: Line) -> None:
    erase(line, told(line))
    erase(line, told(line, SIPHO))
    with line.board.sessions.reading() as session:
        assert set(session.scalars(select(Report.contact_id))) == {f"{counting.NOBODY}durban"}
        nobody = session.scalars(select(Contact)).one()
        assert nobody.addresses == []
    assert not erase(line, nobody.id), "nobody cannot be forgotten"


def test_to_forget_again_changes_nothing(line: Line) -> None:
    thandi = told(line)
    assert erase(line, thandi)
    once = everything(line)
    assert not erase(line, thandi)
    assert everything(line) == once


def test_what_was_done_is_written_down_without_her(line: Line) -> None:
    thandi = told(line)
    erase(line, thandi)
    with line.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "forgotten")).one()
    assert (entry.actor, entry.thing, entry.details) == ("N. M.", f"contact {thandi}", {"reports": 1})


def test_whoever_writes_again_afterwards_is_somebody_new(line: Line) -> None:
    thandi = told(line)
    erase(line, thandi)
    line.receives(THANDI, DURBAN, "hello again")
    with line.board.sessions.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.contact_id != thandi
        assert session.get_one(Contact, message.contact_id).language is None


def test_a_failure_in_the_middle_leaves_all_rows_and_the_next_tick_erases(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    thandi = told(line)
    wants_to_be_forgotten(line, thandi)
    before = everything(line)
    with monkeypatch.context() as patched:
        patched.setattr(rows, "KEPT_AS_COUNTS", {"report", "message"})  # their address cannot go then
        assert erasing.forget_due(line.board) == 0
    assert everything(line) == before
    assert erasing.forget_due(line.board) == 1
    assert not is_there(line, thandi)


def test_the_last_answer_is_sent_before_she_is_forgotten(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queue(line, THANDI, "It is erased within an hour.")
    with line.board.sessions.reading() as session:
        thandi = session.scalars(select(Contact.id)).one()
    wants_to_be_forgotten(line, thandi)
    assert erasing.forget_due(line.board) == 0
    while outbox.send_next(line.board):
        pass
    assert line.said_to(THANDI) == ["It is erased within an hour."]
    assert erasing.forget_due(line.board) == 1
    assert erasing.forget_due(line.board) == 0
    assert not is_there(line, thandi)
    assert THANDI not in caplog.text


@pytest.mark.parametrize(("minutes", "gone"), [(59, False), (61, True)])
def test_an_answer_that_cannot_be_sent_holds_it_back_for_an_hour(line: Line, minutes: int, gone: bool) -> None:
    queue(line, THANDI, "It is erased within an hour.")
    with line.board.sessions.reading() as session:
        thandi = session.scalars(select(Contact.id)).one()
    wants_to_be_forgotten(line, thandi, minutes)
    assert erasing.forget_due(line.board) == gone
    assert is_there(line, thandi) != gone


def test_a_message_that_nobody_has_answered_yet_is_answered_first(line: Line) -> None:
    thandi = told(line)
    wants_to_be_forgotten(line, thandi, 70)
    line.receives(THANDI, DURBAN, "help, he is at the door")
    assert erasing.forget_due(line.board) == 0
    with line.board.sessions.writing() as session:
        session.scalars(select(Message).where(Message.state == "received")).one().created_at -= timedelta(minutes=61)
    assert erasing.forget_due(line.board) == 1


def test_who_did_not_ask_for_it_is_never_forgotten(line: Line) -> None:
    told(line)
    before = everything(line)
    assert erasing.forget_due(line.board) == 0
    assert everything(line) == before


def test_every_table_that_leads_to_a_contact_is_known(line: Line) -> None:
    """A new table must be reached, or its rows would outlive their contact, or keep it from being erased."""
    reached = {table.name for table, _ in rows.of("x")}
    about = {"contact", "address", "message", "run"}
    leads_there = {
        table.name for table in Base.metadata.sorted_tables if any(key.column.table.name in about for key in table.foreign_keys)
    }
    assert reached == leads_there | {"contact"}
    named = {table.name for table in Base.metadata.sorted_tables if "contact_id" in table.c or "message_id" in table.c}
    assert named <= reached


def test_a_worker_that_was_sending_to_her_meanwhile_finds_out_and_goes_on(line: Line) -> None:
    queue(line, THANDI, "hello")
    with line.board.sessions.reading() as session:
        thandi = session.scalars(select(Contact.id)).one()
    send = line.gateway.send

    def slow(parcel):  # type: ignore[no-untyped-def]
        erase(line, thandi)
        return send(parcel)

    line.gateway.send = slow  # type: ignore[method-assign]
    assert outbox.send_next(line.board)
    assert not outbox.send_next(line.board)
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Message)).all() == []
        assert session.scalars(select(Media)).all() == []
        assert session.scalars(select(Run)).all() == []
