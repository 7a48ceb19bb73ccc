"""What an official reads: short, in their language, on the channel that reaches them, and never who reported it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import cities
import words
from alerts import saying
from messaging import templates
from models import Message, Report, Template
from officials import commands
from tests.alerts import night
from tests.alerts.conftest import NIGHT, Clock
from tests.alerts.night import BOTHA, THANDI
from tests.line import Line
from words import segments

Rota = dict[str, str]
PILLAY = "whatsapp:+27605550131"
HOSTILE = [
    "<script>alert(1)</script> they are coming",
    "=HYPERLINK(1) they are coming",
    "\u202etxet desrever\u202c and \u2066more\u2069",
    "a line\nanother line\r\n\tand a third",
    "x" * 1600,
    "ngiyesaba kakhulu bathi bazongibulala " * 42,
    "🔥" * 400,
    "ŵ" * 300,
]


def report(text: str, **given: Any) -> Report:
    values: dict[str, Any] = {
        "city": "durban",
        "category": "gunshots",
        "text": text,
        "area": "umlazi",
        "place": "V section",
        "dangerous": "yes",
        "sensitive": False,
        "tag": "R7K3",
        "received_at": NIGHT,
    }
    return Report(**(values | given))


ANSWERS = {"es": "RECIBIDO R7K3", "en": "ACK R7K3", "zu": "NGITHOLILE R7K3"}


def sms(text: str, language: str = "en", **given: Any) -> tuple[str, int]:
    about = saying.About(report(text, **given), cities.load()["durban"], count=120, first="W9XM")
    said = "" if about.report.sensitive else saying.quotable(text)
    made = saying._sms(saying._lines(about, language, "sms"), said)
    return made.text, made.segments or 0


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_an_sms_fits_two_segments_whatever_the_resident_wrote(text: str, language: str) -> None:
    said, count = sms(text, language, place="y" * 300)
    assert count <= saying.MOST_SEGMENTS == 2
    assert segments.count(said).segments == count
    assert "R7K3" in said.splitlines()[0]
    assert said.splitlines()[-1].count(ANSWERS[language]) == 1, "what to answer stands last, and is never cut"


def test_what_to_answer_is_understood() -> None:
    for answer in ANSWERS.values():
        (command,) = commands.read(answer.replace("R7K3", "R7K2"))
        assert (command.verb, command.tag) == (commands.ACKNOWLEDGE, "R7K2")


@given(st.text(max_size=400))
def test_no_words_break_the_message(text: str) -> None:
    said, count = sms(text)
    assert count <= 2
    assert len(said.splitlines()) <= 6
    assert not any(0x200E <= ord(letter) <= 0x2069 and not letter.isprintable() for letter in said)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("call me on 083 555 0101 please", "call me on *** please"),
        ("+27 (60) 555-0101", "***"),
        ("vusi@example.org saw it", "*** saw it"),
        ("look at https://example.org/x?y=1", "look at ***"),
        ("two men, 16 shots at 22:30, house 12", "two men, 16 shots at 22:30, house 12"),
        ("a\u202eb\u200bc\nd", "abc d"),
    ],
)
def test_what_leads_to_a_resident_is_not_quoted(text: str, quoted: str) -> None:
    assert saying.quotable(text) == quoted


def test_words_are_cut_between_two_words() -> None:
    assert saying.shortened("they are coming now", 15) == "they are..."
    assert saying.shortened("they are coming", 15) == "they are coming"
    assert saying.shortened("x" * 20, 10) == "x" * 7 + "..."


@pytest.mark.parametrize("category", [each.name for each in cities.load()["durban"].categories if each.sensitive])
def test_what_is_sensitive_is_never_quoted(category: str) -> None:
    said, _ = sms("Vusi hit me", category=category, sensitive=True, place="behind the church")
    assert not [word for word in ("Vusi", "hit", "church", "dangerous") if word in said]
    assert "Umlazi" in said


# Ways to an official


def test_on_whatsapp_the_message_while_the_window_is_open(line: Line, rota: Rota) -> None:
    _on_whatsapp(line, rota)
    night.reports(line, THANDI)
    night.carry(line)
    (said,) = line.said_to(PILLAY)
    assert said.startswith("Izwi alert")
    assert night.told(line) == [("pillay", "whatsapp")]


def test_on_whatsapp_the_template_when_the_window_is_closed_and_without_words(line: Line, rota: Rota, clock: Clock) -> None:
    _on_whatsapp(line, rota)
    sid = _approved(line, "en")
    clock.passes(hours=24)
    report, _ = night.reports(line, THANDI, words="secret words")
    night.carry(line)
    parcel = next(each for each in line.gateway.sent if each.to.startswith("whatsapp:"))
    assert parcel.template is not None
    assert parcel.template.sid == sid
    at = (NIGHT + timedelta(hours=24)).astimezone(cities.load()["durban"].time_zone)
    values = ["Durban", night.tag_of(line, report), "Gunshots or gangs", "Umlazi", f"{at:%H:%M}"]
    assert list(parcel.template.variables.values()) == values
    assert "secret" not in parcel.text
    assert night.told(line) == [("pillay", "whatsapp")]


def test_with_the_window_closed_and_no_template_the_next_channel_is_used(line: Line, rota: Rota, clock: Clock) -> None:
    pillay = _on_whatsapp(line, rota)
    night.mailbox(line, pillay, "pillay@durban.example")
    clock.passes(hours=24)
    night.reports(line, THANDI, words="<b>shots</b> & screams")
    assert night.told(line) == [("pillay", "email")]
    with line.board.sessions.reading() as session:
        mail = session.scalars(select(Message).where(Message.channel == "email")).one()
    assert mail.sender == line.board.mail_from
    assert mail.details["subject"].startswith("Izwi alert ")
    assert "\n" not in mail.details["subject"]
    assert "&lt;b&gt;shots&lt;/b&gt; &amp; screams" in mail.details["html"]
    assert "<b>" not in mail.details["html"]
    assert mail.details["mail_id"].startswith(f"<{night.incident(line).id}.{pillay}@")
    assert "by_day" not in mail.details


def test_with_no_way_left_the_next_person_is_told_at_once(line: Line, rota: Rota, clock: Clock) -> None:
    _on_whatsapp(line, rota)
    clock.passes(hours=24)
    assert night.reports(line, THANDI)[1]
    night.carry(line)
    assert night.told(line) == [("pillay", None), ("botha", "sms")]
    assert len(line.said_to(BOTHA)) == 1


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_template_says_the_same_in_every_language(language: str) -> None:
    template = templates.load()["alert"]
    assert template.category == "UTILITY"
    said = template.text(language, template.examples)
    assert all(value in said for value in template.examples.values())


def test_an_alert_leaves_at_night(line: Line, rota: Rota) -> None:
    """NIGHT is 23:30 in Durban: a resident would be left to sleep."""
    night.reports(line, THANDI)
    night.carry(line)
    assert len(line.said_to(BOTHA)) == 1


def _on_whatsapp(line: Line, rota: Rota) -> str:
    """Pillay, the first on duty, has nothing but WhatsApp."""
    pillay = night.official(line, "metro_police", PILLAY, "pillay", alerts_by="whatsapp")
    night.on_duty(line, pillay, 0)
    return pillay


def _approved(line: Line, language: str) -> str:
    template, now = templates.load()["alert"], datetime.now(UTC)
    sid = "HX" + template.digest(language).ljust(32, "0")
    key = {"account": line.board.account, "name": "alert", "language": language, "digest": template.digest(language)}
    with line.board.sessions.writing() as session:
        session.merge(Template(**key, sid=sid, status="approved", created_at=now, checked_at=now))
    return sid
