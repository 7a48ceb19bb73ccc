"""What is collected: what was not understood, what was taken back, what residents said that they meant. Nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from models import Contact, Message, Misunderstanding
from scheduler.jobs import JOBS
from teaching import forgetting
from tests.teaching.saying import DOUBT, LUPITA, NOMSA, SIPHO, THANDI, Town, waiting

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_what_was_not_understood_waits_with_what_it_was_taken_for(town: Town) -> None:
    number = town.says(THANDI, "the thing with the thing", "nlu_fallback", 0.22)
    (row,) = waiting(town.line).values()
    assert (row.message_id, row.reason, row.thought, row.confidence) == (number, "not_understood", "nlu_fallback", 0.22)
    assert (row.language, row.meant) == ("en", None)


def test_not_a_word_of_it_is_copied(town: Town) -> None:
    town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
    with town.line.board.sessions.reading() as session:
        row = session.execute(text("SELECT * FROM misunderstanding")).one()
    assert not any("thing" in str(value) for value in row)


def test_what_was_understood_does_not_wait(town: Town) -> None:
    for words, intent in (
        ("hello there", "greet"),
        ("how do I use this", "help"),
        ("what is the score in the game", "out_of_scope"),
    ):
        town.says(THANDI, words, intent, 0.95)
    assert waiting(town.line) == {}


def test_a_yes_to_nothing_was_not_understood_whatever_it_was_taken_for(town: Town) -> None:
    town.says(NOMSA, "hello there", "greet", 0.95)
    number = town.says(NOMSA, "sho the blue one phela", "affirm", 0.9)
    assert {row.thought for row in waiting(town.line).values()} == {"affirm"}
    assert set(waiting(town.line)) == {number}


def test_a_message_without_words_teaches_nothing(town: Town) -> None:
    town.says(THANDI, "🙏🙏", "nlu_fallback", DOUBT)
    assert waiting(town.line) == {}


def test_an_answer_to_a_question_is_no_misunderstanding(town: Town) -> None:
    town.says(SIPHO, "report", "report", 1.0)
    town.says(SIPHO, "somebody took all the copper pipes from behind our hall", "nlu_fallback", DOUBT)
    assert waiting(town.line) == {}


def test_an_answer_that_could_not_be_read_may_be_a_command_that_was_not_known(town: Town) -> None:
    town.says(SIPHO, "report", "report", 1.0)
    town.says(SIPHO, "the street light is broken", "report", 0.9)
    town.says(SIPHO, "V section, Umlazi")
    before = set(waiting(town.line))
    asked = town.says(SIPHO, "who are you people anyway", "nlu_fallback", DOUBT)
    assert set(waiting(town.line)) - before == {asked}


def test_a_report_that_began_from_doubt_is_taken_for_meant(town: Town) -> None:
    number = town.says(NOMSA, "I was robbed last night", "nlu_fallback", DOUBT)
    assert waiting(town.line)[number].meant == "report"


def test_who_chooses_what_they_meant_tells_what_the_message_means(town: Town) -> None:
    asked = town.says(THANDI, "any news on mine", "nlu_fallback", DOUBT)
    town.says(THANDI, "2")
    row = waiting(town.line)[asked]
    assert (row.reason, row.meant, row.thought) == ("meant", "status", "nlu_fallback")
    assert set(waiting(town.line)) == {asked}, "the choice itself was understood"


def test_none_of_what_was_offered_leaves_the_meaning_open(town: Town) -> None:
    asked = town.says(THANDI, "any news on mine", "nlu_fallback", DOUBT)
    town.says(THANDI, "3")
    assert waiting(town.line)[asked].meant is None
    assert set(waiting(town.line)) == {asked}


@pytest.mark.parametrize("undo", ["cancel", "back"])
def test_a_guess_that_is_taken_back_at_once_waits(town: Town, undo: str) -> None:
    guessed = town.says(LUPITA, "oigan una pregunta nada mas", "report", 0.55)
    town.says(LUPITA, "salir" if undo == "cancel" else "atrás", undo, 1.0)
    row = waiting(town.line)[guessed]
    assert (row.reason, row.thought, row.confidence, row.language) == ("undone", "report", 0.55, "es")


def test_no_after_a_guess_takes_it_back_where_no_was_no_answer(town: Town) -> None:
    guessed = town.says(THANDI, "where is the police station", "status", 0.5)
    town.says(THANDI, "no", "deny", 0.95)
    assert waiting(town.line)[guessed].reason == "undone"


def test_no_to_a_question_takes_nothing_back(town: Town) -> None:
    town.says(THANDI, "the street light in V section in Umlazi is broken since yesterday", "report", 0.9)
    town.says(THANDI, "no", "deny", 0.95)
    assert waiting(town.line) == {}


def test_start_after_a_guessed_stop_takes_it_back(town: Town) -> None:
    guessed = town.says(THANDI, "they must stop this now", "stop", 0.6)
    town.says(THANDI, "START", "start", 1.0)
    assert waiting(town.line)[guessed].thought == "stop"


def test_a_command_that_was_typed_as_such_is_no_guess(town: Town) -> None:
    town.says(THANDI, "report", "report", 1.0)
    town.says(THANDI, "cancel", "cancel", 1.0)
    assert waiting(town.line) == {}


def test_a_cancel_after_the_conversation_went_on_takes_back_no_guess(town: Town) -> None:
    town.says(THANDI, "the street light is broken", "report", 0.9)
    town.says(THANDI, "V section in Umlazi, by the hall", "report", 0.6)
    town.says(THANDI, "cancel", "cancel", 1.0)
    assert waiting(town.line) == {}


def test_a_cancel_an_hour_later_takes_back_no_guess(town: Town) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        town.says(THANDI, "a question please", "report", 0.55)
        clock.shift(timedelta(hours=1))
        town.says(THANDI, "cancel", "cancel", 1.0)
    assert waiting(town.line) == {}


def test_of_who_asked_for_silence_nothing_is_collected(town: Town) -> None:
    town.says(THANDI, "STOP", "stop", 1.0)
    town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
    assert waiting(town.line) == {}


def test_whatever_goes_wrong_here_the_resident_is_answered(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("teaching.collecting._note", broken)
    town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
    assert town.line.said_to(THANDI)
    assert waiting(town.line) == {}


def test_a_message_that_is_erased_takes_what_was_collected_along(town: Town) -> None:
    town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
    with town.line.board.sessions.writing() as session:
        kept = session.scalars(select(Message).where(Message.direction == "out")).all()
        for answer in kept:
            session.delete(answer)
        session.flush()
        session.execute(text("DELETE FROM turn"))
        session.execute(text("DELETE FROM message"))
    assert waiting(town.line) == {}


def test_what_nobody_labels_is_dropped_after_the_days_that_are_set(town: Town) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        old = town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
        clock.shift(timedelta(days=town.line.board.teach_days) - timedelta(minutes=1))
        young = town.says(SIPHO, "that other thing there", "nlu_fallback", DOUBT)
        assert forgetting.forget_unlabelled(town.line.board) == 0
        clock.shift(timedelta(minutes=2))
        assert forgetting.forget_unlabelled(town.line.board) == 1
    assert set(waiting(town.line)) == {young} != {old}
    assert forgetting.forget_unlabelled in [job.task for job in JOBS]


def test_what_lost_its_words_is_dropped_too(town: Town) -> None:
    number = town.says(THANDI, "the thing with the thing", "nlu_fallback", DOUBT)
    with town.line.board.sessions.writing() as session:
        session.get_one(Message, number).text = ""
    forgetting.forget_unlabelled(town.line.board)
    with town.line.board.sessions.reading() as session:
        assert session.scalars(select(Misunderstanding)).all() == []
        assert session.scalars(select(Contact)).all() != []
