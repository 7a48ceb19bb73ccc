"""Messages out: queued with the turn that made them, sent in order for each contact, never twice on our account."""

import logging
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.reply import Reply
from messaging import gateway, hours, lease
from messaging.replies import DRAWN, NUMBERS, Outgoing, as_text, compose
from messaging.switchboard import Switchboard
from messaging.window import Reach
from models import Contact, Message

log = logging.getLogger(__name__)

BACK_OFF = (1, 2, 5, 15, 30, 60, 120, 300)
"""Seconds before each further attempt; the last one repeats."""

MOST_ATTEMPTS = {"send": 20, "mail": 150}
"""About an hour and a quarter, and half a day: then the message is failed, and the operator sees it there."""

Doubt = Literal["look_first", "only_look"] | None
"""Nobody knows whether it was sent: it is looked for, and sent if it is not there and may go now."""

RANK = {"queued": 0, "sending": 1, "sent": 2, "delivered": 3, "undelivered": 3, "failed": 3, "dropped": 3, "read": 4}
"""Status callbacks come in any order, twice, or never: a message only ever moves to a higher rank."""


def queue(
    session: Session, question: Message, replies: Sequence[Reply], language: str | None, now: datetime, *, first: int = 0
) -> None:
    """Queue what a turn said as answers to ``question``, to where it came from. The caller commits.

    ``first`` numbers the first of them; below 0 stands what was said before there was an answer.
    """
    for position, outgoing in enumerate(compose(replies, question.channel), start=first):
        session.add(
            Message(
                contact_id=question.contact_id,
                address_id=question.address_id,
                city=question.city,
                channel=question.channel,
                direction="out",
                state="queued",
                sender=question.sender,
                text=outgoing.text,
                details=outgoing.details,
                in_reply_to=question.id,
                position=position,
                language=language,
                segments=outgoing.segments,
                created_at=now,
            )
        )


def queue_unasked(
    session: Session, to: Reach, outgoing: Outgoing, language: str, now: datetime, *, by_day: bool = True
) -> Message:
    """Queue something that answers nothing. It waits behind every answer. The caller commits.

    ``by_day``: it never leaves at night. Officials are told at any hour that they or the matter chose; what is queued
    for them is marked, so that its words can go after a while.
    """
    message = Message(
        contact_id=to.contact_id,
        address_id=to.address_id,
        city=to.city,
        channel=to.channel,
        direction="out",
        state="queued",
        sender=to.sender,
        text=outgoing.text,
        details=outgoing.details | ({"by_day": True} if by_day else {"official": True}),
        language=language,
        segments=outgoing.segments,
        created_at=now,
    )
    session.add(message)
    session.flush()
    return message


def send_next(board: Switchboard) -> bool:
    """Send everything due for one contact, oldest first. True if there was any work."""
    return _send_all(board, lease.claim(board.sessions, "send", board.lease_seconds), board.gateway)


def mail_next(board: Switchboard) -> bool:
    """The same for e-mail."""
    return _send_all(board, lease.claim(board.sessions, "mail", board.lease_seconds), board.mail)


def _send_all(board: Switchboard, held: lease.Claim | None, carrier: gateway.Carrier) -> bool:
    if held is None:
        return False
    try:
        while (parcel := _begin(board, held)) is not None:
            message_id, doubt, package = parcel
            # No transaction is open here: a slow gateway must not hold a connection.
            try:
                outcome: str | gateway.SendError = _hand_over(board, held, carrier, package, doubt)
            except gateway.SendError as error:
                outcome = error
            if not _settle(board, held, message_id, outcome):
                return True
    except lease.LeaseLost:
        log.warning("contact=%s another worker took over sending", held.contact_id)
        return True
    with board.sessions.writing() as session:
        lease.release(session, held)
    return True


def _begin(board: Switchboard, held: lease.Claim) -> tuple[int, Doubt, gateway.Parcel] | None:
    """Mark the head of the line as being sent, committed before the call: after a crash we know to look first."""
    now = datetime.now(UTC)
    with board.sessions.writing() as session:
        lease.check(session, held)
        while (message := lease.head(session, held, lock=True)) is not None and _is_settled(board, session, message, now):
            session.flush()
        if message is None:
            return None
        doubt: Doubt = None
        if message.state == "sending":
            doubt = "only_look" if _must_wait(board, message, now) else "look_first"
        message.state = "sending"
        message.attempts += 1
        package = gateway.Parcel(
            to=board.vault.open(message.address.sealed),
            sender=message.sender,
            text=message.text,
            details=dict(message.details),
            status_url=f"{board.status_url}?message={message.id}",
            since=message.created_at,
            template=gateway.Filled(**message.details["template"]) if "template" in message.details else None,
        )
        return message.id, doubt, package


