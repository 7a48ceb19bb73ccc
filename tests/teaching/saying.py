"""Residents who say things, and what Rasa would make of them; everything behind Rasa is real."""

import dataclasses
import importlib
import pkgutil
from typing import Any

from sqlalchemy import select

import actions
from actions.base import SILENT, TurnAction
from flows.reply import Reply
from messaging.assistant import Said
from models import Message, Misunderstanding
from tests.line import SMS_SENDERS, Line
from tests.messaging.outgoing import LUPITA, SIPHO, THANDI

NOMSA = "+27605550103"
DURBAN, JUAREZ = SMS_SENDERS["durban"], SMS_SENDERS["juarez"]
GUESSED, DOUBT = 0.7, 0.2

for module in pkgutil.iter_modules(actions.__path__):
    if module.name not in ("__main__", "server"):
        importlib.import_module(f"actions.{module.name}")


class Understanding:
    """Stands where Rasa stands: each text means what the test says it is taken for."""

    def __init__(self, line: Line) -> None:
        TurnAction.sessions = line.board.sessions
        self.means: dict[str, tuple[str, float]] = {}

    def ask(self, contact_id: str, message_id: int, text: str, metadata: dict[str, Any]) -> Said:
        intent, confidence = self.means.get(text, ("wordless" if text.isdigit() else "nlu_fallback", DOUBT))
        action = TurnAction.by_meaning.get(intent, TurnAction.by_meaning["answer"])
        ranking = [{"name": name, "confidence": confidence} for name in (intent, "report", "status", "help")]
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 1.0 if text.isdigit() else confidence},
            "intent_ranking": ranking,
            "metadata": metadata | {"message_id": message_id},
        }
        replies = action()._once(contact_id, latest)
        return Said(tuple(Reply.of_json(each) for each in replies if each != SILENT))


class Town:
    """A line whose residents are understood as the test says."""

    def __init__(self, line: Line) -> None:
        self.line, self.understanding = line, Understanding(line)
        line.board = dataclasses.replace(line.board, assistant=self.understanding)  # type: ignore[arg-type]
        line.app.extensions["switchboard"] = line.board

    def says(self, who: str, text: str, intent: str = "", confidence: float = GUESSED) -> int:
        """One message, worked on to its end. Returns its number."""
        if intent:
            self.understanding.means[text] = (intent, confidence)
        to = JUAREZ if who == LUPITA else DURBAN
        self.line.receives(who, to, text)
        self.line.work()
        with self.line.board.sessions.reading() as session:
            return session.scalars(select(Message.id).where(Message.direction == "in").order_by(Message.id.desc())).first() or 0


def waiting(line: Line) -> dict[int, Misunderstanding]:
    """What is collected, by the number of the message."""
    with line.board.sessions.reading() as session:
        return {row.message_id: row for row in session.scalars(select(Misunderstanding))}


__all__ = ["DOUBT", "DURBAN", "GUESSED", "JUAREZ", "LUPITA", "NOMSA", "SIPHO", "THANDI", "Town", "waiting"]
