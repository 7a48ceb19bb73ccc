"""What comes after a report, from the first words to the last notice, with the real assistant and in every language."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select

import cities
from messaging.switchboard import Switchboard
from models import AuditEntry, Base, Contact, Report, Update
from reports import asking, notices, states
from tests.conversations.play import BEGIN, RESIDENTS
from tests.line import Line

Row = TypeVar("Row", bound=Base)

OFFICIAL = "0" * 32
CITY = {"es": "juarez", "en": "durban", "zu": "durban"}
TOLD = {
    "es": ("No sirve el alumbrado en Anapra", "desde ayer en la mañana"),
    "en": ("The street lights are off in Umlazi", "since yesterday morning"),
    "zu": ("Izibani zomgwaqo azikhanyi eMlazi", "kusukela izolo ekuseni"),
}
STATUS = {"es": "ESTADO", "en": "STATUS", "zu": "ISIMO"}
NO_NOTICES = {"es": "SIN AVISOS", "en": "NO NOTICES", "zu": "YEKA IZAZISO"}
WORKING = {"es": "la ciudad lo está atendiendo", "en": "the city is working on it", "zu": "idolobha lisebenza ngawo"}
RESOLVED = {
    "es": "la ciudad dice que quedó resuelto",
    "en": "the city says it is resolved",
    "zu": "idolobha lithi inkinga isixazululiwe",
}
STOPPED = {"es": "ya no te avisamos", "en": "no more notices", "zu": "ngeke sisakwazisa"}
STILL_BROKEN = {"es": "no hay luz todavía", "en": "the second lamp is still dark", "zu": "isibani sesibili asikakhanyi"}
OPEN_AGAIN = {"es": "abierto otra vez", "en": "is open again", "zu": "uvuliwe futhi"}


class Resident:
    """Somebody of this city on this channel, and the clock that both sides go by."""

    def __init__(self, line: Line, language: str, channel: str, clock: time_machine.Traveller) -> None:
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        self.line, self.language, self.channel, self.clock = line, language, channel, clock
        self.who = prefix + RESIDENTS[language]
        senders = cities.load()[CITY[language]].senders
        self.sender = next(each for each in senders if each.startswith("whatsapp:") == bool(prefix))

    def says(self, text: str) -> str:
        """What they are told to this."""
        before = len(self.line.said_to(self.who))
        self.clock.shift(timedelta(seconds=40))
        self.line.receives(self.who, self.sender, text)
        self.line.work()
        return _plain("\n".join(self.line.said_to(self.who)[before:]))

    def reports(self) -> str:
        """From the first words to the reference; they want to be told what becomes of it."""
        first, when = TOLD[self.language]
        told = self.says(first)
        for text in (when, "2", *(("skip",) if self.channel == "whatsapp" else ()), "1", "1"):
            told = self.says(text)
        report = self.line_has(Report)
        assert report.reference in told, told
        assert (report.language, report.follow_up) == (self.language, True)
        return report.reference

    def hears_unasked(self, *jobs: Callable[[Switchboard], object]) -> str:
        """What the scheduler's tick makes the line say to them."""
        before = len(self.line.said_to(self.who))
        for job in jobs:
            job(self.line.board)
        self.line.work()
        return _plain("\n".join(self.line.said_to(self.who)[before:]))

    def city_moves(self, state: str, note: str | None = None) -> None:
        with self.line.board.sessions.writing() as session:
            report = session.scalars(select(Report)).one()
            assert states.move(session, report, state, OFFICIAL, datetime.now(UTC), note) is not None

    def line_has(self, row: type[Row]) -> Row:
        with self.line.board.sessions.reading() as session:
            return session.scalars(select(row)).one()


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_reported_told_asked_after_and_left_in_peace(answered_line: Line, language: str, channel: str) -> None:
    with _morning(language) as clock:
        resident = Resident(answered_line, language, channel, clock)
        reference = resident.reports()
        resident.city_moves("in_progress", "cable 7")
        assert resident.hears_unasked(notices.tell_residents) == "", "they have only just written"
        clock.shift(timedelta(minutes=20))
        notice = resident.hears_unasked(notices.tell_residents)
        assert (
            reference in notice
            and _plain(WORKING[language]) in notice
            and NO_NOTICES[language] in notice
            and '"cable 7"' in notice
        )
        status = resident.says(STATUS[language])
        assert reference in status and _plain(WORKING[language]) in status
        assert _plain(STOPPED[language]) in resident.says(NO_NOTICES[language])
        clock.shift(timedelta(hours=1))
        resident.city_moves("resolved")
        assert resident.hears_unasked(notices.tell_residents) == ""
        assert _plain(RESOLVED[language]) in resident.says(STATUS[language]), "status still works"
        clock.shift(timedelta(days=29))
        assert resident.hears_unasked(asking.ask_whether_fixed, notices.tell_residents) == ""
        assert resident.line_has(Contact).stopped_at is None


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_resolved_four_weeks_later_not_fixed_and_open_again(answered_line: Line, language: str) -> None:
    with _morning(language) as clock:
        resident = Resident(answered_line, language, "sms", clock)
        reference = resident.reports()
        clock.shift(timedelta(hours=1))
        resident.city_moves("resolved")
        assert _plain(RESOLVED[language]) in resident.hears_unasked(notices.tell_residents)
        clock.shift(timedelta(days=28))
        assert reference in resident.hears_unasked(asking.ask_whether_fixed)
        assert reference in resident.says("1"), "begin"
        for text in ("3", STILL_BROKEN[language], "2", "1"):
            resident.says(text)
        assert _plain(OPEN_AGAIN[language]) in resident.says("2").replace(
            "Your report is open again", "it is open again"
        ).replace("Tu reporte queda abierto", "abierto")
        report = resident.line_has(Report)
        assert (report.state, report.acknowledged_at, report.resolved_at, report.fixed_asked_at) == ("received", None, None, None)
        with answered_line.board.sessions.reading() as session:
            last = session.scalars(select(Update).order_by(Update.at.desc())).first()
            assert last is not None and (last.state, last.actor, last.notice) == ("received", "resident", None)
            assert session.scalars(select(AuditEntry.action).where(AuditEntry.action == "confirmed")).one()
        assert _plain(OPEN_AGAIN[language]) in resident.says(STATUS[language])
        clock.shift(timedelta(days=1))
        assert resident.hears_unasked(notices.tell_residents, asking.ask_whether_fixed) == ""


def _morning(language: str) -> time_machine.travel:
    """Ten in the resident's city."""
    zone = cities.load()[CITY[language]].time_zone
    return time_machine.travel(BEGIN.replace(hour=10, tzinfo=ZoneInfo(zone.key)), tick=False)


def _plain(text: str) -> str:
    """Without the accents that an SMS leaves out."""
    return text.translate(str.maketrans("áíóúÁÍÓÚ", "aiouAIOU"))
