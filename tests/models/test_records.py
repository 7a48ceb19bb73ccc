"""What every record promises: aware times, opaque ids, an order that grows, and one of each."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from models import Address, AuditEntry, Base, Contact, Lease, Media, Message
from tests.line import Line
from tests.messaging.outgoing import DURBAN, SIPHO, THANDI

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def contact(**fields: Any) -> Contact:
    return Contact(**({"city": "durban", "created_at": NOON, "seen_at": NOON} | fields))


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.astimezone(ZoneInfo("Africa/Johannesburg")),
        NOON.astimezone(ZoneInfo("America/Ciudad_Juarez")),
        NOON.astimezone(timezone(timedelta(hours=5, minutes=45))),
        NOON.replace(microsecond=123456),
    ],
    ids=str,
)
def test_a_time_comes_back_as_the_same_moment_in_utc(line: Line, moment: datetime) -> None:
    with line.board.sessions.writing() as session:
        session.add(contact(seen_at=moment))
    with line.board.sessions.reading() as session:
        stored = session.scalars(select(Contact.seen_at)).one()
        assert stored == moment
        assert stored.utcoffset() == timedelta(0)
        assert session.scalar(select(func.min(Contact.seen_at))) == moment
        assert session.scalar(select(func.count()).where(Contact.seen_at <= moment)) == 1


def test_a_time_without_a_zone_is_refused(line: Line) -> None:
    with pytest.raises(StatementError, match="without a zone"), line.board.sessions.writing() as session:
        session.add(contact(seen_at=datetime(2026, 11, 23, 12, 0)))
        session.flush()


def test_ids_are_opaque_and_never_equal(line: Line) -> None:
    with line.board.sessions.writing() as session:
        session.add_all(contact() for _ in range(200))
    with line.board.sessions.reading() as session:
        ids = list(session.scalars(select(Contact.id)))
    assert len(set(ids)) == 200
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in ids)


def test_the_number_of_a_message_is_never_given_twice(line: Line) -> None:
    line.receives(THANDI, DURBAN, "one")
    with line.board.sessions.writing() as session:
        first = session.scalars(select(Message.id)).one()
        session.execute(Message.__table__.delete())  # type: ignore[attr-defined]
    line.receives(THANDI, DURBAN, "two")
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Message.id)).one() > first


def test_a_message_is_stored_once_under_its_sid(line: Line) -> None:
    line.receives(THANDI, DURBAN, "one")
    line.receives(SIPHO, DURBAN, "two")
    with pytest.raises(IntegrityError) as refused, line.board.sessions.writing() as session:
        one, two = session.scalars(select(Message).order_by(Message.id)).all()
        two.sid = one.sid
        two.text = "secret words"
    assert "secret" not in str(refused.value), "errors of the database carry no words of residents"


def test_a_row_needs_the_row_it_belongs_to(line: Line) -> None:
    with pytest.raises(IntegrityError), line.board.sessions.writing() as session:
        session.add(Lease(contact_id="f" * 32, kind="turn", free_at=NOON))
    with pytest.raises(IntegrityError), line.board.sessions.writing() as session:
        session.add(Media(message_id=999_999, position=0, url="", content_type="", state="waiting", created_at=NOON))


def test_an_address_belongs_to_one_contact_on_its_channel(line: Line) -> None:
    line.receives(THANDI, DURBAN, "one")
    with pytest.raises(IntegrityError), line.board.sessions.writing() as session:
        known = session.scalars(select(Address)).one()
        other = contact()
        session.add(other)
        session.flush()
        session.add(
            Address(contact_id=other.id, channel=known.channel, fingerprint=known.fingerprint, sealed="", created_at=NOON)
        )


def test_details_come_back_as_they_were(line: Line) -> None:
    details = {"lat": -29.967, "label": "Ñandú 🚨", "nested": [1, None, True, {"x": "é"}]}
    with line.board.sessions.writing() as session:
        session.add(AuditEntry(actor="system", action="test", thing="contact 1", details=details, at=NOON))
    with line.board.sessions.reading() as session:
        assert session.scalars(select(AuditEntry.details).where(AuditEntry.action == "test")).one() == details


def test_what_is_read_never_takes_the_write_lock(line: Line) -> None:
    with line.board.sessions.writing() as writing:
        writing.execute(select(Contact))
        with line.board.sessions.reading() as reading:
            assert reading.scalar(select(func.count()).select_from(Contact)) == 0


def test_a_write_that_fails_writes_nothing(line: Line) -> None:
    with pytest.raises(RuntimeError), line.board.sessions.writing() as session:
        session.add(contact())
        session.flush()
        raise RuntimeError
    with line.board.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_sqlite_writes_as_durably_as_promised(line: Line) -> None:
    engine = line.board.sessions.engine
    if engine.dialect.name != "sqlite":
        pytest.skip("these are SQLite's own")
    with line.board.sessions.reading() as session:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        assert [session.scalar(text(f"PRAGMA {each}")) for each in asked] == ["wal", 2, 1, 1]


def test_postgresql_waits_no_longer_for_a_lock_than_twilio_does(line: Line) -> None:
    if line.board.sessions.engine.dialect.name != "postgresql":
        pytest.skip("this is PostgreSQL's own")
    with line.board.sessions.reading() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "5s"


def test_every_time_is_aware_and_every_table_has_a_key() -> None:
    for table in Base.metadata.sorted_tables:
        assert table.primary_key.columns, table.name
        for column in table.columns:
            if column.type.python_type is datetime:
                assert type(column.type).__name__ == "Moment", column
