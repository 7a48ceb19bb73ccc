"""The whole road: webhook, Rasa, action, outbox. What the model makes of these texts must not matter."""

import pytest
from sqlalchemy import select

from models import Report
from reports import tags
from tests.line import SMS_SENDERS, Line
from tests.officials.office import BOTHA, CELE, NEUTRAL, SIPHO, changes, code_for, open_offices, report, reported
from words.segments import for_sms

DURBAN = SMS_SENDERS["durban"]


class Phone:
    """Somebody's telephone on the real line."""

    def __init__(self, line: Line, number: str) -> None:
        self.line, self.number, self.heard = line, number, 0
        self.sender = f"whatsapp:{DURBAN}" if number.startswith("whatsapp:") else DURBAN

    def hears(self, text: str = "") -> list[str]:
        """What is sent to them once they have written this, or since they last looked."""
        if text:
            self.line.receives(self.number, self.sender, text)
        self.line.work()
        said = self.line.said_to(self.number)[self.heard :]
        self.heard += len(said)
        return said


@pytest.fixture
def offices(answered_line: Line) -> Line:
    open_offices(answered_line)
    return answered_line


def test_botha_enrols_acts_and_hands_over_to_cele_on_whatsapp(offices: Line) -> None:
    botha, cele = Phone(offices, BOTHA), Phone(offices, f"whatsapp:{CELE}")
    assert "This phone is now that of J. Botha" in "".join(botha.hears(f"ENROL {code_for(offices, 'botha')}"))
    assert "Le foni manje ingeka-T. Cele" in "".join(cele.hears(f"BHALISA {code_for(offices, 'cele')}"))
    first, second, third = reported(offices), reported(offices), reported(offices)
    assert botha.hears(f"ACK {first}") == [f"{first}: acknowledged."]
    assert botha.hears(f"done {first} the fire is out, nobody is hurt; assign {second} to Cele") == [
        f"{first}: done.\n{second}: given to T. Cele, who is being told."
    ]
    (told,) = cele.hears()
    assert told.startswith(f"U-J. Botha ukunika i-{second}")
    assert cele.hears(f"kwenziwe {second} isibani sishintshiwe") == [f"{second}: kwenziwe."]
    assert changes(offices, second)[-1] == ("resolved", "cele", "isibani sishintshiwe", "due")
    assert report(offices, third).state == "received"


def test_a_stranger_gets_one_answer_whatever_the_code(offices: Line) -> None:
    sipho = Phone(offices, SIPHO)
    sipho.hears("hello")
    with offices.board.sessions.reading() as session:
        assert session.scalars(select(Report)).all() == []
    mine = [reported(offices) for _ in range(6)]
    verbs = ("ACK", "DONE", "WHO", "HECHO", "KWENZIWE", "MORE")
    answers = [sipho.hears(f"{verb} {tag}") for verb, tag in zip(verbs, mine, strict=True)]
    answers += [sipho.hears(f"ENROL {code_for(offices, 'ortega', 'juarez')}"), sipho.hears("ACK R7K8")]
    neutral = {for_sms(each) for each in NEUTRAL.values()}
    assert all(len(answer) == 1 and answer[0] in neutral for answer in answers), answers
    with offices.board.sessions.reading() as session:
        assert {found.state for tag in mine if (found := tags.find(session, "durban", tag))} == {"received"}
