"""What is not understood goes down a ladder: two guesses, the menu, whom to call. Never the same words twice, never a trap."""

import pytest
from sqlalchemy import select

import words
from actions.guessing import GUESSABLE
from flows.reply import LONGEST_BUTTON
from models import Report, Run, Turn
from tests.actions.turns import LUPITA, Chat
from tests.line import Line

UNSURE = {"intent": "nlu_fallback", "confidence": 0.25}


def test_two_guesses_then_the_menu_then_whom_to_call(line: Line) -> None:
    thandi = Chat(line)
    first = thandi.hears("eish that thing", **UNSURE, ranking=("out_of_scope", "report", "affirm", "status", "help"))
    assert "1 Tell of a problem\n2 Ask about my report\n3 Something else" in first
    second = thandi.hears("that other thing", **UNSURE, ranking=("report", "status"))
    assert "I did not understand" in second
    assert "4 A person" in second
    third = thandi.hears("no the thing", **UNSURE, ranking=("report", "status"))
    assert "10111 (Police)" in third
    assert "To speak with somebody" in third
    fourth = thandi.hears("the thing I said", **UNSURE, ranking=("report", "status"))
    assert "1 Tell of a problem\n2 Ask about my report\n3 Something else" in fourth, "and no dead end after it"
    assert not {first, second, third} & {fourth}


def test_what_was_understood_in_between_begins_the_ladder_anew(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("eish that thing", **UNSURE, ranking=("report", "status"))
    thandi.hears("hello there", "greet")
    assert "Which of these?" in thandi.hears("that other thing", **UNSURE, ranking=("report", "status"))


def test_the_chosen_report_begins_with_the_words_that_were_not_understood(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("eish that thing by Inanda", **UNSURE, ranking=("report", "status"))
    told = thandi.hears("1", "wordless", 1.0)
    with line.board.sessions.reading() as session:
        run = session.scalars(select(Run)).one()
        heard = {answer.question: answer.value for answer in run.answers}
        assert heard["where"]["area"] == "inanda", told
        turn = session.scalars(select(Turn).order_by(Turn.message_id.desc())).first()
        assert turn is not None
        assert turn.intent == "report"


@pytest.mark.parametrize(
    ("meaning", "says"),
    [
        ("status", "You have no reports here yet"),
        ("tips", "Advice about what?"),
        ("help", "what makes you unsafe"),
        ("language", "In which language"),
        ("human", "To speak with a person call"),
        ("my_data", "We keep your number"),
        ("forget_me", "Shall we erase"),
        ("stop", "we will not write to you"),
        ("survey", "Which one would you like to answer?"),
    ],
)
def test_whatever_is_chosen_is_done_as_if_it_had_been_said(line: Line, meaning: str, says: str) -> None:
    thandi = Chat(line)
    thandi.hears("eish that thing", **UNSURE, ranking=(meaning, "report"))
    assert says in thandi.hears("1", "wordless", 1.0)


def test_advice_that_was_meant_is_about_what_was_said(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("the road in the taxi, what now", **UNSURE, ranking=("tips", "report"))
    assert "In a taxi or bus" in thandi.hears("1", "wordless", 1.0)


def test_none_of_the_guesses_leads_to_the_menu_and_not_to_the_same_guesses(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("eish that thing", **UNSURE, ranking=("report", "status"))
    menu = thandi.hears("3", "wordless", 1.0)
    assert "4 A person" in menu
    assert "10111" in thandi.hears("that thing", **UNSURE, ranking=("report", "status"))


def test_a_person_from_the_menu_is_whom_to_call(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("eish that thing", **UNSURE, ranking=("report", "status"))
    thandi.hears("3", "wordless", 1.0)
    assert "To speak with a person call: 10111" in thandi.hears("4", "wordless", 1.0)


@pytest.mark.parametrize("ranking", [("emergency", "report", "status"), ("report", "emergency", "help")])
def test_danger_among_the_likeliest_gets_the_lines_with_the_guesses(line: Line, ranking: tuple[str, ...]) -> None:
    said = Chat(line).hears("that man at the gate thing", **UNSURE, ranking=ranking)
    assert said.index("If you are in danger, call now: 10111") < said.index("Which of these?")
    assert "1 Tell of a problem" in said


def test_danger_that_is_unlikely_does_not(line: Line) -> None:
    assert "10111" not in Chat(line).hears("eish that thing", **UNSURE, ranking=("report", "help", "emergency"))


def test_an_emergency_that_the_pipeline_let_go_gets_the_lines_too(line: Line) -> None:
    """It leaves no ranking behind: the fallback stands alone."""
    said = Chat(line).hears("that man at the gate thing", **UNSURE)
    assert "If you are in danger, call now: 10111" in said
    assert "1 Tell of a problem" in said


def test_what_is_none_of_our_business_is_told_what_this_line_is_for_and_then_whom_to_call(line: Line) -> None:
    lupita = Chat(line, LUPITA, "es")
    first = lupita.hears("¿quién ganó el partido?", "out_of_scope", 0.9)
    assert "Esta línea es para contarle a Ciudad Juárez" in first
    second = lupita.hears("¿y el del domingo?", "out_of_scope", 0.9)
    assert "911" in second
    assert second not in first
    assert "Esta línea es para" not in second


def test_what_is_hardly_none_of_our_business_is_guessed_at(line: Line) -> None:
    assert "Which of these?" in Chat(line).hears("the game at the corner", "out_of_scope", 0.4, ("report", "status"))


def test_a_picture_sign_needs_words_and_not_a_guess(line: Line) -> None:
    said = Chat(line).hears("😀", "wordless", 1.0)
    assert "Tell me in words" in said
    assert "Which of these?" not in said


def test_every_guess_fits_a_button_in_every_language() -> None:
    for name in (*GUESSABLE, "other"):
        for title in words.load().phrases(f"menu.meant_{name}").values():
            assert len(title) <= LONGEST_BUTTON


def test_inside_a_report_the_flows_own_ladder_stays(line: Line) -> None:
    thandi = Chat(line)
    thandi.hears("they stole my phone", "report")
    said = thandi.hears("😀", "wordless", 1.0)
    assert "Which of these?" not in said
    assert "What would you like to do?" not in said
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Report)).all() == []
        assert session.scalars(select(Run.question)).one() == "where"
