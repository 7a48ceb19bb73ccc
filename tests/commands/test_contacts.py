"""What staff can do for somebody who asks the city itself: a copy, and to be forgotten."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from models import AuditEntry, Contact, Report
from tests.contacts.residents import STORY, holding, told
from tests.line import Line
from tests.messaging.outgoing import SIPHO, THANDI


def run(line: Line, *words: str) -> Result:
    return line.app.test_cli_runner().invoke(args=["contacts", *words])


def reference(line: Line, contact_id: str) -> str:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Report.reference).where(Report.contact_id == contact_id)).one()


def written_down(line: Line, action: str) -> list[tuple[str, str]]:
    with line.board.sessions.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()
        return [(each.actor, each.thing) for each in entries]


def test_a_copy_has_everything_of_hers_and_nothing_of_his(line: Line) -> None:
    thandi, sipho = told(line), told(line, SIPHO, mark=" beside Sipho")
    done = run(line, "export", reference(line, thandi), "--by", "N. M.")
    copy = json.loads(done.output)
    assert copy["address"][0]["number"] == THANDI
    assert {row["text"] for row in copy["message"]} == {STORY, f"You said: {STORY}"}
    assert copy["report"][0]["text"] == STORY
    assert {row["name"] for row in copy["fact"]} == {"area", "may_ask"}
    assert {"answer", "run", "media", "call_request", "invitation", "turn"} <= set(copy)
    assert "fingerprint" not in done.output
    assert "sealed" not in done.output
    assert sipho not in done.output
    assert SIPHO not in done.output
    assert "beside Sipho" not in done.output
    assert written_down(line, "copied") == [("N. M.", f"contact {thandi}")]


def test_a_copy_is_written_to_a_file(line: Line, tmp_path: Path) -> None:
    thandi = told(line)
    assert run(line, "export", thandi, "--by", "N. M.", "--output", str(tmp_path / "copy.json")).output == ""
    assert json.loads((tmp_path / "copy.json").read_text("utf-8"))["contact"][0]["id"] == thandi


@pytest.mark.parametrize("by_reference", [True, False])
def test_staff_forget_by_reference_or_by_id(line: Line, by_reference: bool) -> None:
    thandi = told(line)
    who = reference(line, thandi).lower().replace("-", " ") if by_reference else thandi
    done = run(line, "forget", who, "--by", "N. M.", "--yes")
    assert (done.exit_code, done.output) == (0, "Erased.\n")
    assert holding(line, STORY) == []
    assert written_down(line, "forgotten") == [("N. M.", f"contact {thandi}")]


def test_without_a_yes_nothing_is_erased(line: Line) -> None:
    thandi = told(line)
    assert run(line, "forget", thandi, "--by", "N. M.").exit_code == 1
    with line.board.sessions.reading() as session:
        assert session.get(Contact, thandi) is not None


@pytest.mark.parametrize("command", ["export", "forget"])
@pytest.mark.parametrize("who", ["nobody-durban", "7K3-9RX-2MW", "abc", ""])
def test_who_is_not_there_is_not_found_and_nobody_cannot_be_asked_about(line: Line, command: str, who: str) -> None:
    run(line, "forget", told(line), "--by", "N. M.", "--yes")
    done = run(line, command, who, "--by", "N. M.", *(["--yes"] if command == "forget" else []))
    assert (done.exit_code, done.output) == (1, "Error: there is no contact with this id or this reference\n")


def test_who_does_it_must_be_said(line: Line) -> None:
    assert run(line, "forget", told(line), "--yes").exit_code == 2
