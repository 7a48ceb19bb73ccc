"""How every action runs: once for each message, in one transaction with what it writes, off the event loop."""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.orm import Session

import cities
import words
from actions import menu
from actions.turn import Turn
from flows import run as runs
from flows.reading.choice import number
from flows.reply import Reply
from models import Contact, Message
from models import Turn as TurnRow
from models.engine import Sessions

log = logging.getLogger(__name__)

SILENT: dict[str, Any] = {"silent": True}
"""An answer that says nothing, on purpose: Rasa must be able to tell it from a failure."""

REMIND_STOPPED = timedelta(days=1)


class TurnAction(Action, ABC):
    """One decision about one message. Subclasses name themselves and write ``decide``."""

    sessions: ClassVar[Sessions]
    """Set once by whoever starts the action server."""

    title: ClassVar[str] = ""
    """Rasa's name of the action."""

    heeds_stop: ClassVar[bool] = True
    """False for what is answered even to those who asked for no more messages."""

    def name(self) -> str:
        return self.title

    @abstractmethod
    def decide(self, turn: Turn) -> None:
        """Write rows and add replies."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        # The database blocks; the event loop must not.
        for reply in await asyncio.to_thread(self._once, tracker.sender_id, tracker.latest_message):
            dispatcher.utter_message(json_message=reply)
        return []

    def _once(self, contact_id: str, latest: dict[str, Any]) -> list[dict[str, Any]]:
        metadata = latest.get("metadata") or {}
        message_id = int(metadata["message_id"])
        with self.sessions.writing() as session:
            # The row lock makes a second request for the same message wait, and then find the first one's answer.
            contact = session.get(Contact, contact_id, with_for_update=True)
            message = session.get(Message, message_id)
            if contact is None or message is None or message.contact_id != contact_id:
                raise LookupError("no such message of this contact")
            done = session.get(TurnRow, message_id)
            if done is not None:
                return list(done.replies) or [SILENT]
            turn = _turn(session, contact, message, latest, metadata)
            self._handle(turn)
            replies = [reply.to_json() for reply in turn.replies]
            session.add(
                TurnRow(
                    message_id=message_id,
                    action=self.title,
                    intent=turn.intent,
                    confidence=turn.confidence,
                    replies=replies,
                    at=message.created_at,
                )
            )
        log.info("message=%s intent=%s action=%s replies=%s", message_id, turn.intent, self.title, len(replies))
        return replies or [SILENT]

    def _handle(self, turn: Turn) -> None:
        if turn.contact.stopped_at is not None and self.heeds_stop:
            _remind_stopped(turn)
            return
        if self.heeds_stop and turn.payload and turn.run is None and menu.choose(turn):
            pass
        elif self.heeds_stop and turn.other_language and turn.run is None:
            turn.say("language.we_speak")
            menu.show(turn)
        else:
            self.decide(turn)
        _give_notice(turn)


def _turn(session: Session, contact: Contact, message: Message, latest: dict[str, Any], metadata: dict[str, Any]) -> Turn:
    intent = latest.get("intent") or {}
    language = str(metadata.get("language") or contact.language or "en")
    if not contact.language_chosen:
        contact.language = language
    offered = _offered(session, message)
    turn = Turn(
        session=session,
        contact=contact,
        message=message,
        city=cities.load()[message.city],
        words=words.load(),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        language=contact.language or language,
        payload=_payload(message, offered),
        offered=frozenset(offered),
        other_language=bool(metadata.get("other_language")),
        run=runs.active(session, contact.id),
    )
    if turn.run is not None and runs.expire(session, turn.run, message.created_at):
        turn.run = None
    return turn


def _offered(session: Session, message: Message) -> list[str]:
    """Payloads of the options in the last reply to this contact, in the order in which numbers count them."""
    last = session.scalars(
        select(TurnRow)
        .join(Message, Message.id == TurnRow.message_id)
        .where(Message.contact_id == message.contact_id, Message.id < message.id)
        .order_by(TurnRow.message_id.desc())
        .limit(1)
    ).first()
    return [option.id for reply in last.replies for option in Reply.of_json(reply).options] if last else []


def _payload(message: Message, offered: list[str]) -> str:
    """What was tapped; or, for a typed number, what stood under that number in the last reply."""
    tapped = str(message.details.get("payload") or "")
    chosen = number(message.text)
    if tapped or chosen is None:
        return tapped
    return offered[chosen - 1] if 1 <= chosen <= len(offered) else ""


def _remind_stopped(turn: Turn) -> None:
    """Who asked for silence and writes again is told once a day how to come back."""
    last = turn.session.scalar(
        select(Message.created_at)
        .where(Message.contact_id == turn.contact.id, Message.direction == "out")
        .order_by(Message.id.desc())
        .limit(1)
    )
    if last is None or turn.context.now - last >= REMIND_STOPPED or last <= (turn.contact.stopped_at or last):
        turn.say("stop.is_stopped")


def _give_notice(turn: Turn) -> None:
    """Once, with the first answer: who reads this, and how to stop. Never before the emergency lines."""
    if turn.contact.noticed_at is not None or not turn.replies or turn.intent == "emergency":
        return
    turn.contact.noticed_at = turn.context.now
    text = turn.words.say("notice.first", turn.language, turn.message.channel, city=turn.city.name)
    turn.replies.insert(0, Reply(text))
