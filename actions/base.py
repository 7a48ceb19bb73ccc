"""How every action runs: once for each message, in one transaction with what it writes, off the event loop."""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

import cities
import words
from actions import conversation, earlier, menu, reporting
from actions.turn import FEW_WORDS, Turn
from flows import run as runs
from flows.reading.choice import number
from flows.reply import Option
from models import Contact, Message
from models import Turn as TurnRow
from models.engine import Sessions
from nlu.fold import words_only

log = logging.getLogger(__name__)

SILENT: dict[str, Any] = {"silent": True}
"""An answer that says nothing, on purpose: Rasa must be able to tell it from a failure."""

UNANNOUNCED = {"emergency", "stop"}
"""Meanings to which the first answer says only what was asked for."""

REMIND_STOPPED = timedelta(days=1)


class TurnAction(Action, ABC):
    """One decision about one message. Subclasses name themselves and write ``decide``."""

    sessions: ClassVar[Sessions]
    """Set once by whoever starts the action server."""

    title: ClassVar[str] = ""
    """Rasa's name of the action."""

    heeds_stop: ClassVar[bool] = True
    """False for what is answered even to those who asked for no more messages."""

    gives_way: ClassVar[bool] = True
    """True where a guessed meaning is dropped for an answer, or another problem, told while a flow runs."""

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
                    run_id=turn.run.id if turn.run else None,
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
        ended = earlier.ended_meanwhile(turn.session, turn.message)
        if ended is not None:
            turn.say("report.expired" if conversation.is_report(ended) else f"conversation.{ended.state}")
        if turn.payload:
            _follow_the_tap(turn)
        elif turn.intent != "emergency" and not turn.exact and conversation.lands_where_it_quotes(turn):
            pass
        elif turn.names_a_choice or turn.corrects:
            # "Send" is what was offered, and "change the date" what was answered, whatever else they may sound like.
            conversation.answer(turn)
        elif self.heeds_stop and turn.run is None and turn.is_in_another_language:
            turn.say("language.we_speak")
            menu.show(turn)
        elif turn.run is None and not turn.exact and conversation.late_answer(turn):
            pass
        elif self.gives_way and reporting.is_told_something(turn):
            reporting.answer_or_keep(turn)
        else:
            self.decide(turn)
        _give_notice(turn)


def _turn(session: Session, contact: Contact, message: Message, latest: dict[str, Any], metadata: dict[str, Any]) -> Turn:
    intent = latest.get("intent") or {}
    run = runs.active(session, contact.id)
    if run is not None and runs.expire(session, run, message.created_at):
        run = None
    language = str(metadata.get("language") or contact.language or "en")
    # "Yebo" to a question in Spanish is an answer, and a button says what we wrote on it; whole sentences in another
    # language are a wish for it.
    offered = earlier.offered(session, message)
    payloads = frozenset(option.id for option in offered)
    asked = run is not None or not payloads.isdisjoint(menu.OFFERS)
    few = asked and len(message.text.split()) <= FEW_WORDS
    answers = contact.language is not None and (few or bool(message.details.get("payload")))
    if not contact.language_chosen and not answers:
        contact.language = language
    return Turn(
        session=session,
        contact=contact,
        message=message,
        city=cities.load()[message.city],
        words=words.load(),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        language=contact.language or language,
        payload=_payload(message, offered, titled=run is None),
        offered=payloads,
        language_is_certain=bool(metadata.get("certain", True)),
        run=run,
    )


def _payload(message: Message, offered: list[Option], titled: bool) -> str:
    """What was tapped; or, for a typed number, what stood under that number in the last reply; or under that title."""
    tapped = str(message.details.get("payload") or "")
    chosen = number(message.text)
    if tapped:
        return tapped
    if chosen is not None:
        return offered[chosen - 1].id if 1 <= chosen <= len(offered) else ""
    said = words_only(message.text) if titled else ""
    return next((option.id for option in offered if said and words_only(option.title) == said), "")


def _follow_the_tap(turn: Turn) -> None:
    """A tap, or a number, means what stood there, whatever its title sounds like."""
    if turn.run is not None and not menu.works_anywhere(turn.payload):
        if not conversation.late_answer(turn):
            conversation.answer(turn)
    elif not menu.choose(turn) and not conversation.late_answer(turn):
        turn.say("flow.old_button")
        menu.show(turn)


def _remind_stopped(turn: Turn) -> None:
    """Who asked for silence and writes again is told how to come back: once a day, and whenever they want to report."""
    last = earlier.last_answered_since_stop(turn.session, turn.contact)
    reports = turn.intent == "report" or reporting.tells_of_a_problem(turn)
    if reports or last is None or turn.context.now - last >= REMIND_STOPPED:
        turn.say("stop.is_stopped")


def _give_notice(turn: Turn) -> None:
    """Once, with the first answer: who reads this, how to stop, and the other languages where theirs is not certain."""
    if turn.contact.noticed_at is not None or not turn.replies or turn.intent in UNANNOUNCED:
        return
    turn.contact.noticed_at = turn.context.now
    told, turn.replies = turn.replies, []
    turn.say("notice.first")
    if not turn.language_is_certain:
        turn.say("language.others")
    turn.replies += told