def _is_settled(board: Switchboard, session: Session, message: Message, now: datetime) -> bool:
    """True when nothing is left to send: the gateway's callback already named it, or it must not go."""
    if message.sid is not None:
        return _advance(message, "sent", now)
    if message.state == "queued" and _must_wait(board, message, now):
        # Whoever queued it decides again in the morning: by then they may have stopped, or the window closed.
        message.state, message.settled_at = "dropped", now
        return True
    reason = _undeliverable(session, message)
    if reason:
        message.state, message.settled_at = "failed", now
        log.info("message=%s not sent: %s", message.id, reason)
    return reason is not None


def _must_wait(board: Switchboard, message: Message, now: datetime) -> bool:
    return bool(message.details.get("by_day")) and hours.is_night(board.cities[message.city], now)


def _undeliverable(session: Session, message: Message) -> str | None:
    contact = session.get_one(Contact, message.contact_id)
    if message.address.unreachable_code:
        return "unreachable"
    if contact.stopped_at and message.in_reply_to is None:
        return "stopped"  # who writes to us is answered; nothing else is sent
    return None


def _hand_over(board: Switchboard, held: lease.Claim, carrier: gateway.Carrier, parcel: gateway.Parcel, doubt: Doubt) -> str:
    if doubt:
        found = _look(board, held, carrier, parcel)
        if found:
            return found
        if doubt == "only_look":
            raise gateway.TryLater  # it was not sent, and now it is night
        with board.sessions.writing() as session:
            lease.check(session, held)  # the look may have taken long, and sending takes long again
    return carrier.send(parcel)


def _look(board: Switchboard, held: lease.Claim, carrier: gateway.Carrier, parcel: gateway.Parcel) -> str | None:
    """Does the carrier have it already? While nobody can say, nothing is sent: the doubt stays."""
    earliest = parcel.since - timedelta(days=1)
    ours = select(Message.sid).where(
        Message.contact_id == held.contact_id, Message.sid.is_not(None), Message.created_at >= earliest
    )
    with board.sessions.reading() as session:
        known = {sid for sid in session.scalars(ours) if sid}
    try:
        return carrier.find(parcel, known)
    except gateway.SendError as error:
        raise gateway.Unknown(error.code, error.retry_after) from None


def _settle(board: Switchboard, held: lease.Claim, message_id: int, outcome: str | gateway.SendError) -> bool:
    """Write down how it went. True when the contact's next message may follow."""
    now = datetime.now(UTC)
    with board.sessions.writing() as session:
        lease.check(session, held)
        # Locked: a status callback may be moving this very row on.
        message = session.get_one(Message, message_id, with_for_update=True)
        if isinstance(outcome, str):
            _advance(message, "sent", now)
            message.sid = outcome
            return lease.go_on(session, held)
        if message.state != "sending":
            return lease.go_on(session, held)  # the callback was quicker than the answer
        message.error_code = outcome.code
        log.warning("message=%s %s code=%s", message.id, type(outcome).__name__, outcome.code)
        if isinstance(outcome, gateway.Refused):
            return _refused(session, held, message, outcome, now)
        if message.attempts >= MOST_ATTEMPTS[held.kind]:
            log.error("message=%s given up after %s attempts", message.id, message.attempts)
            message.state, message.settled_at = "failed", now
            return lease.go_on(session, held)
        if isinstance(outcome, gateway.TryLater):
            message.state = "queued"
        step = BACK_OFF[min(message.attempts - 1, len(BACK_OFF) - 1)]
        pause = outcome.retry_after or step * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing
        lease.back_off(session, held, pause)
        return False


def _refused(session: Session, held: lease.Claim, message: Message, error: gateway.Refused, now: datetime) -> bool:
    drawn = message.details.get("kind") in DRAWN and "template" not in message.details
    if drawn and type(error) is gateway.Refused:
        # Buttons or a list were not accepted: the same words with typed numbers will be.
        if message.in_reply_to is None:
            message.details = {**message.details, "kind": NUMBERS}  # no turn knows what these numbers mean
        else:
            message.text, message.details = as_text(message.text, message.details), {}
        message.state = "queued"
        return lease.go_on(session, held)
    message.state, message.settled_at = "failed", now
    _remember_refusal(session.get_one(Contact, message.contact_id), message, error, now)
    return lease.go_on(session, held)


def _remember_refusal(contact: Contact, message: Message, error: gateway.SendError, now: datetime) -> None:
    if isinstance(error, gateway.OptedOut):
        contact.stopped_at = contact.stopped_at or now
    elif isinstance(error, gateway.Unreachable):
        message.address.unreachable_code = error.code


def _advance(message: Message, state: str, now: datetime) -> bool:
    if RANK[state] <= RANK[message.state]:
        return False
    message.state = state
    message.settled_at = message.settled_at or now
    return True


def progress(session: Session, message: Message, status: str, error: gateway.SendError | None, now: datetime) -> None:
    """Take in a status callback. It may come before our own write, twice, late, or not at all."""
    state = {"accepted": "queued", "scheduled": "queued", "canceled": "failed"}.get(status, status)
    if state not in RANK or not _advance(message, state, now) or error is None:
        return
    message.error_code = error.code
    _remember_refusal(session.get_one(Contact, message.contact_id), message, error, now)
