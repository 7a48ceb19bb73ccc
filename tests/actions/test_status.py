"""A resident asks after one of their own reports by what they kept of its reference."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import Contact, Report, Run
from tests.actions.turns import LUPITA, THANDI, Chat
from tests.line import Line

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
        session.add(
            Report(
                reference=reference, city=city, contact_id=contact.id, run_id=copy.id, category="water", dimensions=[],
                sensitive=False, text="", language="en", channel="sms", state="received",
                received_at=datetime(2026, 11, day, 10, tzinfo=UTC),
                filed_at=datetime(2026, 11, day, 10, tzinfo=UTC),
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
