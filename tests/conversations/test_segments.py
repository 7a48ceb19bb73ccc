"""What a report costs by SMS when its first message says what and where: at most five segments until the reference."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import func, select

import cities
from models import Message, Report
from tests.conversations.play import BEGIN, RESIDENTS
from tests.line import Line

MOST = 5

FIRST = {
    "es": "No hay agua en {place}",
    "en": "There is no water in {place}",
    "zu": "Akunamanzi {place}",
}
WHEN = {"es": "desde ayer en la mañana", "en": "since yesterday morning", "zu": "kusukela izolo ekuseni"}
PLACES = {
    "juarez": {"es": "Fraternidad Antorchista", "en": "Fraternidad Antorchista", "zu": "eFraternidad Antorchista"},
    "durban": {"es": "Umlazi V section", "en": "Umlazi V section", "zu": "eMlazi kuV section"},
}


@pytest.mark.parametrize("dangerous", ["1", "2"], ids=["still dangerous", "not dangerous"])
@pytest.mark.parametrize("city", ["juarez", "durban"])
@pytest.mark.parametrize("language", ["es", "en", "zu"])
def test_a_report_costs_at_most_five_segments(answered_line: Line, language: str, city: str, dangerous: str) -> None:
    line, who = answered_line, RESIDENTS[language]
    sender = next(each for each in cities.load()[city].senders if not each.startswith("whatsapp:"))
    first = FIRST[language].format(place=PLACES[city][language])
    follow_up, send = "1", "1"
    with time_machine.travel(datetime.combine(BEGIN, BEGIN.time(), ZoneInfo("Africa/Johannesburg")), tick=False) as clock:
        for text in (first, WHEN[language], dangerous, follow_up, send):
            clock.shift(20)
            line.receives(who, sender, text)
            line.work()
    with line.board.sessions.reading() as session:
        report = session.scalars(select(Report)).one()
        spent = session.scalar(select(func.sum(Message.segments)).where(Message.direction == "out"))
    chat = "\n".join(line.said_to(who))
    assert report.language == language, chat
    assert report.reference in chat
    assert spent <= MOST, f"{spent} segments:\n{chat}"
