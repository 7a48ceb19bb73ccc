"""A resident asks after their own reports: how each stands, since when, who has it, and no more than a text may hold."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import Body, Contact, Report, Run, Update
from reports import states
from tests.actions.turns import LUPITA, THANDI, Chat
from tests.line import Line
from words import segments

UNKNOWN = "I cannot find that reference among your reports."
FIRST, SECOND, LUPITAS = "7K3-9RX-2MW", "R7K-4TT-6YX", "WWM-3X4-KT6"


def filed(line: Line, who: Chat, reference: str, day: int, city: str = "durban") -> None:
    """A report of theirs, as the city has it."""
    with line.board.sessions.writing() as session:
        contact = session.scalars(select(Contact).where(Contact.city == city)).one()
        begun = session.scalars(select(Run).where(Run.contact_id == contact.id)).first()
        assert begun is not None
        copy = Run(
            contact_id=contact.id, flow_version_id=begun.flow_version_id, city=city, channel="sms", state="completed",
            path=[], started_at=begun.started_at, updated_at=begun.updated_at,
        )  # fmt: skip
        session.add(copy)
        session.flush()
        at = datetime(2026, 11, day, 10, tzinfo=UTC)
        session.add(
            Report(
                reference=reference, city=city, contact_id=contact.id, run_id=copy.id, category="water", dimensions=[],
                sensitive=False, text="", language="en", channel="sms", state="received",
                received_at=at, filed_at=at, updates=[Update(state="received", actor="resident", at=at)],
            )
        )  # fmt: skip


@pytest.fixture
def thandi(line: Line) -> Chat:
    chat, lupita = Chat(line, THANDI), Chat(line, LUPITA, "es")
    for each, city in ((chat, "durban"), (lupita, "juarez")):
        each.says("report" if city == "durban" else "reporte", "report", 1.0)
        each.says("leave it", "cancel", 1.0)
        if city == "durban":
            filed(line, each, FIRST, 2)
            filed(line, each, SECOND, 5)
        else:
            filed(line, each, LUPITAS, 6, "juarez")
    return chat


@pytest.mark.parametrize(
    "asked",
    [
        "what about 7K3-9RX-2MW",
        "what happened with 7k39rx2mw",
        "and my reference 9RX?",
        "what about 7K3-9RX-2MX",
        "my ref is 2MW",
    ],
)
def test_her_own_report_is_told_by_what_she_kept_of_its_reference(thandi: Chat, asked: str) -> None:
    told = thandi.hears(asked, "status")
    assert FIRST in told and SECOND not in told and UNKNOWN not in told


@pytest.mark.parametrize(
    "asked", [f"what about {LUPITAS}", "my reference WWM3", "my reference ABCD", "what about X9Y2", "ref 66"]
)
def test_somebody_elses_and_nobodys_reference_get_the_same_answer(thandi: Chat, asked: str) -> None:
    told = thandi.hears(asked, "status")
    assert LUPITAS not in told
    assert (UNKNOWN in told) == (asked != "ref 66")
    assert FIRST in told and SECOND in told, "her own are told beside it"


def test_without_a_reference_the_newest_are_told(thandi: Chat) -> None:
    told = thandi.hears("how far is my report?", "status")
    assert told.index(SECOND) < told.index(FIRST)


def test_who_has_no_report_and_asks_by_a_reference_is_told_only_that(line: Line) -> None:
    told = Chat(line).hears("what about R7K3", "status")
    assert UNKNOWN in told and "You have no reports here yet." not in told


THIRD, FOURTH = "3KT-64R-7MX", "MX9-RRW-4K6"
PUBLIC_WORKS = {"es": "Obras Públicas", "en": "Public Works", "zu": "Umnyango Wemisebenzi"}


def moves(line: Line, reference: str, state: str, day: int, note: str | None = None, **values: object) -> None:
    """An official moves it on, at ten that day."""
    with line.board.sessions.writing() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        for name, value in values.items():
            setattr(report, name, value)
        states.move(session, report, state, "0" * 32, datetime(2026, 11, day, 10, tzinfo=UTC), note)


def goes_to(line: Line, reference: str, name: str = "works", **labels: str) -> None:
    """The report belongs to this body."""
    with line.board.sessions.writing() as session:
        body = Body(city="durban", name=name, labels=labels or PUBLIC_WORKS)
        session.scalars(select(Report).where(Report.reference == reference)).one().body = body


def test_each_open_report_is_told_with_its_state_since_when_and_who_has_it(line: Line, thandi: Chat) -> None:
    goes_to(line, SECOND)
    moves(line, SECOND, "in_progress", 20)
    told = thandi.hears("status", "status", 1.0)
    assert told == (
        f"{SECOND} (5/11): the city is working on it. Since 20/11. With: Public Works.\n{FIRST} (2/11): the city has received it."
    )


def test_what_is_done_is_told_briefly_and_after_what_is_not(line: Line, thandi: Chat) -> None:
    goes_to(line, SECOND)
    moves(line, SECOND, "resolved", 20, "the pipe was mended")
    told = thandi.hears("status", "status", 1.0)
    assert told == f"{FIRST} (2/11): the city has received it.\n{SECOND} (5/11): the city says it is resolved."


def test_asked_by_its_reference_it_is_told_in_full(line: Line, thandi: Chat) -> None:
    moves(line, SECOND, "resolved", 20, "the \u202epipe\u202c was mended\x07")
    told = thandi.hears(f"what about {SECOND}", "status")
    assert told == (f'{SECOND} (5/11): the city says it is resolved. Since 20/11. The city writes: "the pipe was mended"')


@pytest.mark.parametrize("kind", ["domestic_violence", "threats"])
def test_of_a_sensitive_report_neither_body_nor_words_are_told(line: Line, thandi: Chat, kind: str) -> None:
    goes_to(line, SECOND, "women", es="Unidad de la Mujer", en="Women's unit", zu="Uphiko lwabesifazane")
    moves(line, SECOND, "in_progress", 20, "about your husband", sensitive=True, category=kind)
    told = thandi.hears(f"what about {SECOND}", "status")
    assert told == f"{SECOND} (5/11): the city is working on it. Since 20/11."


def test_what_was_opened_again_says_so(line: Line, thandi: Chat) -> None:
    moves(line, SECOND, "resolved", 10)
    with line.board.sessions.writing() as session:
        report = session.scalars(select(Report).where(Report.reference == SECOND)).one()
        states.reopen(session, report, states.RESIDENT, datetime(2026, 11, 12, 10, tzinfo=UTC))
    assert f"{SECOND} (5/11): it is open again. Since 12/11." in thandi.hears("status", "status", 1.0)


@pytest.mark.parametrize("language", ["es", "en", "zu"])
@pytest.mark.parametrize("label", ["Public Works", "Department of Roads, Stormwater and Everything Else", "Müll & Straßen 🚧"])
def test_three_reports_fit_into_two_segments(line: Line, thandi: Chat, language: str, label: str) -> None:
    thandi.language = language
    filed(line, thandi, THIRD, 7)
    filed(line, thandi, FOURTH, 8)
    for number, reference in enumerate((SECOND, THIRD, FOURTH)):
        goes_to(line, reference, f"body_{number}", es=label, en=label, zu=label)
        moves(
            line, reference, "in_progress", 20, "we are waiting for a part that comes from abroad, it may take until January " * 3
        )
    with line.board.sessions.writing() as session:
        for contact in session.scalars(select(Contact)):
            contact.language, contact.language_chosen = language, True
    told = segments.for_sms(thandi.hears("status", "status", 1.0))
    assert segments.count(told).segments <= 2
    assert [reference in told for reference in (FOURTH, THIRD, SECOND, FIRST)] == [True, True, True, False]


def test_an_officials_tag_is_no_reference_of_a_residents(line: Line, thandi: Chat) -> None:
    with line.board.sessions.writing() as session:
        session.scalars(select(Report).where(Report.reference == FIRST)).one().tag = "6WX4"
    told = thandi.hears("what about 6WX4", "status")
    assert UNKNOWN in told
    assert "6WX4" not in told
