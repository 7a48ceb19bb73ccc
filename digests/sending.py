"""Summaries that are due are made and queued: one for each subscription and period, whoever ticks and whenever one dies.

A subscription's row says when its next one is due. What is long (counting, wording, drawing) is done while no transaction
writes. Then one short transaction enters the digest, which its key lets in once, puts the message into the outbox and
moves the due time on: all of it or nothing. Whoever dies before has done nothing, whoever comes second finds it done.
"""

import dataclasses
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from cities import City
from digests import about, composing, counting, subscriptions
from digests.about import About
from digests.figures import Figures, Item
from digests.period import DAILY, MONTHLY, WEEKLY, Calendar, Period
from messaging import outbox
from messaging.replies import Outgoing
from messaging.switchboard import Switchboard
from messaging.window import Reach
from models import Digest, Official, Report, Subscription
from officials import people
from reports import tags
from reports.scope import Scope

SETTLES = timedelta(minutes=1)
"""A report that was filed just before the cut-off may not be committed yet: nothing is counted so soon after it."""

CATCH_UP = {DAILY: timedelta(hours=18), WEEKLY: timedelta(days=3), MONTHLY: timedelta(days=7)}
"""What was due longer ago than that is old news: it is not sent any more, and the next summary names it."""

LATE = timedelta(hours=1)
"""No tick is so late by itself: there was an outage, and today may be a quiet day although the due time was on none."""

QUEUED, FEW, QUIET, UNREACHABLE, SKIPPED = "queued", "few", "quiet", "unreachable", "skipped"
"""States of a digest."""

KNOWN = "known"
"""Not a state: the period was told before, and its subscription's times were changed since."""

CARRIED = (FEW, QUIET)
"""Nothing was told by these: what they held comes with the next one."""

NEVER_TOLD = (UNREACHABLE, SKIPPED)
"""The next one names them."""

COUNTED_ALONE = 0x697A7769
"""The kind of our advisory locks on PostgreSQL."""

Count = Callable[[Session, City, Scope, Period], Figures]
Compose = Callable[[Session, str, Figures, About, Reach, datetime], Outgoing | None]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """One summary that is due, and all that is to be known before it is made."""

    subscription: Subscription
    city: City
    period: Period
    next_due_at: datetime
    about: About
    state: str | None
    """Set where it is not made at all: skipped, or quiet."""

    @property
    def official(self) -> Official:
        return self.subscription.official


@dataclass(frozen=True)
class Parcel:
    """A summary in words, and where it goes."""

    reach: Reach
    outgoing: Outgoing


def send_due(board: Switchboard, count: Count = counting.count, compose: Compose = composing.outgoing) -> int:
    """One tick. Returns how many summaries entered the outbox."""
    due = select(Subscription.id).join(Official).where(*_is_due(datetime.now(UTC)))
    with board.sessions.reading() as session:
        ids = session.scalars(due.order_by(Subscription.next_due_at, Subscription.id)).all()
    return sum(_serve(board, subscription_id, count, compose) for subscription_id in ids)


def digest_id(subscription_id: str, period_key: str) -> str:
    """The id of a period's row, known before it is written: whoever makes it, and however often, it is the same."""
    return uuid.uuid5(uuid.UUID(subscription_id), period_key).hex


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Subscription.ended_at.is_(None), Subscription.next_due_at <= now - SETTLES, Official.left_at.is_(None))


def _serve(board: Switchboard, subscription_id: str, count: Count, compose: Compose) -> int:
    """Everything that one subscription is owed, the oldest first; its trouble keeps no other waiting."""
    queued = 0
    try:
        with _alone(board, subscription_id) as alone:
            while alone and (due := _look(board, subscription_id)) is not None:
                state = _make(board, due, count, compose)
                if state is None:
                    break
                log.info("subscription=%s period=%s %s", subscription_id, due.period.key, state)
                queued += state == QUEUED
    except Exception as error:
        # What an error says may hold residents' words. The next tick tries again, until it is too late for this period.
        log.error("subscription=%s was not served: %s", subscription_id, type(error).__name__)
    return queued


@contextmanager
def _alone(board: Switchboard, subscription_id: str) -> Iterator[bool]:
    """False where another scheduler is at it: on PostgreSQL nothing is counted twice. On SQLite it may be; it is written once."""
    if board.sessions.engine.dialect.name != "postgresql":
        yield True
        return
    with board.sessions.reading() as session:
        # Gone with its transaction, and with whoever held it.
        lock = func.pg_try_advisory_xact_lock(COUNTED_ALONE, func.hashtext(subscription_id))
        yield bool(session.scalar(select(lock)))


def _look(board: Switchboard, subscription_id: str) -> Due | None:
    """What the subscription is owed first, if anything."""
    now = datetime.now(UTC)
    wanted = select(Subscription).join(Subscription.official).options(contains_eager(Subscription.official))
    with board.sessions.reading() as session:
        subscription = session.scalars(wanted.where(Subscription.id == subscription_id, *_is_due(now))).first()
        if subscription is None:
            return None
        city = board.cities[subscription.official.city]
        calendar = subscriptions.calendar(subscription, city)
        ends = subscription.next_due_at
        period = Period(subscription.period, calendar.key(ends), _cut_off(session, subscription), ends)
        frame = about.of(
            subscription,
            city,
            period,
            digest_id(subscription.id, period.key),
            board.public_url,
            _never_told(session, subscription),
        )
        state = _state_unmade(period, calendar, now)
        return Due(subscription, city, period, calendar.after(ends), frame, state)


