"""A telephone becomes an official's: by a code handed over in person, once, in time, and from nowhere else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from contacts import erasing
from models import AuditEntry, Contact, Enrolment, Message
from officials import enrolling, staffing
from tests.actions.turns import Chat
from tests.line import Line
from tests.officials.office import (
    BOTHA,
    CELE,
    NEUTRAL,
    ORTEGA,
    SIPHO,
    audited,
    code_for,
    contact,
    official,
    reported,
    resident,
    rows,
    works,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def handle_of(line: Line, handle: str) -> str | None:
    found = official(line, handle)
    return found.handle if found else None


@pytest.mark.parametrize(
    ("word", "number"), [("ENROL", BOTHA), ("enroll", f"whatsapp:{BOTHA}"), ("Inscribir", BOTHA), ("BHALISA", BOTHA)]
)
def test_the_code_sent_back_makes_the_telephone_theirs(offices: Line, word: str, number: str) -> None:
    chat = Chat(offices, number)
    said = chat.hears(f"{word} {code_for(offices, 'botha')}", "out_of_scope")
    assert "This phone is now that of J. Botha, Public works." in said
    assert handle_of(offices, "botha") == "botha"
    (entry,) = audited(offices, "enrolment.confirmed")
    assert entry.actor in entry.thing


def test_the_code_is_kept_nowhere(offices: Line) -> None:
    code = code_for(offices, "botha")
    with offices.board.sessions.reading() as session:
        (row,) = session.scalars(select(Enrolment))
        assert code not in repr(vars(row))
        assert code.replace("-", "") not in repr(vars(row))
        assert all(code not in str(entry.details) for entry in session.scalars(select(AuditEntry)))


def test_nobody_is_written_to_before_they_wrote(offices: Line) -> None:
    code_for(offices, "botha")
    with offices.board.sessions.reading() as session:
        assert session.scalars(select(Message)).all() == []
        assert session.scalars(select(Contact)).all() == []


def test_it_works_once(offices: Line) -> None:
    code = code_for(offices, "botha")
    Chat(offices, BOTHA).says(f"ENROL {code}", "out_of_scope")
    sipho = resident(offices)
    before = rows(offices)
    assert sipho.hears(f"ENROL {code}", "out_of_scope") == NEUTRAL["en"]
    assert rows(offices) == before
    assert handle_of(offices, "botha") == "botha"


def test_sending_it_again_from_the_same_telephone_changes_nothing(offices: Line) -> None:
    code = code_for(offices, "botha")
    chat = Chat(offices, BOTHA)
    chat.says(f"ENROL {code}", "out_of_scope")
    before = rows(offices)
    assert "This phone is now that of J. Botha" in chat.hears(f"ENROL {code}", "out_of_scope")
    assert rows(offices) == before


@pytest.mark.parametrize(("hours", "is_taken"), [(47.99, True), (48, False), (500, False)])
def test_it_works_for_two_days(offices: Line, hours: float, is_taken: bool) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        code = code_for(offices, "botha")
        sipho = resident(offices, BOTHA)
        clock.shift(timedelta(hours=hours))
        said = sipho.hears(f"ENROL {code}", "out_of_scope")
    assert (said == NEUTRAL["en"]) is not is_taken
    assert (handle_of(offices, "botha") == "botha") is is_taken


def test_a_new_code_ends_the_one_before(offices: Line) -> None:
    first, second = code_for(offices, "botha"), code_for(offices, "botha")
    botha = resident(offices, BOTHA)
    assert botha.hears(f"ENROL {first}", "out_of_scope") == NEUTRAL["en"]
    assert "J. Botha" in botha.hears(f"ENROL {second}", "out_of_scope")


def test_a_code_of_the_other_city_is_nobodys_here_and_stays_unused(offices: Line) -> None:
    code = code_for(offices, "ortega", "juarez")
    stranger = resident(offices)
    before = rows(offices)
    assert stranger.hears(f"ENROL {code}", "out_of_scope") == NEUTRAL["en"]
    assert rows(offices) == before
    assert "L. Ortega" in Chat(offices, ORTEGA, "es").hears(f"INSCRIBIR {code}", "out_of_scope")


def test_wrong_codes_right_codes_too_old_and_codes_of_others_sound_the_same(offices: Line) -> None:
    code, foreign = code_for(offices, "botha"), code_for(offices, "ortega", "juarez")
    Chat(offices, BOTHA).says(f"ENROL {code}", "out_of_scope")
    sipho = resident(offices)
    texts = (code, foreign, code[:-1] + ("2" if code[-1] != "2" else "3"), "222-222-222")
    answers = [sipho.says(f"ENROL {text}", "out_of_scope") for text in texts]
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == 1


def test_who_left_cannot_enrol(offices: Line) -> None:
    code = code_for(offices, "botha")
    with offices.board.sessions.writing() as session:
        staffing.leave(session, staffing.named(session, "durban", "botha"), "N. M.", NOW)
    assert resident(offices, BOTHA).hears(f"ENROL {code}", "out_of_scope") == NEUTRAL["en"]


def test_a_second_telephone_is_theirs_too_until_all_are_ended(offices: Line) -> None:
    works(offices, "botha")
    code = code_for(offices, "botha")
    Chat(offices, "+27605550199").says(f"ENROL {code}", "out_of_scope")
    assert handle_of(offices, "botha") == "botha"
    with offices.board.sessions.writing() as session:
        assert enrolling.end(session, staffing.named(session, "durban", "botha"), "N. M.", NOW) == 2
    assert handle_of(offices, "botha") is None


def test_a_telephone_is_of_one_official_of_a_city(offices: Line) -> None:
    works(offices, "botha")
    Chat(offices, BOTHA).says(f"ENROL {code_for(offices, 'cele')}", "out_of_scope")
    assert handle_of(offices, "botha") == "cele"


def test_asking_to_be_forgotten_ends_the_enrolment(offices: Line) -> None:
    tag = reported(offices)
    botha = works(offices, "botha")
    botha.says("forget me", "forget_me", 1.0)
    botha.says("1", "wordless", 1.0)
    with offices.board.sessions.writing() as session:
        erasing.erase(session, contact(offices, BOTHA), offices.board.media_dir, "resident", NOW)
        assert session.scalars(select(Enrolment).where(Enrolment.confirmed_at.is_not(None))).all() == []
    again = resident(offices, BOTHA)
    assert again.hears(f"ACK {tag}", "out_of_scope") == NEUTRAL["en"]


def test_an_enrolment_sounds_in_the_officials_language(offices: Line) -> None:
    said = Chat(offices, CELE).hears(f"ENROL {code_for(offices, 'cele')}", "out_of_scope")
    assert "Le foni manje ingeka-T. Cele" in said
    with offices.board.sessions.reading() as session:
        assert session.get_one(Contact, contact(offices, CELE)).language == "zu"


def test_a_resident_who_asks_to_enrol_a_child_is_answered_as_ever(offices: Line) -> None:
    sipho = resident(offices, SIPHO)
    assert sipho.hears("enrol my child at school", "out_of_scope") != NEUTRAL["en"]


def test_a_mailbox_that_is_erased_takes_no_official_with_it(offices: Line) -> None:
    with offices.board.sessions.writing() as session:
        botha = staffing.named(session, "durban", "botha")
        staffing.give_mailbox(session, offices.board.vault, botha, "botha@works.example", "N. M.", NOW)
        box = str(botha.mailbox_id)
    with offices.board.sessions.writing() as session:
        assert erasing.erase(session, box, offices.board.media_dir, "N. M.", NOW)
    with offices.board.sessions.reading() as session:
        assert staffing.named(session, "durban", "botha").mailbox_id is None
