"""A finished run becomes a report: once, and whole."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import cities
from models import AuditEntry, Message, Report, Run, Update
from reports import filing, reference
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import THANDI
from tests.reports.runs import ANSWERS, NOW, file, finished


def test_a_report_holds_what_was_answered(line: Line) -> None:
    report = file(line)
    assert (report.city, report.category, report.text) == ("durban", "street_light", "The light is off since Friday")
    assert (report.area, report.place, report.lat, report.lon, report.located_by) == (
        "umlazi",
        "V section",
        -29.967,
        30.883,
        "area",
    )
    assert report.occurred_at == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert report.occurred_until == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    assert (report.occurred_precision, report.dangerous, report.follow_up) == ("part_of_day", "yes", True)
    assert (report.language, report.channel, report.state) == ("en", "sms", "received")
    assert reference.read(report.reference) == report.reference
    category = cities.load()["durban"].category("street_light")
    assert category is not None
    assert (report.dimensions, report.iccs, report.sensitive) == (list(category.dimensions), category.iccs, category.sensitive)


def test_a_report_was_received_when_its_first_message_was(line: Line) -> None:
    report = file(line)
    with line.board.sessions.reading() as session:
        assert report.received_at == session.scalars(select(Message.created_at)).one() != NOW


def test_filing_is_written_down_without_the_residents_words(line: Line) -> None:
    report = file(line)
    with line.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "filed")).one()
        assert (entry.action, entry.thing) == ("filed", f"report {report.id}")
        assert session.scalars(select(Update)).one().state == "received"


def test_filing_again_gives_the_same_report(line: Line) -> None:
    report = file(line)
    with line.board.sessions.writing() as session:
        run = session.scalars(select(Run)).one()
        again = filing.file(session, run, cities.load()["durban"], "zu", NOW)
        assert (again.id, again.reference) == (report.id, report.reference)
    with line.board.sessions.reading() as session:
        for kind in (Report, Update):
            assert session.scalar(select(func.count()).select_from(kind)) == 1
        assert session.scalar(select(func.count()).where(AuditEntry.action == "filed")) == 1


def test_the_database_itself_refuses_a_second_report_of_one_run(line: Line) -> None:
    report = file(line)
    with pytest.raises(IntegrityError), line.board.sessions.writing() as session:
        values = {column.key: getattr(report, column.key) for column in Report.__table__.columns}
        session.add(Report(**(values | {"id": "f" * 32, "reference": reference.new()})))


def test_a_reference_that_is_taken_is_not_given_again(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    first = file(line)
    fresh = reference.new()
    offered = [first.reference, first.reference, fresh]
    monkeypatch.setattr(filing.reference, "new", lambda: offered.pop(0))
    assert file(line).reference == fresh


@pytest.mark.parametrize("missing", [*ANSWERS, "everything"])
def test_a_report_without_an_answer_is_still_a_report(line: Line, missing: str) -> None:
    answers = {} if missing == "everything" else {name: value for name, value in ANSWERS.items() if name != missing}
    report = file(line, answers)
    if missing in ("category", "everything"):
        assert report.category == "other"
    if missing in ("where", "everything"):
        assert (report.lat, report.area) == (None, None)
    if missing in ("when", "everything"):
        assert report.occurred_at is None
    if missing in ("follow_up", "everything"):
        assert report.follow_up is False, "silence is no consent"


@pytest.mark.parametrize("skipped", list(ANSWERS))
def test_a_skipped_question_leaves_its_part_of_the_report_empty(line: Line, skipped: str) -> None:
    report = file(line, ANSWERS | {skipped: {"code": ""}})
    assert report.reference


def test_a_category_that_a_city_does_not_have_is_other(line: Line) -> None:
    assert file(line, ANSWERS | {"category": {"code": "dragons"}}).category == "other"


def test_two_reports_of_one_contact_are_two(line: Line) -> None:
    line.receives(THANDI, SMS_SENDERS["durban"], "hello")
    with line.board.sessions.writing() as session:
        first = filing.file(session, finished(session, line), cities.load()["durban"], "en", NOW)
    second = file(line)
    assert first.reference != second.reference