def _state_unmade(period: Period, calendar: Calendar, now: datetime) -> str | None:
    """The state of what is not made any more, or not today; nothing where it is to be made."""
    late = now - period.ends
    if late > CATCH_UP[period.kind]:
        return SKIPPED
    return QUIET if late > LATE and calendar.is_quiet_at(now) else None


def _cut_off(session: Session, subscription: Subscription) -> datetime:
    """Up to where everything is told, or was skipped."""
    last = select(func.max(Digest.covers_until)).where(Digest.subscription_id == subscription.id, Digest.state.not_in(CARRIED))
    return session.scalar(last) or subscription.starts_at


def _never_told(session: Session, subscription: Subscription) -> tuple[str, ...]:
    """Keys of the periods since the last summary that was sent, of which nothing was told."""
    told = select(func.max(Digest.covers_until)).where(Digest.subscription_id == subscription.id, Digest.state == QUEUED)
    missed = select(Digest.period_key).where(
        Digest.subscription_id == subscription.id,
        Digest.state.in_(NEVER_TOLD),
        Digest.covers_until > func.coalesce(told.scalar_subquery(), subscription.starts_at),
    )
    return tuple(session.scalars(missed.order_by(Digest.covers_until)))


def _make(board: Switchboard, due: Due, count: Count, compose: Compose) -> str | None:
    """Make what is due. Returns its state; nothing where another scheduler was quicker, or it must be looked at anew."""
    if due.state is not None:
        return _enter(board, due, due.state)
    scope = subscriptions.scope(due.subscription, due.city)
    with board.sessions.reading() as session:
        counted = count(session, due.city, scope, due.period)
    if due.subscription.when_less == subscriptions.NOTHING and (counted.total.count or 0) < due.subscription.least:
        return _enter(board, due, FEW, counted)
    counted = _tagged(board, counted)
    parcel = _worded(board, due, counted, compose)
    return _enter(board, due, UNREACHABLE if parcel is None else QUEUED, counted, parcel)


def _tagged(board: Switchboard, counted: Figures) -> Figures:
    """The same with a tag for every report that is shown. A tag that was given stays, even if nothing comes of this summary."""
    untagged = {item.report_id for item in (*counted.urgent, *counted.waiting) if item.tag is None}
    if not untagged:
        return counted
    # In one order, and locked: another scheduler, or an alert, may be naming the same reports.
    named = select(Report).where(Report.id.in_(untagged)).order_by(Report.id).with_for_update()
    with board.sessions.writing() as session:
        given = {report.id: tags.give(session, report) for report in session.scalars(named)}

    def tagged(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(dataclasses.replace(item, tag=given.get(item.report_id, item.tag)) for item in items)

    return dataclasses.replace(counted, urgent=tagged(counted.urgent), waiting=tagged(counted.waiting))


def _worded(board: Switchboard, due: Due, counted: Figures, compose: Compose) -> Parcel | None:
    """In words for the first channel on which the official can be told, theirs before the others."""
    now = datetime.now(UTC)
    wanted = due.subscription.channel
    with board.sessions.reading() as session:
        for channel in (wanted, *(each for each in subscriptions.CHANNELS if each != wanted)):
            reach = people.reach(session, due.official, channel, board.mail_from, now)
            if reach is None:
                continue
            outgoing = compose(session, board.account, counted, due.about, reach, now)
            if outgoing is not None:
                return Parcel(reach, outgoing)
    return None


def _enter(board: Switchboard, due: Due, state: str, counted: Figures | None = None, parcel: Parcel | None = None) -> str | None:
    """Write it down, queue what it says and move the due time on, all at once."""
    now = datetime.now(UTC)
    id_ = due.about.digest_id
    row = {
        "id": id_,
        "subscription_id": due.subscription.id,
        "period_key": due.period.key,
        "covers_from": due.period.begins,
        "covers_until": due.period.ends,
        "state": state,
        "figures": None if counted is None else counted.to_json(),
        "made_at": now,
    }
    ours = (Subscription.id == due.subscription.id, Subscription.next_due_at == due.period.ends, *_is_due(now))
    with board.sessions.writing() as session:
        held = select(Subscription).join(Official).where(*ours).with_for_update(of=Subscription)
        subscription = session.scalars(held).first()
        if subscription is None:
            return None
        subscription.next_due_at = due.next_due_at
        if session.scalar(_insert(session, row)) is None:
            return KNOWN  # what is new comes with the next one
        if parcel is not None:
            language = due.about.language
            message = outbox.queue_unasked(session, parcel.reach, parcel.outgoing, language, now, by_day=False)
            session.get_one(Digest, id_).sent_as = message.id
    return state


def _insert(session: Session, row: dict[str, Any]) -> Any:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(Digest).values(row).on_conflict_do_nothing().returning(Digest.id)
