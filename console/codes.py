"""Signing in with a code that is sent to where an official is reached: valid for minutes, for one browser, once."""

import hmac
import logging
import secrets
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

import words
from messaging import outbox
from messaging.mailbox import EMAIL
from messaging.replies import Outgoing
from messaging.switchboard import Switchboard
from messaging.vault import Vault
from messaging.window import Reach
from models import Address, AuditEntry, Official, SignIn
from officials import people
from words import segments

GOOD_FOR = timedelta(minutes=10)
"""How long a code opens the door."""

STAYS = timedelta(hours=12)
"""How long somebody stays signed in: a shift, and not until the next one."""

DIGITS = 6
MOST_TRIES = 5
"""Wrong codes for one sign-in."""

MOST_AN_HOUR = 3
"""Codes for one official. With the tries: 15 guesses among a million an hour, for one who guesses for a whole year 1 in 8."""

KEPT = timedelta(days=1)
"""For how long a row that opens nothing any more is of use to whoever looks into it."""

CHANNELS = (EMAIL, "sms", "whatsapp")
"""Where a code goes when it cannot go where alerts go."""

log = logging.getLogger(__name__)


def send(board: Switchboard, sign_in_id: str, who: str, city: str, now: datetime) -> bool:
    """Send a code to the official whom these words name, for this sign-in alone. Whether one was sent is nobody's business.

    ``who`` is their handle in this city, or their e-mail address.
    """
    with board.sessions.reading() as session:
        found = _named(session, board.vault, who, city)  # strangers never take SQLite's one write lock
    if found is None:
        log.info("sign_in=%s of nobody", sign_in_id)
        return False
    with board.sessions.writing() as session:
        official = session.get_one(Official, found.id, with_for_update=True)
        to = _way(session, official, board.mail_from, now)
        if to is None or _has_asked_enough(session, official, now):
            log.warning("sign_in=%s no code: %s", sign_in_id, "not to be reached" if to is None else "too many")
            return False
        session.execute(delete(SignIn).where(SignIn.official_id == official.id, SignIn.created_at < now - KEPT))
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        session.add(
            SignIn(
                id=sign_in_id,
                official_id=official.id,
                code_hash=_hash(board.vault, sign_in_id, code),
                created_at=now,
                expires_at=now + GOOD_FOR,
            )
        )
        outbox.queue_unasked(session, to, _message(board, official, to, code), official.language, now, by_day=False)
    log.info("sign_in=%s code on its way by %s", sign_in_id, to.channel)
    return True


def use(session: Session, vault: Vault, sign_in_id: str, code: str, now: datetime) -> str | None:
    """Take the code, once. Returns the key that the browser shows from now on; nothing for any code that does not fit.

    The caller commits, also after a wrong one: it was counted.
    """
    sign_in = session.get(SignIn, sign_in_id, with_for_update=True)
    if sign_in is None or sign_in.used_at is not None or now >= sign_in.expires_at or sign_in.official.left_at is not None:
        return None
    if sign_in.tries >= MOST_TRIES:
        return None
    if not hmac.compare_digest(sign_in.code_hash, _hash(vault, sign_in_id, code)):
        sign_in.tries += 1
        if sign_in.tries == MOST_TRIES:
            log.warning("sign_in=%s closed after %s wrong codes", sign_in_id, MOST_TRIES)
        return None
    key = secrets.token_urlsafe(32)
    sign_in.code_hash, sign_in.used_at, sign_in.expires_at = _hash(vault, sign_in_id, key), now, now + STAYS
    _write_down(session, sign_in, "signed_in", now)
    return key


def whose(session: Session, vault: Vault, sign_in_id: str, key: str, now: datetime) -> Official | None:
    """The official who is signed in with this key, as long as that holds."""
    sign_in = _open(session, vault, sign_in_id, key, now)
    return sign_in.official if sign_in is not None else None


def leave(session: Session, vault: Vault, sign_in_id: str, key: str, now: datetime) -> None:
    """End it before its time. The caller commits."""
    if (sign_in := _open(session, vault, sign_in_id, key, now)) is not None:
        sign_in.expires_at = now
        _write_down(session, sign_in, "signed_out", now)


def _open(session: Session, vault: Vault, sign_in_id: str, key: str, now: datetime) -> SignIn | None:
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.used_at is None or now >= sign_in.expires_at or sign_in.official.left_at is not None:
        return None
    return sign_in if hmac.compare_digest(sign_in.code_hash, _hash(vault, sign_in_id, key)) else None


def _named(session: Session, vault: Vault, who: str, city: str) -> Official | None:
    if "@" not in who:
        return people.by_handle(session, city, who)
    boxes = select(Address.contact_id).where(Address.channel == EMAIL, Address.fingerprint == vault.fingerprint(who.lower()))
    theirs = session.scalars(select(Official).where(Official.mailbox_id.in_(boxes), Official.left_at.is_(None))).all()
    return theirs[0] if len(theirs) == 1 else None  # who shares a mailbox gives their handle


def _way(session: Session, official: Official, mail_from: str, now: datetime) -> Reach | None:
    """Where alerts go, else anywhere; not where only a template could be sent."""
    for channel in dict.fromkeys((official.alerts_by, *CHANNELS)):
        to = people.reach(session, official, channel, mail_from, now)
        if to is not None and to.is_open(now):
            return to
    return None


def _has_asked_enough(session: Session, official: Official, now: datetime) -> bool:
    lately = select(func.count(SignIn.id)).where(SignIn.official_id == official.id, SignIn.created_at > now - timedelta(hours=1))
    return (session.scalar(lately) or 0) >= MOST_AN_HOUR


def _message(board: Switchboard, official: Official, to: Reach, code: str) -> Outgoing:
    catalogue, minutes = words.load(), int(GOOD_FOR.total_seconds() // 60)
    text = catalogue.say("console.code", official.language, to.channel, code=code, minutes=minutes)
    if to.channel == EMAIL:
        subject = catalogue.say("console.code_subject", official.language, to.channel)
        mail_id = f"<{uuid.uuid4().hex}@{parseaddr(board.mail_from)[1].rpartition('@')[2]}>"
        return Outgoing(text, {"official": True, "subject": subject, "mail_id": mail_id})
    if to.channel == "sms":
        text = segments.for_sms(text)
        return Outgoing(text, {"official": True}, segments.count(text).segments)
    return Outgoing(text, {"official": True})


def _hash(vault: Vault, sign_in_id: str, secret: str) -> str:
    """Useless without the vault's key, and for any other sign-in."""
    return vault.fingerprint(f"sign-in {sign_in_id} {secret}")


def _write_down(session: Session, sign_in: SignIn, action: str, now: datetime) -> None:
    official = sign_in.official_id
    session.add(AuditEntry(actor=official, action=action, thing=f"official {official}", details={"sign_in": sign_in.id}, at=now))
