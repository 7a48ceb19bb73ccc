"""What residents are told about themselves, and how much it costs to say it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import cities
from models import Contact, Fact, Report
from nlu import safety_topics
from tests.actions.turns import LUPITA, THANDI, Chat
from tests.contacts.residents import PLACE, STORY, told
from tests.line import Line
from tests.messaging.outgoing import SIPHO
from words import segments

MOST_SEGMENTS = 4


def test_thandi_is_told_what_is_kept_and_nothing_that_she_said(line: Line) -> None:
    told(line, category="domestic_violence")
    told(line, SIPHO)
    said = Chat(line).hears("my data", "my_data", 1.0)
    with line.board.sessions.reading() as session:
        report = session.scalars(select(Report).where(Report.sensitive)).one()
        other = session.scalars(select(Report).where(~Report.sensitive)).one()
    assert "your number (encrypted), your language (English) and 3 messages" in said
    assert f"Reports: 1. {report.reference} (received)." in said
    assert "Surveys answered: 1." in said
    assert "we remember: your area." in said
    assert "You agreed to be invited to surveys." in said
    assert "write FORGET ME" in said
    assert other.reference not in said
    for secret in (STORY, PLACE, "iolence", "umlazi", "Umlazi", THANDI):
        assert secret not in said


def test_a_fact_that_nobody_named_is_not_named(line: Line) -> None:
    told(line)
    with line.board.sessions.writing() as session:
        session.scalars(select(Fact).where(Fact.name == "area")).one().name = "hiv_status"
    said = Chat(line).hears("my data", "my_data", 1.0)
    assert "we remember: other answers." in said
    assert "hiv" not in said


def test_who_stopped_is_told_so_and_is_answered(line: Line) -> None:
    chat = Chat(line)
    chat.says("stop messages", "stop", 1.0)
    assert "You asked for no messages." in chat.hears("my data", "my_data", 1.0)


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_the_longest_answer_fits_into_a_few_segments(line: Line, language: str) -> None:
    contact_id = told(line)
    for number in range(1, 5):
        told(line, mark=f" {number}")
    with line.board.sessions.writing() as session:
        contact = session.get_one(Contact, contact_id)
        contact.language, contact.language_chosen, contact.noticed_at = language, True, datetime.now(UTC)
        for report in session.scalars(select(Report)):
            report.state = "in_progress"
    said = Chat(line, language=language).hears("my data", "my_data", 1.0)
    assert "..." in said, "older reports are counted, not named"
    count = segments.count(segments.for_sms(said))
    assert count.encoding == "GSM-7"
    assert count.segments <= MOST_SEGMENTS, said


@pytest.mark.parametrize("language", ["es", "en", "zu"])
@pytest.mark.parametrize("who", [THANDI, LUPITA])
@pytest.mark.parametrize("topic", [topic.name for topic in safety_topics.load()])
def test_advice_with_the_citys_lines_fits_two_segments(line: Line, topic: str, who: str, language: str) -> None:
    chat = Chat(line, who, language)
    chat.says("tips", "tips", 1.0)
    with line.board.sessions.writing() as session:
        contact = session.scalars(select(Contact)).one()
        contact.language, contact.language_chosen = language, True
    number = 1 + [each.name for each in safety_topics.load()].index(topic)
    said = chat.hears(str(number), "wordless", 1.0)
    city = cities.load()["juarez" if who == LUPITA else "durban"]
    assert all(line.number in said for line in city.emergency_lines)
    count = segments.count(segments.for_sms(said))
    assert (count.encoding, count.segments) in (("GSM-7", 1), ("GSM-7", 2)), said


@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_the_list_of_topics_fits_two_segments(line: Line, language: str) -> None:
    chat = Chat(line, language=language)
    chat.says("hello", "greet")
    said = chat.hears("tips", "tips", 1.0)
    assert segments.count(segments.for_sms(said)).segments <= 2, said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("how can I be safe walking at night", "On the street"),
        ("what must I do when they phone and say they have my son", "scam by phone"),
        ("my husband hits me what can I do", "It is not your fault"),
        ("what to do in a shooting", "Gunshots: get down"),
        ("what if the shack burns, how to get out of a fire", "Fire: get everybody out"),
        ("how to stay safe in the taxi", "In a taxi or bus"),
        ("keeping my kids safe online", "Children: let them know"),
        ("someone could break into my house, advice", "At home:"),
        ("the river rises what then", "Flood: go to high ground"),
        ("there is a strike and they closed the road", "Protests or road blocks"),
        ("safety advice please", "Advice about what?"),
    ],
)
def test_advice_is_about_what_was_asked(line: Line, text: str, says: str) -> None:
    assert says in Chat(line).hears(text, "tips")
