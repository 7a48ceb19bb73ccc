"""What the resident is told at the end of a report: only what is true, never that help is coming."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import cities
import words
from actions import endings
from actions.turn import Turn
from flows.reply import Reply
from messaging.replies import compose
from models import Address, Contact, Message
from tests.alerts import night
from tests.alerts.conftest import Clock
from tests.alerts.night import BOTHA, LUPITA, THANDI
from tests.line import Line
from words import segments

Rota = dict[str, str]
TOLD = {
    "es": "Le avisamos ya a la guardia. No sustituye al",
    "en": "The duty officer is being told. It does not replace",
    "zu": "Osemsebenzini uyaziswa manje. Akuthathi indawo ka-",
}
HELP_COMES = ("on the way", "coming", "en camino", "vamos", "iyeza", "siyeza", "help is", "ayuda")


def hears(line: Line, who: str, language: str, kind: str = "gunshots", **given: str) -> list[Reply]:
    """The replies to the last answer of a report."""
    night.writes(line, who)
    with line.board.sessions.writing() as session:
        area = "umlazi" if who.startswith("+27") else "anapra"
        run = night.run_of(session, line, who, kind, "shots", **{"area": area} | given)
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        contact, city = session.get_one(Contact, run.contact_id), cities.load()[run.city]
        turn = Turn(session, contact, message, city, words.load(), "answer", 1.0, language, run=run, desk=night.desk(line))
        endings.of("report")(turn, run)
        return turn.replies


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("who", "number"), [(THANDI, "10111"), (LUPITA, "911")])
def test_while_somebody_on_duty_is_being_told_that_and_no_more(
    line: Line, rota: Rota, who: str, number: str, language: str
) -> None:
    reference, told = hears(line, who, language)
    assert told.text.startswith(TOLD[language])
    assert told.text.endswith(f"{number}.")
    assert not [each for each in HELP_COMES if each in told.text.lower()]
    (sms,) = compose([reference, told], "sms")
    assert segments.count(sms.text).encoding == "GSM-7"
    assert sms.segments is not None
    assert sms.segments <= 2


@pytest.mark.parametrize(("kind", "given"), [("street_light", {}), ("gunshots", {"dangerous": "no"})])
def test_a_report_that_waits_for_the_digest_gets_its_reference_only(
    line: Line, rota: Rota, kind: str, given: dict[str, str]
) -> None:
    assert len(hears(line, THANDI, "en", kind, **given)) == 1


def test_with_nobody_on_duty_nothing_is_said_though_a_coordinator_is_told(line: Line, rota: Rota, clock: Clock) -> None:
    for number in (night.BOTHA, night.NAIDOO):
        night.stops(line, number)
    assert len(hears(line, THANDI, "en")) == 1
    assert night.told(line)[-1] == ("mkhize", "sms")


def test_an_installation_without_officials_files_as_before(line: Line, clock: Clock, our_rules: None) -> None:
    assert len(hears(line, THANDI, "en")) == 1


def test_an_officer_who_is_a_resident_too_reports_like_anybody(line: Line, rota: Rota) -> None:
    assert len(hears(line, BOTHA, "en")) == 2


def test_a_turn_that_is_late_asks_who_is_on_duty_now(line: Line, rota: Rota, clock: Clock) -> None:
    """The message came before midnight, when nobody was there; the outage ended with the morning shift."""
    pillay = night.official(line, "fire", "+27605550131", "pillay")
    night.on_duty(line, pillay, 1, "06:00", "18:00")
    night.writes(line, THANDI)
    sent = datetime.now(UTC)
    clock.passes(hours=8)
    with line.board.sessions.writing() as session:
        run = night.run_of(session, line, THANDI, "flood", "gas leak", area="umlazi")
        theirs = select(Message).join(Address, Address.id == Message.address_id).where(Message.contact_id == run.contact_id)
        message = session.scalars(theirs).one()
        assert message.created_at == sent
        contact = session.get_one(Contact, run.contact_id)
        turn = Turn(session, contact, message, cities.load()["durban"], words.load(), "answer", 1.0, "en", run=run)
        endings.of("report")(turn, run)
        assert len(turn.replies) == 2
    assert night.told(line) == [("pillay", "sms")]
