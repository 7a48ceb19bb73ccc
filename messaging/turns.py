"""Messages answered: one contact's oldest open message at a time, many contacts at once."""

import logging
import random
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import words
from flows.context import spoken_lines
from flows.reply import Reply
from messaging import gateway, lease, media, outbox
from messaging.assistant import AssistantDown, TurnFailed
from messaging.switchboard import Switchboard
from models import Contact, Message
from nlu import language_of_reply

log = logging.getLogger(__name__)

BACK_OFF = (1, 2, 5, 15, 30, 60)
"""Seconds before the head of the line is tried again; the last one repeats."""

MOST_ATTEMPTS = 5
"""After so many failures on one message a person must look at it; the contact's line goes on."""

LONGEST_TEXT = 1700
"""Characters given to Rasa; the message row keeps every one."""


def answer_next(board: Switchboard) -> bool:
    """Answer everything open of one contact, oldest first. True if there was any work."""
    if not board.breaker.lets_pass(lambda: board.assistant.is_well()):
        return False
    held = lease.claim(board.sessions, "turn", board.lease_seconds)
    if held is None:
        return False
    attempts = held.attempts
    try:
        while (message := _head(board, held)) is not None:
            try:
                replies, spoken = _turn(board, held, message, last_try=attempts + 1 >= MOST_ATTEMPTS)
            except (lease.LeaseLost, SQLAlchemyError):
                raise  # nothing is wrong with the message
            except Exception as error:
                # Whatever a message did to us, its contact's line goes on. What an error says may hold the resident's words.
                counted = not isinstance(error, AssistantDown)
                if isinstance(error, AssistantDown):
                    board.breaker.failed()
                elif isinstance(error, TurnFailed):
                    board.breaker.worked()
                told = str(error) if isinstance(error, AssistantDown | TurnFailed | gateway.SendError) else ""
                log.warning("message=%s %s %s", message.id, type(error).__name__, told)
                if not counted or attempts + 1 < MOST_ATTEMPTS:
                    _wait(board, held, attempts, counted=counted)
                    return True
                more = _give_up(board, held, message)
            else:
                board.breaker.worked()
                more = _finish(board, held, message, "answered", replies, spoken)
            if not more:
                return True
            attempts = 0
        with board.sessions.writing() as session:
            lease.release(session, held)
    except lease.LeaseLost:
        log.warning("contact=%s another worker took over answering", held.contact_id)
    return True


def _head(board: Switchboard, held: lease.Claim) -> Message | None:
    with board.sessions.reading() as session:
        return lease.head(session, held)


def _turn(board: Switchboard, held: lease.Claim, message: Message, *, last_try: bool) -> tuple[tuple[Reply, ...], str]:
    """Files, language, Rasa. Nothing is held open meanwhile."""
    media.collect(board, held, message.id, last_try=last_try)
    with board.sessions.reading() as session:
        contact = session.get_one(Contact, message.contact_id)
    city = board.cities[message.city]
    heard = language_of_reply.hear(message.text, city=city, contact=contact.language, is_chosen=contact.language_chosen)
    metadata: dict[str, Any] = {
        "channel": message.channel,
        "language": heard.language,
        "certain": heard.certain,
        "neighbour": heard.neighbour,
    }
    said = board.assistant.ask(message.contact_id, message.id, message.text[:LONGEST_TEXT], metadata)
    return said.replies, heard.language


def _wait(board: Switchboard, held: lease.Claim, attempts: int, *, counted: bool) -> None:
    # The step grows with the attempts that count; an outage keeps a short, steady beat.
    step = BACK_OFF[min(attempts, len(BACK_OFF) - 1)] if counted else BACK_OFF[1]
    with board.sessions.writing() as session:
        lease.back_off(session, held, step * random.uniform(0.8, 1.2), counted=counted)  # noqa: S311


def _finish(
    board: Switchboard, held: lease.Claim, message: Message, state: str, replies: tuple[Reply, ...], spoken: str | None
) -> bool:
    """Queue the replies and settle the message in one transaction. True when more of this contact's line is open."""
    now = datetime.now(UTC)
    with board.sessions.writing() as session:
        lease.check(session, held)
        row = session.get_one(Message, message.id)
        row.state, row.settled_at, row.language = state, now, spoken
        outbox.queue(session, row, replies, _language(session, row, spoken), now)
        return lease.go_on(session, held)


def _language(session: Session, row: Message, spoken: str | None) -> str | None:
    return session.get_one(Contact, row.contact_id).language or spoken


def _give_up(board: Switchboard, held: lease.Claim, message: Message) -> bool:
    """A message nobody could handle goes to a person, and its sender is told so, with the emergency number."""
    log.error("message=%s given up after %s attempts: a person must read it", message.id, MOST_ATTEMPTS)
    with board.sessions.reading() as session:
        spoken = session.get_one(Contact, message.contact_id).language
    city = board.cities[message.city]
    spoken = spoken or language_of_reply.hear(message.text, city=city).language
    text = words.load().say("failure.read_by_a_person", spoken, message.channel, lines=spoken_lines(city.emergency_lines, spoken))
    return _finish(board, held, message, "failed", (Reply(text),), spoken)
