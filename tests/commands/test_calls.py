"""The list of those who want to be called, as whoever calls them works through it."""

from datetime import UTC, datetime

from click.testing import Result
from sqlalchemy import select

from models import AuditEntry, CallRequest, Contact, Run
from tests.line import Line
from tests.messaging.outgoing import THANDI
from tests.reports.runs import file

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def run(line: Line, *words: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["calls", *words])


def asked(line: Line) -> str:
    """Thandi could not answer where it was, and wants to be called. Returns the request's id."""
    file(line)
    with line.board.sessions.writing() as session:
        request = CallRequest(
            contact_id=session.scalars(select(Contact.id)).one(),
            run_id=session.scalars(select(Run.id)).one(),
            city="durban",
            language="zu",
            question="where",
            at=NOW,
        )
        session.add(request)
        session.flush()
        return request.id


def test_the_list_tells_everything_but_who(line: Line) -> None:
    call = asked(line)
    assert run(line, "list").output == f"{call[:8]}  2026-11-23 12:00 UTC  durban  zu  where\n"
    assert run(line, "list", "--city", "juarez").output == ""


def test_the_number_is_shown_to_who_says_who_they_are_and_that_is_written_down(line: Line) -> None:
    call = asked(line)
    assert run(line, "number", call[:8]).exit_code == 2
    assert run(line, "number", call[:8], "--by", "N. M.").output == f"{THANDI}\n"
    with line.board.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.actor == "N. M.")).one()
    assert (entry.action, entry.thing) == ("number looked at", f"call {call}")


def test_who_was_called_is_off_the_list(line: Line) -> None:
    call = asked(line)
    assert run(line, "done", call[:8], "--by", "N. M.").exit_code == 0
    assert run(line, "list").output == ""


def test_a_call_that_is_not_there_is_not_found(line: Line) -> None:
    result = run(line, "done", "abc", "--by", "N. M.")
    assert (result.exit_code, result.output) == (1, "Error: there is no call abc\n")
