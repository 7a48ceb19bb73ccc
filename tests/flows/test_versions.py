"""Drafts, publishing, rolling back and withdrawing, as two admins of one city do it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from flows import versions
from flows.definition import FlowError
from flows.finding import Finding
from flows.versions import VersionError
from models import Answer, Base, Contact, Flow, FlowVersion, Run
from models.engine import Sessions, connect
from settings import Settings

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NANDI, RAUL = "Nandi", "Raúl"


@pytest.fixture
def sessions(settings: Settings, tables: None) -> Iterator[Sessions]:
    """The tables, empty."""
    here = Sessions(connect(settings.sqlalchemy_url, pool=4))
    with here.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    yield here
    here.engine.dispose()


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    with sessions.writing() as session:
        yield session


def survey(question: str = "Do you feel safe?", name: str = "feeling_safe", **settings: str) -> dict[str, Any]:
    return {
        "settings": {"form_id": name, **settings},
        "survey": [{"type": "text", "name": "safe", "label": question}],
    }


def live(session: Session, question: str, by: str = NANDI, now: datetime = MONDAY) -> FlowVersion:
    """A version with this question, published over whatever was."""
    version = versions.save_draft(session, survey(question), by, now)
    versions.publish(session, version, [], by, now, instead_of=versions.published(session, "feeling_safe"))
    return version


def number(session: Session, name: str = "feeling_safe") -> int | None:
    found = versions.published(session, name)
    return found.number if found else None


def test_a_draft_is_not_live(session: Session) -> None:
    draft = versions.save_draft(session, survey(), NANDI, MONDAY)
    assert (draft.number, draft.created_by, draft.created_at) == (1, NANDI, MONDAY)
    assert versions.published(session, "feeling_safe") is None
    assert versions.history(session, "feeling_safe") == []


def test_the_same_form_is_kept_once_and_another_is_the_next_version(session: Session) -> None:
    first = versions.save_draft(session, survey(), NANDI, MONDAY)
    assert versions.save_draft(session, survey(), RAUL, MONDAY + HOUR) is first
    assert versions.save_draft(session, survey("And at night?"), RAUL, MONDAY + HOUR).number == 2
    assert versions.save_draft(session, survey(name="other"), RAUL, MONDAY + HOUR).number == 1


def test_what_cannot_run_is_not_kept(session: Session) -> None:
    broken = survey()
    broken["survey"][0]["relevant"] = "${nobody} = 'yes'"
    with pytest.raises(FlowError, match=r"row 2.*nobody"):
        versions.save_draft(session, broken, NANDI, MONDAY)
    assert session.scalar(select(func.count()).select_from(FlowVersion)) == 0


def test_publishing_says_who_when_from_and_to(session: Session) -> None:
    live(session, "one")
    live(session, "two", RAUL, MONDAY + HOUR)
    assert number(session) == 2
    moves = [(m.actor, m.action, m.thing, m.details, m.at) for m in versions.history(session, "feeling_safe")]
    assert moves == [
        (NANDI, "published", "flow feeling_safe", {"from": None, "to": 1}, MONDAY),
        (RAUL, "published", "flow feeling_safe", {"from": 1, "to": 2}, MONDAY + HOUR),
    ]


def test_errors_keep_a_version_from_being_published_and_warnings_do_not(session: Session) -> None:
    live(session, "one")
    before = versions.published(session, "feeling_safe")
    second = versions.save_draft(session, survey("two"), NANDI, MONDAY)
    error = Finding("error", "dead_end", "survey", 2, "relevant", "Nobody is ever asked this.")
    with pytest.raises(VersionError, match="1 error"):
        versions.publish(session, second, [error], NANDI, MONDAY, instead_of=before)
    assert number(session) == 1
    warning = Finding("warning", "reading_level", "survey", 2, "label", "This is hard to read.")
    versions.publish(session, second, [warning], NANDI, MONDAY, instead_of=before)
    assert number(session) == 2


def test_of_two_admins_the_second_sees_what_the_first_did(sessions: Sessions) -> None:
    with sessions.writing() as session:
        live(session, "one")
        versions.save_draft(session, survey("Nandi's"), NANDI, MONDAY)
        versions.save_draft(session, survey("Raúl's"), RAUL, MONDAY)
    with sessions.reading() as session:  # both look, and both see version 1
        seen = versions.published(session, "feeling_safe")
    with sessions.writing() as session:
        versions.publish(session, versions.version(session, "feeling_safe", 2), [], NANDI, MONDAY + HOUR, instead_of=seen)
    with (
        pytest.raises(VersionError, match=r"version 2 is published, by Nandi at 2026-11-23 10:00 UTC"),
        sessions.writing() as session,
    ):
        versions.publish(session, versions.version(session, "feeling_safe", 3), [], RAUL, MONDAY + HOUR, instead_of=seen)
    with sessions.reading() as session:
        assert number(session) == 2
        assert [move.actor for move in versions.history(session, "feeling_safe")] == [NANDI, NANDI]


def test_rolling_back_goes_back_one_and_then_one_more(session: Session) -> None:
    for question in ("one", "two", "three"):
        live(session, question)
    assert versions.roll_back(session, "feeling_safe", RAUL, MONDAY + HOUR).number == 2
    assert versions.roll_back(session, "feeling_safe", RAUL, MONDAY + HOUR).number == 1
    assert number(session) == 1
    with pytest.raises(VersionError, match="no earlier version"):
        versions.roll_back(session, "feeling_safe", RAUL, MONDAY + HOUR)
    last = versions.history(session, "feeling_safe")[-1]
    assert (last.actor, last.action, last.details) == (RAUL, "rolled back", {"from": 2, "to": 1})


def test_rolling_back_is_not_confused_by_publishing_again(session: Session) -> None:
    for question in ("one", "two", "one", "one"):
        live(session, question)
    backs = [versions.roll_back(session, "feeling_safe", RAUL, MONDAY).number for _ in range(2)]
    assert backs == [2, 1]
    live(session, "three")
    assert versions.roll_back(session, "feeling_safe", RAUL, MONDAY).number == 1


def test_only_what_was_live_can_be_rolled_back_to(session: Session) -> None:
    live(session, "one")
    versions.save_draft(session, survey("never checked"), NANDI, MONDAY)
    live(session, "three")
    with pytest.raises(VersionError, match="version 2 was never published"):
        versions.roll_back(session, "feeling_safe", NANDI, MONDAY, to=2)
    with pytest.raises(VersionError, match="version 3 is published"):
        versions.roll_back(session, "feeling_safe", NANDI, MONDAY, to=3)
    assert versions.roll_back(session, "feeling_safe", NANDI, MONDAY, to=1).number == 1


def test_nobody_moves_a_flow_that_does_not_exist(session: Session) -> None:
    for move in (versions.roll_back, versions.withdraw):
        with pytest.raises(VersionError, match="there is no flow 'feeling_save'"):
            move(session, "feeling_save", NANDI, MONDAY)
    assert session.scalar(select(func.count()).select_from(Flow)) == 0
    with pytest.raises(VersionError, match="has no version 7"):
        live(session, "one")
        versions.version(session, "feeling_safe", 7)


def run(session: Session, version: FlowVersion, state: str) -> Run:
    contact = Contact(city="durban", created_at=MONDAY, seen_at=MONDAY)
    session.add(contact)
    session.flush()
    made = Run(
        contact_id=contact.id, version=version, city="durban", channel="sms", state=state, question="safe", path=["safe"],
        started_at=MONDAY, updated_at=MONDAY,
    )  # fmt: skip
    made.answers.append(Answer(question="safe", value={"code": "yes"}, said="yes", how="typed", answered_at=MONDAY))
    session.add(made)
    session.flush()
    return made


def test_withdrawing_ends_what_is_under_way_and_keeps_every_answer(session: Session) -> None:
    old, new = live(session, "one"), live(session, "two")
    open_runs = [run(session, each, state) for state in versions.OPEN for each in (old, new)]
    ended = [run(session, new, state) for state in ("completed", "cancelled", "expired")]
    other = versions.save_draft(session, survey(name="other"), NANDI, MONDAY)
    elsewhere = run(session, other, "active")
    assert versions.withdraw(session, "feeling_safe", RAUL, MONDAY + HOUR) == len(open_runs)
    session.expire_all()
    assert {(each.state, each.ended_at) for each in open_runs} == {("withdrawn", MONDAY + HOUR)}
    assert [each.state for each in ended] == ["completed", "cancelled", "expired"]
    assert elsewhere.state == "active"
    assert session.scalar(select(func.count()).select_from(Answer)) == len(open_runs) + len(ended) + 1
    assert versions.published(session, "feeling_safe") is None
    last = versions.history(session, "feeling_safe")[-1]
    assert (last.actor, last.action, last.details) == (RAUL, "withdrawn", {"from": 2, "to": None})
    with pytest.raises(VersionError, match="is not published"):
        versions.withdraw(session, "feeling_safe", NANDI, MONDAY + HOUR)


def test_rolling_back_gives_a_withdrawn_flow_back(session: Session) -> None:
    live(session, "one")
    live(session, "two")
    versions.withdraw(session, "feeling_safe", NANDI, MONDAY)
    assert versions.roll_back(session, "feeling_safe", NANDI, MONDAY).number == 2
    flow = session.get_one(Flow, "feeling_safe")
    assert (flow.withdrawn_at, flow.published) == (None, versions.version(session, "feeling_safe", 2))


def test_residents_may_choose_what_is_published_and_offered(session: Session) -> None:
    for name, offer in (("b_offered", "yes"), ("a_offered", "yes"), ("quiet", "no"), ("draft_only", "yes")):
        draft = versions.save_draft(session, survey(name=name, offer=offer), NANDI, MONDAY)
        if name != "draft_only":
            versions.publish(session, draft, [], NANDI, MONDAY, instead_of=None)
    assert [each.flow for each in versions.offered(session)] == ["a_offered", "b_offered"]


def bring(folder: Path, question: str) -> Path:
    """A release whose folder of flows holds this one."""
    folder.joinpath("feeling_safe.yml").write_text(yaml.safe_dump(survey(question)), "utf-8")
    return folder


def test_a_release_brings_its_own_and_the_next_release_replaces_it(session: Session, tmp_path: Path) -> None:
    assert [v.number for v in versions.ship(session, MONDAY, bring(tmp_path, "one"))] == [1]
    assert versions.ship(session, MONDAY, tmp_path) == [], "upgrading again changes nothing"
    assert [v.number for v in versions.ship(session, MONDAY + HOUR, bring(tmp_path, "two"))] == [2]
    assert [(m.actor, m.details) for m in versions.history(session, "feeling_safe")] == [
        ("release", {"from": None, "to": 1}),
        ("release", {"from": 1, "to": 2}),
    ]


def test_a_release_never_replaces_what_an_admin_decided(session: Session, tmp_path: Path) -> None:
    versions.ship(session, MONDAY, bring(tmp_path, "one"))
    live(session, "the city's own", NANDI)
    assert versions.ship(session, MONDAY, bring(tmp_path, "two")) == []
    assert number(session) == 2
    assert versions.version(session, "feeling_safe").created_by == "release", "the new one waits as a draft"
    versions.withdraw(session, "feeling_safe", NANDI, MONDAY)
    assert versions.ship(session, MONDAY, bring(tmp_path, "three")) == []
    assert number(session) is None


def test_a_release_publishes_over_a_mere_draft(session: Session, tmp_path: Path) -> None:
    versions.save_draft(session, survey("an idea"), NANDI, MONDAY)
    assert [v.number for v in versions.ship(session, MONDAY, bring(tmp_path, "one"))] == [2]


def test_an_admin_who_publishes_the_shipped_version_makes_it_theirs(session: Session, tmp_path: Path) -> None:
    [shipped] = versions.ship(session, MONDAY, bring(tmp_path, "one"))
    versions.publish(session, shipped, [], NANDI, MONDAY, instead_of=shipped)
    assert versions.ship(session, MONDAY, bring(tmp_path, "two")) == []


def test_postgresql_lets_the_second_admin_wait_for_the_first(settings: Settings, sessions: Sessions) -> None:
    if make_url(settings.sqlalchemy_url).get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time anyway")
    with sessions.writing() as session:
        live(session, "one")
    with sessions.writing() as first:
        versions.withdraw(first, "feeling_safe", NANDI, MONDAY)
        with sessions.writing() as second, pytest.raises(Exception, match=r"(?i)lock"):
            second.execute(text("SET LOCAL lock_timeout = '50ms'"))
            versions.withdraw(second, "feeling_safe", RAUL, MONDAY)


def test_the_report_itself_is_never_withdrawn(session: Session) -> None:
    versions.ship(session, MONDAY)
    with pytest.raises(versions.VersionError, match="residents could report no longer"):
        versions.withdraw(session, "report", NANDI, MONDAY)
    assert versions.published(session, "report") is not None
