"""One turn without Rasa: a resident writes, and the action that handles the meaning decides."""

from typing import Any

from rasa_sdk.executor import ActionExecutor
from sqlalchemy import select

from actions.base import TurnAction
from flows.reply import Reply
from messaging import outbox
from models import Message
from tests.line import SMS_SENDERS, Line

THANDI, LUPITA = "+27605550101", "+526565550101"
ANSWERS = {"affirm", "deny", "out_of_scope", "wordless", "nlu_fallback"}


class Chat:
    """Somebody's side of the line, with the meanings that a model would have given."""

    def __init__(self, line: Line, who: str = THANDI, language: str = "en") -> None:
        self.line, self.who, self.language = line, who, language
        sender = SMS_SENDERS["juarez" if who.removeprefix("whatsapp:").startswith("+52") else "durban"]
        self.sender = f"whatsapp:{sender}" if who.startswith("whatsapp:") else sender
        TurnAction.sessions, TurnAction.vault = line.board.sessions, line.board.vault
        ActionExecutor().register_package("actions")  # as the action server does: every action is known by its meaning

    def says(self, text: str, intent: str, confidence: float = 0.99, ranking: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """Returns the replies, as the action server gives them to Rasa."""
        form = self.line.form(self.who, self.sender, text)
        assert self.line.post("/twilio/inbound", form).status_code == 200
        with self.line.board.sessions.writing() as session:
            message = session.scalars(select(Message).where(Message.sid == form["MessageSid"])).one()
            message.state = "answered"
        latest = {
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": name, "confidence": confidence} for name in (intent, *ranking)],
            "metadata": {"message_id": message.id, "language": self.language, "certain": True},
        }
        handled = "answer" if intent in ANSWERS else intent
        replies = TurnAction.by_meaning[handled]()._once(message.contact_id, latest)
        with self.line.board.sessions.writing() as session:
            question = session.get_one(Message, message.id)

            said = [Reply.of_json(each) for each in replies if not each.get("silent")]
            outbox.queue(session, question, said, self.language, question.created_at)
        return replies

    def hears(self, text: str, intent: str, confidence: float = 0.99, ranking: tuple[str, ...] = ()) -> str:
        """The replies as one text, with the numbers under which choices stand."""
        lines = []
        for reply in self.says(text, intent, confidence, ranking):
            options = [f"{number} {option['title']}" for number, option in enumerate(reply.get("options", ()), start=1)]
            lines += [str(reply.get("text", "")), *options]
        return "\n".join(lines)
