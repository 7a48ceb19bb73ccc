"""A subscription begins, changes and ends; what cannot be is refused with a sentence."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from digests import subscriptions
from digests.subscriptions import SubscriptionError, Wish
from models import AuditEntry, Official, Subscription
from tests.digests.conftest import DUE
from tests.digests.office import Counted, appoint, subscribe, subscription
from tests.line import Line
from tests.surveys.conftest import Clock


def change(line: Line, subscription_id: str, **changes: Any) -> Subscription:
    with line.board.sessions.writing() as session:
        found = subscriptions.named(session, subscription_id[:8])
        city = line.board.cities[found.official.city]
        return subscriptions.change(session, found, city, "N. M.", datetime.now(UTC), **changes)


def written(line: Line) -> list[tuple[str, dict[str, Any]]]:
    with line.board.sessions.reading() as session:
        ours = select(AuditEntry).where(AuditEntry.action.startswith("subscription.")).order_by(AuditEntry.id)
        return [(each.action, {k: v for k, v in each.details.items() if k != "official"}) for each in session.scalars(ours)]


def test_the_first_summary_is_as_long_as_any_other(line: Line, clock: Clock) -> None:
    row = subscription(line.board, subscribe(line.board, appoint(line)))
    assert (row.starts_at, row.next_due_at) == (DUE - timedelta(days=1), DUE)
    after_a_weekend = subscription(line.board, subscribe(line.board, appoint(line, "mbele"), quiet_days=(6, 7)))
    assert (after_a_weekend.starts_at, after_a_weekend.next_due_at) == (DUE - timedelta(days=3), DUE)


def test_an_official_gets_theirs_by_their_own_clock(line: Line, clock: Clock) -> None:
    """Salas is in Madrid for a month: the summary of Juárez comes at seven there."""
    row = subscription(line.board, subscribe(line.board, appoint(line, "salas", "juarez", time_zone="Europe/Madrid")))
    assert row.next_due_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"channel": "fax"}, "channel is one of email, whatsapp, sms, not 'fax'"),
        ({"period": "hourly"}, "period is one of daily, weekly, monthly, not 'hourly'"),
        ({"at": "7:00"}, "'7:00' is no time of day; one is written 07:00"),
        ({"at": "24:00"}, "'24:00' is no time of day; one is written 07:00"),
        ({"period": "weekly", "day": 8}, "the day of a weekly one is 1 (Monday) to 7 (Sunday)"),
        ({"period": "monthly", "day": 29}, "the day of a monthly one is 1 to 28: every month has it"),
        ({"quiet_days": (1, 2, 3, 4, 5, 6, 7)}, "quiet days are 1 (Monday) to 7 (Sunday), and not all of them"),
        ({"quiet_days": (0,)}, "quiet days are 1 (Monday) to 7 (Sunday), and not all of them"),
        ({"least": -1}, "the least number of reports is 0 or more"),
        ({"when_less": "call"}, "what happens with fewer is one of line, nothing, not 'call'"),
        ({"areas": ("umlazi", "anapra")}, "Durban has no area anapra"),
        ({"categories": ("noise_of_war",)}, "Durban has no category noise_of_war"),
        ({"dimensions": ("spiritual",)}, "human security has no dimension spiritual"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(line: Line, wish: dict[str, Any], sentence: str) -> None:
    official = appoint(line)
    with pytest.raises(SubscriptionError) as refused:
        subscribe(line.board, official, **wish)
    assert str(refused.value) == sentence
    with line.board.sessions.reading() as session:
        assert session.scalars(select(Subscription)).all() == []


def test_nobody_subscribes_to_what_their_role_must_not_know_of(line: Line) -> None:
    city = line.board.cities["durban"]
    protected = next(each.name for each in city.categories if each.protected)
    with pytest.raises(SubscriptionError, match=f"the role officer of naidoo must not know of {protected}"):
        subscribe(line.board, appoint(line, role="officer"), categories=(protected,))
    assert subscribe(line.board, appoint(line, "mbele"), categories=(protected,)), "a coordinator may"


def test_holidays_that_are_not_known_here_cannot_be_kept(line: Line) -> None:
    official = appoint(line)
    elsewhere = dataclasses.replace(line.board.cities["durban"], country="XX")
    with line.board.sessions.writing() as session:
        row = session.get_one(Official, official)
        with pytest.raises(SubscriptionError, match="the public holidays of XX are not known here"):
            subscriptions.create(session, row, elsewhere, Wish(on_holidays=False), "N. M.", datetime.now(UTC))


def test_who_has_left_is_not_subscribed(line: Line) -> None:
    with pytest.raises(SubscriptionError, match="naidoo has left"):
        subscribe(line.board, appoint(line, left_at=datetime.now(UTC)))


def test_what_changes_is_written_down_and_the_next_one_is_due_by_it(line: Line, clock: Clock) -> None:
    daily = subscribe(line.board, appoint(line))
    changed = change(line, daily, at="06:30", areas=("umlazi",))
    assert (changed.at, changed.areas, changed.channel) == ("06:30", ["umlazi"], "email")
    assert changed.next_due_at == DUE - timedelta(minutes=30)
    assert written(line)[1:] == [("subscription.changed", {"at": "06:30", "areas": ["umlazi"]})]


def test_a_later_hour_does_not_bring_a_second_one_for_the_same_day(line: Line, clock: Clock, counted: Counted) -> None:
    daily = subscribe(line.board, appoint(line))
    clock.strikes(DUE + timedelta(hours=1))
    assert counted.tick(line.board) == 1
    assert change(line, daily, at="18:00").next_due_at == DUE + timedelta(days=1, hours=11)
    assert change(line, daily, period="weekly", day=2).next_due_at == DUE + timedelta(days=1, hours=11)


def test_what_has_ended_is_not_changed_and_not_ended_again(line: Line, clock: Clock) -> None:
    daily = subscribe(line.board, appoint(line))
    with line.board.sessions.writing() as session:
        subscriptions.end(session, subscriptions.named(session, daily), "N. M.", clock.now)
    with pytest.raises(SubscriptionError, match="it has ended"):
        change(line, daily, at="08:00")
    with line.board.sessions.writing() as session, pytest.raises(SubscriptionError, match="it has ended"):
        subscriptions.end(session, subscriptions.named(session, daily), "N. M.", clock.now)
    assert [action for action, _ in written(line)] == ["subscription.begun", "subscription.ended"]


@pytest.mark.parametrize("start", ["", "abc", "zzzz", "%%%%"])
def test_the_beginning_of_an_id_names_one_or_none(line: Line, start: str) -> None:
    subscribe(line.board, appoint(line))
    with line.board.sessions.reading() as session, pytest.raises(SubscriptionError, match="names no subscription"):
        subscriptions.named(session, start, lock=False)
