"""On WhatsApp people quote the question that they answer, however long ago it was asked."""

import pytest
from sqlalchemy import select

from models import Answer, Message, Run
from tests.line import Line

LUPITA, JUAREZ = "whatsapp:+526565550101", "whatsapp:+526565550100"


def says(line: Line, text: str, quoting: str = "") -> str:
    before = len(line.said_to(LUPITA))
    line.receives(LUPITA, JUAREZ, text, **({"OriginalRepliedMessageSid": quoting} if quoting else {}))
    line.work()
    return "\n".join(line.said_to(LUPITA)[before:])


def sid_of(line: Line, words: str) -> str:
    """Twilio's id of the last message that says this."""
    with line.board.sessions.reading() as session:
        sent = select(Message.sid).where(Message.direction == "out", Message.text.contains(words))
        return str(session.scalars(sent.order_by(Message.id.desc())).first())


@pytest.mark.parametrize("answer", ["1", "muy segura", "Muy seguro(a)"])
def test_an_answer_that_quotes_the_survey_lands_in_the_survey_even_while_a_story_is_asked_for(
    answered_line: Line, answer: str
) -> None:
    line = answered_line
    says(line, "encuesta")
    says(line, "Sentirse seguro(a)")
    assert "¿Qué pasó?" in says(line, "reporte")
    told = says(line, answer, quoting=sid_of(line, "caminar solo(a) de día"))
    assert "guardé esa respuesta" in told
    assert "¿Qué pasó?" in told
    with line.board.sessions.reading() as session:
        kept = session.scalars(select(Answer).where(Answer.question == "walking/day")).one()
        assert kept.value["code"] == "very_safe"
        assert session.scalars(select(Run.question).where(Run.state == "parked")).one() == "walking/dark"
