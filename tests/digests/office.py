"""Named officials with invented addresses, and summaries that are only counted: the schedule does not care what they say."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cities import City
from digests import sending, subscriptions
from digests.about import About
from digests.figures import Figures, Item, Line, Quality
from digests.period import Period
from digests.subscriptions import Wish
from messaging import mailbox
from messaging.replies import Outgoing
from messaging.switchboard import Switchboard
from messaging.window import Reach
from models import Body, Digest, Enrolment, Message, Official, Subscription
from reports.scope import Scope
from tests import line as lines
from tests.surveys.neighbours import settle

PHONES = {"naidoo": "+27605550111", "salas": "+526565550111"}
LABELS = {"es": "Obras públicas", "en": "Public works", "zu": "Imisebenzi yomphakathi"}


def appoint(line: lines.Line, handle: str = "naidoo", city: str = "durban", *, mail: bool = True, **about: Any) -> str:
    """An official of the city's public works, with a mailbox unless they have none. Returns their id."""
    now = datetime.now(UTC)
    with line.board.sessions.writing() as session:
        body = session.scalars(select(Body).where(Body.city == city)).first() or Body(
            city=city, name="public_works", labels=LABELS
        )
        values = {"name": handle.title(), "role": "coordinator", "language": "en", "alerts_by": "sms"} | about
        official = Official(city=city, handle=handle, body=body, created_at=now, **values)
        if mail:
            official.mailbox_id = mailbox.open_box(session, line.board.vault, f"{handle}@{city}.example", city, now).id
        session.add(official)
        session.flush()
        return official.id


def enrol(line: lines.Line, official_id: str, who: str) -> str:
    """Their telephone, from which they have just written. Returns the contact's id."""
    contact_id, now = settle(line, who), datetime.now(UTC)
    with line.board.sessions.writing() as session:
        times = {"expires_at": now, "confirmed_at": now, "created_at": now}
        session.add(Enrolment(official_id=official_id, code_hash=f"{official_id} {who}", contact_id=contact_id, **times))
    return contact_id


def subscribe(board: Switchboard, official_id: str, **wish: Any) -> str:
    """Returns the subscription's id."""
    with board.sessions.writing() as session:
        official = session.get_one(Official, official_id)
        city = board.cities[official.city]
        return subscriptions.create(session, official, city, Wish(**wish), "N. M.", datetime.now(UTC)).id


def figures(total: int, *items: Item) -> Figures:
    """Figures of so many reports, with nothing else to tell."""
    return Figures(
        total=Line("total", total, 0.0, 0, 0, "usual"),
        categories=(),
        dimensions=(),
        areas=(),
        protected=None,
        changed=(),
        urgent=items,
        unanswered=0,
        overdue=0,
        oldest_days=0,
        waiting=(),
        groups=(),
        silent=(),
        pulse=None,
        quality=Quality({}, 0, 0, 0, 0),
        days=(),
    )


def item(report_id: str) -> Item:
    at = datetime.now(UTC).isoformat()
    return Item(report_id, None, "street_light", "umlazi", at, 0, True, "received", False, False)


@dataclass
class Counted:
    """Reports as mere moments, and summaries that name their period, how many, and what was missed."""

    filed: list[datetime] = field(default_factory=list)
    """In their order."""

    shown: tuple[Item, ...] = ()
    refuse: tuple[str, ...] = ()
    """Channels on which nothing can be said."""

    def count(self, session: Session, city: City, scope: Scope, period: Period) -> Figures:
        return figures(self.between(period.begins, period.ends), *self.shown)

    def between(self, begins: datetime, ends: datetime) -> int:
        return bisect_left(self.filed, ends) - bisect_left(self.filed, begins)

    def compose(
        self, session: Session, account: str, counted: Figures, about: About, reach: Reach, now: datetime
    ) -> Outgoing | None:
        if reach.channel in self.refuse:
            return None
        tags = [str(each.tag) for each in counted.urgent]
        text = " ".join([about.period.key, str(counted.total.count), *about.skipped, *tags])
        return Outgoing(text, {"mail_id": f"<{about.digest_id}@izwi.example>"} if reach.channel == "email" else {})

    def tick(self, board: Switchboard) -> int:
        return sending.send_due(board, self.count, self.compose)


def digests(board: Switchboard, subscription_id: str) -> list[Digest]:
    """In the order of their cut-offs."""
    wanted = select(Digest).where(Digest.subscription_id == subscription_id).order_by(Digest.covers_until)
    with board.sessions.reading() as session:
        return list(session.scalars(wanted))


def subscription(board: Switchboard, subscription_id: str) -> Subscription:
    with board.sessions.reading() as session:
        return session.get_one(Subscription, subscription_id)


def told(board: Switchboard) -> list[Message]:
    """Everything queued that answers nothing."""
    with board.sessions.reading() as session:
        return list(session.scalars(select(Message).where(Message.direction == "out").order_by(Message.id)))
