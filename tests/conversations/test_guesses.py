"""Between two meanings the assistant asks which; the one that is chosen is done, with the words that were not understood."""

from sqlalchemy import select

from models import Message, Run, Turn
from tests.line import SMS_SENDERS, Line

THANDI, DURBAN = "+27605550101", SMS_SENDERS["durban"]

UNCLEAR = (
    "blorp frusk",
    "thing about that one there",
    "the report data tips thing",
    "you know what it is about mine",
    "can it or can it not be",
    "the lady at number four said something about it",
)
"""Messages that a model can hold for several things; which of them is unclear changes with every training."""


def says(line: Line, text: str) -> str:
    before = len(line.said_to(THANDI))
    line.receives(THANDI, DURBAN, text)
    line.work()
    return "\n".join(line.said_to(THANDI)[before:])


def test_a_guess_is_offered_with_a_way_out_and_the_chosen_one_is_done(answered_line: Line) -> None:
    line = answered_line
    says(line, "Good morning to you all")
    unclear = next((text for text in UNCLEAR if "Which of these?" in says(line, text)), None)
    assert unclear is not None, "the model is sure of everything"
    with line.board.sessions.reading() as session:
        asked = session.scalars(select(Turn).order_by(Turn.message_id.desc())).first()
        assert asked is not None
        offered = [option["id"] for reply in asked.replies for option in reply["options"]]
    assert len(offered) in (2, 3)
    assert offered[-1] == "meant=other"
    says(line, "1")
    with line.board.sessions.reading() as session:
        done = session.scalars(select(Turn).order_by(Turn.message_id.desc())).first()
        assert done is not None
        assert f"meant={done.intent}" == offered[0]
        if done.intent == "report":
            run = session.scalars(select(Run)).one()
            assert session.get_one(Message, run.origin_message_id).text == "1"
