"""What an operator types around summaries."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from sqlalchemy import select

from models import Digest, Message, Report, Subscription
from tests.digests.conftest import DUE, SUNDAY
from tests.digests.office import appoint
from tests.line import Line
from tests.reports.runs import file

NEXT_MINUTE = datetime(2026, 11, 23, 5, 2, tzinfo=UTC)


def run(line: Line, *typed: str) -> Result:
    return line.app.test_cli_runner().invoke(args=list(typed))


def add(line: Line, *typed: str) -> Result:
    return run(line, "subscriptions", "add", "naidoo", "--city", "durban", "--by", "N. M.", *typed)


def short_id(line: Line) -> str:
    with line.board.sessions.reading() as session:
        return session.scalars(select(Subscription.id)).one()[:8]


def test_a_subscription_is_added_changed_listed_and_ended(line: Line) -> None:
    appoint(line)
    with time_machine.travel(SUNDAY, tick=False):
        added = add(line, "--area", "umlazi", "--quiet-days", "6,7", "--not-on-holidays", "--least", "3")
        assert added.exit_code == 0, added.output
        about = "daily at 07:00; durban only umlazi; not on Sat, Sun; not on holidays; least 3, else line"
        told = f"{short_id(line)}  durban  naidoo  email  next Mon 2026-11-23 07:00  ({about})"
        assert added.stdout == f"Subscribed: {told}\n"
        assert run(line, "subscriptions", "list").stdout == f"{told}\n"
        changing = ("--at", "06:15", "--area", "all", "--quiet-days", "none", "--on-holidays", "--channel", "sms")
        changed = run(line, "subscriptions", "change", short_id(line), "--by", "N. M.", *changing)
        assert changed.exit_code == 0, changed.output
        assert "sms  next Mon 2026-11-23 06:15  (daily at 06:15; least 3, else line)" in changed.stdout
        assert run(line, "subscriptions", "end", short_id(line), "--by", "N. M.").exit_code == 0
        assert run(line, "subscriptions", "list").stdout == "There are no subscriptions.\n"
        assert "ended 2026-11-22" in run(line, "subscriptions", "list", "--ended").stdout


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("--area", "anapra"), "Durban has no area anapra"),
        (("--quiet-days", "Saturday"), "'Saturday' are no weekdays; they are written 6,7, or none"),
        (("--at", "7 o'clock"), "is no time of day; one is written 07:00"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(line: Line, typed: tuple[str, ...], sentence: str) -> None:
    appoint(line)
    refused = add(line, *typed)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.output


def test_nobody_subscribes_an_official_of_another_city(line: Line) -> None:
    appoint(line)
    refused = run(line, "subscriptions", "add", "naidoo", "--city", "juarez", "--by", "N. M.")
    assert refused.exit_code == 1
    assert "juarez has no official 'naidoo'" in refused.stderr


def test_a_preview_is_files_for_the_eye_and_changes_nothing(line: Line, tmp_path: Path) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        file(line, at=SUNDAY)
        appoint(line)
        add(line)
    with time_machine.travel(NEXT_MINUTE, tick=False):
        folder = tmp_path / "a" / "preview"
        shown = run(line, "digests", "preview", short_id(line), "--output", str(folder))
        assert shown.exit_code == 0, shown.output
        written = {each.name for each in folder.iterdir()}
        assert {"mail.html", "mail.txt", "sms.txt", "whatsapp.txt"} < written
        html = (folder / "mail.html").read_text("utf-8")
        pictures = {name for name in written if name.endswith(".png")}
        assert pictures
        assert all(f'src="{name}"' in html and (folder / name).read_bytes().startswith(b"\x89PNG") for name in pictures)
        assert "cid:" not in html
        assert "2026-11-23" in shown.stdout
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Digest)).all() == []
        assert session.scalars(select(Report.tag)).one() is None
        assert session.scalars(select(Message).where(Message.direction == "out")).all() == []


def test_a_preview_of_another_day_needs_a_moment_with_its_zone(line: Line, tmp_path: Path) -> None:
    appoint(line)
    add(line)
    for text in ("yesterday", "2026-11-20T07:00"):
        refused = run(line, "digests", "preview", short_id(line), "--output", str(tmp_path), "--ends", text)
        assert refused.exit_code == 2
        assert "is no moment; one is written 2026-11-24T07:00+02:00" in refused.stderr
    shown = run(line, "digests", "preview", short_id(line), "--output", str(tmp_path), "--ends", "2026-11-20T07:00+02:00")
    assert "Period 2026-11-20" in shown.stdout


def test_what_is_due_is_sent_by_hand_and_listed(line: Line) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        appoint(line)
        add(line)
        assert run(line, "digests", "list").stdout == "There are no summaries.\n"
    with time_machine.travel(NEXT_MINUTE, tick=False):
        assert run(line, "digests", "send").stdout == "1 summaries queued.\n"
        assert run(line, "digests", "send").stdout == "0 summaries queued.\n"
        listed = run(line, "digests", "list", "--city", "durban")
        assert listed.stdout == (
            f"{DUE:%Y-%m-%d %H:%M} UTC  2026-11-23  durban  naidoo  {short_id(line)}  queued  email queued\n"
        )
        assert run(line, "digests", "list", "--city", "juarez").stdout == "There are no summaries.\n"
