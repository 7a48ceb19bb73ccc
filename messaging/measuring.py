"""How the line is doing, in numbers read from its rows: every process, and every restart, tells the same."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cities import City
from flows import prices
from messaging import waiting
from messaging.lease import OPEN, Kind
from models import Message

LATELY = timedelta(minutes=5)
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)

LEFT = ("sent", "delivered", "read", "undelivered")
"""States of messages that a carrier took."""


@dataclass(frozen=True)
class Measured:
    """The numbers of one moment. Keys are a line, a city, a channel, a code; never a person."""

    oldest_seconds: Mapping[Kind, float]
    open_messages: Mapping[Kind, int]
    in_doubt: int
    """Messages that were being handed over when last seen: nobody knows yet whether they were sent."""

    retried: int
    """Messages that wait for another attempt."""

    turns_lately: int
    """Messages of the last hour that were answered within the last five minutes."""

    turn_seconds: float
    """From their arrival to their answer, the mean; 0 without one."""

    given_up: int
    """Messages of a day that a person must read."""

    errors: Mapping[int, int]
    """Messages of a day that did not arrive, by the carrier's code."""

    segments: Mapping[str, int]
    """SMS segments of a day, by city."""

    cost: Mapping[tuple[str, str, str], Decimal]
    """What a day's messages cost by city, channel and currency, where a price is known (flows/prices.csv)."""


def read(session: Session, cities: Mapping[str, City], now: datetime) -> Measured:
    """All of it, as of now. It only reads."""
    count = select(func.count()).select_from(Message)
    answered = _of("in", cities, now - AN_HOUR, Message.created_at, Message.settled_at).where(Message.settled_at > now - LATELY)
    took = [(settled - came).total_seconds() for came, settled in session.execute(answered)]
    lost = _of("out", cities, now - A_DAY, Message.error_code, func.count().label("lost")).where(
        Message.state.in_(("failed", "undelivered")), Message.error_code.is_not(None)
    )
    left = _of("out", cities, now - A_DAY, Message.city, Message.channel, func.count(), func.sum(Message.segments))
    sent = session.execute(left.where(Message.state.in_(LEFT)).group_by(Message.city, Message.channel)).all()
    return Measured(
        oldest_seconds=waiting.ages(session, now),
        open_messages={line: session.scalar(count.where(open_)) or 0 for line, open_ in OPEN.items()},
        in_doubt=session.scalar(count.where(Message.direction == "out", Message.state == "sending")) or 0,
        retried=session.scalar(count.where(OPEN["send"] | OPEN["mail"], Message.attempts > 1)) or 0,
        turns_lately=len(took),
        turn_seconds=sum(took) / len(took) if took else 0.0,
        given_up=session.scalar(_of("in", cities, now - A_DAY, func.count()).where(Message.state == "failed")) or 0,
        errors={row.error_code: row.lost for row in session.execute(lost.group_by(Message.error_code))},
        segments=Counter({city: segments for city, channel, _, segments in sent if channel == "sms" and segments}),
        cost=_cost(cities, sent),
    )


def _of(direction: str, cities: Mapping[str, City], since: datetime, *what: Any) -> Select[Any]:
    """Along the index of days, which begins with the city."""
    of_cities = Message.city.in_(sorted(cities))
    return select(*what).where(of_cities, Message.created_at >= since, Message.direction == direction)


def _cost(cities: Mapping[str, City], sent: Any) -> dict[tuple[str, str, str], Decimal]:
    known = prices.load()
    cost: dict[tuple[str, str, str], Decimal] = {}
    for city, channel, messages, segments in sent:
        price = known.get((cities[city].country, channel))
        if price is not None:
            units = (segments or 0) if price.per == "segment" else messages
            cost[city, channel, price.currency] = price.price * units
    return cost
