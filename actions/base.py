"""How every action runs: once for each message, in one transaction with what it writes, off the event loop."""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

import cities
import words
from actions import conversation, earlier, forgetting, guessing, menu, official, reporting, stopping_notices
from actions.turn import Turn
from alerts.saying import Desk
from flows import run as runs
from flows.reading.choice import number
from flows.reply import Option
from messaging.vault import Vault
from models import Contact, Message
from models import Turn as TurnRow
from models.engine import Sessions
from nlu.fold import words_only
from nlu.language import Language
from nlu.language_of_reply import reply_in
from teaching import collecting

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

    desk: ClassVar[Desk] = Desk()
    """From where officials are written to; set with the sessions."""

    vault: ClassVar[Vault | None] = None
    """What knows an enrolment's code again; without it nobody is enrolled. Set with the sessions."""

    title: ClassVar[str] = ""
    """Rasa's name of the action."""

    heeds_stop: ClassVar[bool] = True
    """False for what is answered even to those who asked for no more messages."""

    gives_way: ClassVar[bool] = True
    """True where a guessed meaning is dropped for an answer, or another problem, told while a flow runs."""

    is_courtesy: ClassVar[bool] = False
    """True for what asks for nothing: a hello, a thank-you."""

    by_meaning: ClassVar[dict[str, type["TurnAction"]]] = {}
    """Every action by the meaning that it handles."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.by_meaning[cls.title.removeprefix("action_")] = cls

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
            # It lets rows point to the contact meanwhile: somebody's report may alert an official who is writing just now.
            contact = session.get(Contact, contact_id, with_for_update={"key_share": True})
            message = session.get(Message, message_id)
            if contact is None or message is None or message.contact_id != contact_id:
                raise LookupError("no such message of this contact")
            done = session.get(TurnRow, message_id)
            if done is not None:
                return list(done.replies) or [SILENT]
            turn = _turn(session, contact, message, latest, metadata)
            turn.desk, turn.vault = self.desk, self.vault
            self._handle(turn)
            collecting.collect(turn)
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
        if official.acts(turn):
            pass  # an official's command is no cry for help, whatever it speaks of
        elif turn.intent == "emergency" and not turn.payload and not reporting.is_safe_again(turn):
            self.decide(turn)  # whatever else stands open: somebody may be in danger now
        elif turn.contact.forgetting_at is not None and turn.intent != "stop":
            turn.say("forget_me.under_way")
        elif turn.contact.stopped_at is not None and self.heeds_stop and not forgetting.is_answered(turn):
            _remind_stopped(turn)
            return
        else:
            self._converse(turn)
            forgetting.ask_again(turn)
        _give_notice(turn)

    def _may_be_late(self, turn: Turn) -> bool:
        """A guessed meaning may be an answer to what was asked before; a thank-you too ("very safe" sounds like one)."""
        return not turn.exact and (turn.run is None or self.gives_way or self.is_courtesy)

    def _converse(self, turn: Turn) -> None:
        ended = earlier.ended_meanwhile(turn.session, turn.message)
        if ended is not None:
            turn.say("report.expired" if conversation.is_report(ended) else f"conversation.{ended.state}")
        if (meaning := guessing.chosen(turn)) is not None:
            _do_what_was_meant(turn, meaning)
        elif official.is_refused(turn):
            pass
        elif stopping_notices.is_asked_for(turn):
            pass  # done already
        elif forgetting.is_answered(turn):
            forgetting.answer(turn)
        elif reporting.is_safe_again(turn) and reporting.take_offer(turn):
            pass
        elif turn.payload:
            _follow_the_tap(turn)
        elif not turn.exact and conversation.lands_where_it_quotes(turn):
            pass
        elif turn.names_a_choice or turn.corrects:
            # "Send" is what was offered, and "change the date" what was answered, whatever else they may sound like.
            conversation.answer(turn)
        elif self.heeds_stop and turn.run is None and turn.is_in_another_language:
            turn.say("language.we_speak")
            menu.show(turn)
        elif self._may_be_late(turn) and conversation.late_answer(turn):
            pass
        elif self.gives_way and reporting.is_told_something(turn):
            reporting.answer_or_keep(turn)
        else:
            self.decide(turn)


def _turn(session: Session, contact: Contact, message: Message, latest: dict[str, Any], metadata: dict[str, Any]) -> Turn:
    intent = latest.get("intent") or {}
    run = runs.active(session, contact.id)
    if run is not None and runs.expire(session, run, message.created_at):
        run = None
    offered = earlier.offered(session, message)
    payloads = frozenset(option.id for option in offered)
    before = contact.language
    contact.language = reply_in(
        cast(Language, metadata.get("language") or before or "en"),
        message.text,
        contact=before,
        is_chosen=contact.language_chosen,
        is_asked=run is not None or not payloads.isdisjoint(menu.OFFERS),
        is_tapped=bool(message.details.get("payload")),
    )
    return Turn(
        session=session,
        contact=contact,
        message=message,
        city=cities.load()[message.city],
        words=words.load(),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        language=contact.language,
        payload=_payload(message, offered, titled=run is None),
        offered=payloads,
        ranking=tuple(str(each.get("name")) for each in latest.get("intent_ranking") or ()),
        language_is_certain=bool(metadata.get("certain", True)),
        is_in_a_neighbours_language=bool(metadata.get("neighbour")) and before != contact.language,
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


def _do_what_was_meant(turn: Turn, meaning: str) -> None:
    """As if it had been said, with the words that were not understood; the menu for none of the guesses."""
    if not meaning:
        menu.show(turn, with_a_person=True)
        return
    turn.meant = earlier.question_behind(turn.session, turn.message, turn.payload)
    turn.intent, turn.payload = meaning, ""
    TurnAction.by_meaning[meaning]().decide(turn)


def _remind_stopped(turn: Turn) -> None:
    """Who asked for silence and writes again is told how to come back: once a day, and whenever they want to report."""
    last = earlier.last_answered_since_stop(turn.session, turn.contact)
    reports = turn.intent == "report" or reporting.tells_of_a_problem(turn)
    if reports or last is None or turn.context.now - last >= REMIND_STOPPED:
        turn.say("stop.is_stopped")


def _give_notice(turn: Turn) -> None:
    """Once, with the first answer: who reads this, how to stop, and the other languages where theirs is not certain.

    Who turns to isiXhosa, siSwati or isiNdebele is told then that the line answers in isiZulu, and of the others.
    """
    if not turn.replies or turn.intent in UNANNOUNCED:
        return
    told, turn.replies = turn.replies, []
    if turn.contact.noticed_at is None:
        turn.contact.noticed_at = turn.context.now
        turn.say("notice.first")
        if not turn.language_is_certain and not turn.is_in_a_neighbours_language:
            turn.say("language.others")
    if turn.is_in_a_neighbours_language:
        turn.say("language.neighbour")
    turn.replies += told
