"""One message after the other through small forms: what is asked, what is said to it, what is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import words
from flows import run as runs
from flows import steps
from flows.definition import parse
from flows.reply import Reply
from models import Answer, CallRequest, Fact
from tests.flows.conftest import label, source
from tests.flows.running import Chat, database

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
STREETS = [
    f"{name} {kind}"
    for name in ("Marula", "Market", "Mango", "North", "Palm", "Quarry", "River", "Station")
    for kind in ("Road", "Lane", "Avenue")
]


@pytest.fixture
def session() -> Iterator[Session]:
    with database() as session:
        yield session


def begin(
    session: Session, *rows: dict[str, Any], channel: str = "sms", settings: dict[str, str] | None = None, **choices: list[str]
) -> Chat:
    form = source(*rows, **choices)
    form["settings"] |= settings or {}
    return Chat.begin(session, parse(form), NOW, channel=channel)


def text(replies: list[Reply]) -> str:
    return "\n".join(reply.text for reply in replies)


def say(key: str, **values: object) -> str:
    return words.load().say(key, "en", "sms", **values)


def streets(session: Session, channel: str) -> Chat:
    form = source({"type": "select_one streets", "name": "street"})
    form["choices"]["streets"] = [{"name": street.lower().replace(" ", "_"), "label": {"en": street}} for street in STREETS]
    return Chat.begin(session, parse(form), NOW, channel=channel)


@pytest.mark.parametrize(("channel", "shown"), [("sms", 19), ("whatsapp", 9)])
def test_a_long_list_comes_in_pages(session: Session, channel: str, shown: int) -> None:
    chat = streets(session, channel)
    first = steps.repeat(chat.going)
    assert [option.title for option in first.options] == [*STREETS[:shown], say("flow.more")]
    (second,) = chat.taps("@more")
    assert second.options[0].title == STREETS[shown]


def test_a_long_list_is_narrowed_by_typing(session: Session) -> None:
    chat = streets(session, "whatsapp")
    which, narrowed = chat.says("mar")
    assert which.text == say("flow.which_of_these")
    assert [option.title for option in narrowed.options] == [street for street in STREETS if street.startswith("Mar")]
    chat.says("market lane")
    assert chat.answers == {"street": "market_lane"}


def test_several_choices_are_written_with_their_labels(session: Session) -> None:
    chat = begin(session, {"type": "select_multiple fears", "name": "fears"}, fears=["dark", "gangs", "traffic"])
    assert say("flow.several") in steps.repeat(chat.going).text
    chat.says("1 and 3")
    kept = session.scalars(select(Answer)).one()
    assert (kept.value["code"], kept.label, kept.how, kept.said) == (
        "dark traffic",
        "dark (en), traffic (en)",
        "typed",
        "1 and 3",
    )


def test_what_the_form_refuses_is_said_in_its_own_words(session: Session) -> None:
    age = {
        "type": "integer",
        "name": "age",
        "constraint": ". >= 16 and . < 120",
        "constraint_message": label("Between 16 and 120."),
        "required": "yes",
        "required_message": label("We do need your age."),
    }
    chat = begin(session, age)
    assert text(chat.says("7")).startswith("Between 16 and 120. (en)")
    assert text(chat.skip()).startswith("We do need your age. (en)")
    chat.says("I am forty")
    assert chat.answers == {"age": "40"}


def test_first_a_hint_then_an_example_then_a_way_out(session: Session) -> None:
    chat = begin(session, {"type": "integer", "name": "age"}, {"type": "text", "name": "why"})
    said = [text(chat.says("blorp")) for _ in range(3)]
    assert said[0].startswith(say("answer.integer_hint"))
    assert said[1].startswith(say("answer.integer_example"))
    assert said[2] == say("flow.ways_out")
    chat.taps("@call")
    assert session.scalars(select(CallRequest.question)).all() == ["age"]
    assert (chat.answers, chat.run.question) == ({"age": ""}, "why")


def test_an_answer_that_is_needed_waits_for_ever_and_never_loops(session: Session) -> None:
    chat = begin(session, {"type": "integer", "name": "age", "required": "yes"})
    said = [text(chat.says("blorp")) for _ in range(5)]
    assert said[2] == say("flow.ways_out_of_needed")
    assert said[3:] == [say("flow.waiting_for_you")] * 2
    chat.says("40")
    assert chat.answers == {"age": "40"}


def test_a_default_stands_until_something_else_is_said(session: Session) -> None:
    people = {"type": "integer", "name": "people", "default": "4"}
    chat = begin(session, people)
    assert steps.repeat(chat.going).text == f"people (en)\n{say('flow.skip_keeps', value=4)}"
    chat.skip()
    assert chat.answers == {"people": "4"}


def test_a_default_that_is_calculated_stays_as_it_was_at_the_beginning(session: Session) -> None:
    chat = begin(
        session,
        {"type": "text", "name": "why"},
        {"type": "date", "name": "day", "default": "today()"},
        {"type": "calculate", "name": "tomorrow", "calculation": "format-date(date(today() + 1), '%d/%m')"},
        {"type": "note", "name": "told", "label": label("${day} ${tomorrow}")},
    )
    chat.says("noise")
    chat.later(days=2)
    chat.skip()
    assert chat.answers["day"] == "2026-11-19"
    assert chat.going.instance.value("tomorrow") == "22/11"


def test_other_with_its_words_answers_both_questions(session: Session) -> None:
    chat = begin(session, {"type": "select_one fears or_other", "name": "fear"}, {"type": "text", "name": "why"}, fears=["dark"])
    chat.says("other: the dogs")
    assert (chat.answers, chat.run.question) == ({"fear": "other", "fear_other": "the dogs"}, "why")


def test_a_way_is_told_point_by_point(session: Session) -> None:
    chat = begin(session, {"type": "geotrace", "name": "way"}, {"type": "text", "name": "why"})
    assert text(chat.says(lat=-29.967, lon=30.883)).startswith(say("flow.next_point", number=1))
    assert text(chat.says(lat=-29.968, lon=30.884)).startswith(say("flow.next_point", number=2))
    chat.says("done")
    assert chat.answers["way"] == "-29.967 30.883 0 0;-29.968 30.884 0 0"
    assert chat.run.question == "why"


def test_what_was_told_before_is_not_asked_again_in_another_survey(session: Session) -> None:
    area = {"type": "geopoint", "name": "home", "chat": {"remember": "area"}}
    first = begin(session, area, {"type": "text", "name": "why"})
    first.says("Umlazi")
    runs.end(first.run, "completed", NOW)
    again = begin(session, {**area, "name": "where_you_live"}, {"type": "text", "name": "what"}, settings={"form_id": "other"})
    again.run.contact_id = first.run.contact_id
    again.run.question, again.run.path = None, []
    steps.proceed(again.going)
    assert again.run.question == "what"
    kept = next(each for each in again.run.answers if each.question == "where_you_live")
    assert (kept.how, kept.value["area"]) == ("remembered", "umlazi")
    steps.ask_again(again.going, "where_you_live")
    assert again.run.question == "where_you_live", "who wants to change it is asked"
    again.says("Inanda")
    assert session.scalars(select(Fact)).one().value["area"] == "inanda"


def test_a_remembered_answer_that_no_longer_fits_is_asked(session: Session) -> None:
    band = {"type": "select_one bands", "name": "band", "chat": {"remember": "age_band"}}
    first = begin(session, band, bands=["young", "old"])
    first.says("1")
    runs.end(first.run, "completed", NOW)
    again = begin(session, band, settings={"form_id": "other"}, bands=["16_24", "25_plus"])
    again.run.contact_id = first.run.contact_id
    again.run.question, again.run.path = None, []
    steps.proceed(again.going)
    assert again.run.question == "band"


def test_a_trigger_calculates_when_its_question_is_answered_and_not_before(session: Session) -> None:
    chat = begin(
        session,
        {"type": "integer", "name": "houses"},
        {"type": "integer", "name": "people"},
        {"type": "calculate", "name": "stamp", "trigger": "${people}", "calculation": "${houses} + ${people}"},
        {"type": "text", "name": "why"},
    )
    chat.says("2")
    chat.says("5")
    assert chat.going.instance.value("stamp") == "7"
    steps.ask_again(chat.going, "houses")
    chat.says("9")
    assert chat.going.instance.value("stamp") == "7", "only people trigger it"
    steps.ask_again(chat.going, "people")
    chat.says("1")
    assert chat.going.instance.value("stamp") == "10"


def test_naming_an_earlier_answer_corrects_it_and_goes_on_where_it_was(session: Session) -> None:
    chat = begin(
        session,
        {"type": "date", "name": "since", "label": {"en": "Since what date?"}},
        {"type": "integer", "name": "age", "label": {"en": "What is your age?"}},
        {"type": "integer", "name": "rooms"},
    )
    chat.says("yesterday")
    chat.says("30")
    chat.says("change the date")
    assert chat.run.question == "since"
    chat.says("12/11/2026")
    assert (chat.run.question, chat.answers) == ("rooms", {"since": "2026-11-12", "age": "30"})


def test_the_last_answers_of_this_form_can_be_looked_up(session: Session) -> None:
    rows = ({"type": "text", "name": "street", "default": "${last-saved#street}"}, {"type": "text", "name": "why"})
    first = begin(session, *rows)
    first.says("Marula Road")
    first.says("noise")
    runs.end(first.run, "completed", NOW)
    again = Chat(session, runs.begin(session, first.run.contact_id, first.run.version, first.context, None), first.context)
    steps.proceed(again.going)
    assert say("flow.skip_keeps", value="Marula Road") in steps.repeat(again.going).text


def test_help_about_a_question_is_its_hint_and_an_example(session: Session) -> None:
    chat = begin(session, {"type": "integer", "name": "age", "guidance_hint": label("In whole years.")})
    assert text(steps.help_about(chat.going)) == f"In whole years. (en)\n{say('answer.integer_example')}"


def test_a_hint_may_speak_of_earlier_answers(session: Session) -> None:
    rooms = {"type": "integer", "name": "rooms", "hint": label("Of the house in ${street}.")}
    chat = begin(session, {"type": "text", "name": "street"}, rooms)
    chat.says("Marula Road")
    assert text(chat.says("blorp")).startswith("Of the house in Marula Road. (en)")


def test_a_group_is_named_once_and_a_note_is_told_once(session: Session) -> None:
    chat = begin(
        session,
        {"type": "text", "name": "first"},
        {"type": "begin_group", "name": "home", "label": label("Your home")},
        {"type": "note", "name": "told", "label": label("Nearly done.")},
        {"type": "text", "name": "second"},
        {"type": "text", "name": "third"},
        {"type": "end_group", "name": ""},
    )
    assert text(chat.says("x")) == "Nearly done. (en)\nYour home (en)\nsecond (en)"
    assert text(chat.says("y")) == "third (en)"


@pytest.mark.parametrize(("channel", "after"), [("sms", "why"), ("whatsapp", "photo")])
def test_a_photo_is_never_needed_where_none_can_be_sent(session: Session, channel: str, after: str) -> None:
    chat = begin(session, {"type": "image", "name": "photo", "required": "yes"}, {"type": "text", "name": "why"}, channel=channel)
    chat.skip()
    assert chat.run.question == after
