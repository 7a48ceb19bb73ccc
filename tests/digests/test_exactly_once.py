"""Two years of both cities, with outages, three schedulers and kills: every period once, none missing, none twice."""

import dataclasses
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import holidays
import pytest
import time_machine
from sqlalchemy import func, select

from cities import City
from digests import sending
from digests.sending import CATCH_UP, SETTLES
from digests.subscriptions import Wish
from messaging.switchboard import Switchboard
from models import Digest, Subscription
from tests.digests.office import Counted, appoint, digests, subscribe, subscription, told
from tests.digests.stage import Stage, StagedSessions
from tests.line import Line

BEGINS, ENDS = datetime(2025, 11, 24, 12, tzinfo=UTC), datetime(2027, 11, 24, 12, tzinfo=UTC)
"""The clocks of Juárez are changed on 8 March and 1 November 2026 and on 14 March and 7 November 2027."""

MOST_TICKS = 5_000
"""Some 1,400 periods, most of them at moments of their own, and a repeat for some of the killed."""

OFFICIALS = {"salas": "juarez", "naidoo": "durban"}
WISHES = [
    # At these times of night, on Sundays, the clocks of Juárez skip an hour, and show one twice.
    ("salas", Wish(period="weekly", day=7, at="02:30")),
    ("salas", Wish(at="01:30", quiet_days=(3, 4), on_holidays=False)),
    ("salas", Wish(period="weekly", day=7, quiet_days=(7,))),
    ("salas", Wish(period="monthly", day=28, at="23:59")),
    ("naidoo", Wish(at="16:00", quiet_days=(6, 7), on_holidays=False)),
    ("naidoo", Wish(period="weekly", day=5, quiet_days=(6, 7), on_holidays=False)),
    ("naidoo", Wish(period="monthly", day=1, at="00:00")),
]


class Years:
    """Time passes from one due moment to the next, over outages in which nobody ticks."""

    def __init__(self, seed: int, traveller: time_machine.Traveller) -> None:
        self._random = random.Random(seed)
        self._traveller = traveller
        self._outages = list(self._drawn_outages())
        self.ticks: dict[datetime, int] = {}
        """When somebody ticked, and how many were killed at it."""

    def _drawn_outages(self) -> Iterator[tuple[datetime, datetime]]:
        begins = BEGINS
        while (begins := begins + timedelta(days=self._random.expovariate(1 / 12))) < ENDS:
            lasts = timedelta(hours=self._random.choice((0.5, 3, 12, 20, 40, 90, 200)) * self._random.uniform(0.5, 1.5))
            yield begins, begins + lasts
            begins += lasts

    def pass_to(self, moment: datetime) -> None:
        """The next tick of somebody who runs, not before the moment."""
        moment += timedelta(seconds=self._random.uniform(0, 60))
        for begins, ends in self._outages:
            if begins <= moment < ends:
                moment = ends
        self._traveller.move_to(moment, tick=False)


def next_chance(board: Switchboard) -> datetime:
    """When something may be made next."""
    with board.sessions.reading() as session:
        return session.scalars(select(func.min(Subscription.next_due_at))).one() + SETTLES


@pytest.mark.parametrize("seed", [8])
def test_every_period_is_told_once_over_two_years_of_outages_and_kills(line: Line, seed: int) -> None:
    rng = random.Random(seed)
    reports = sorted(BEGINS + (ENDS - BEGINS) * rng.random() for _ in range(700))
    counted = Counted(reports)
    stage = Stage(seed, kill=0.02)
    board = dataclasses.replace(line.board, sessions=StagedSessions(line.board.sessions, stage.boundary))
    with time_machine.travel(BEGINS, tick=False) as traveller:
        officials = {handle: appoint(line, handle, city) for handle, city in OFFICIALS.items()}
        ids = [subscribe(line.board, officials[handle], **asdict(wish)) for handle, wish in WISHES]
        years = Years(seed, traveller)
        while (due := next_chance(line.board)) < ENDS:
            assert len(years.ticks) < MOST_TICKS, "nothing gets done"
            years.pass_to(max(due, datetime.now(UTC) + timedelta(seconds=30)))
            schedulers = rng.choice((1, 1, 2, 3))
            before = stage.kills.total()
            stage.play(*[lambda: counted.tick(board)] * schedulers)
            years.ticks[datetime.now(UTC)] = stage.kills.total() - before
    assert min(stage.kills[name] for name in ("read", "about to write", "written, not committed", "committed")) > 5
    messages = {message.id: message.text for message in told(line.board)}
    states = Counter[str]()
    for each, (handle, wish) in zip(ids, WISHES, strict=True):
        row, made = subscription(line.board, each), digests(line.board, each)
        assert [digest.period_key for digest in made] == expected_keys(row, line.board.cities[OFFICIALS[handle]], wish)
        assert_adjoining(row, made)
        assert_in_time(years, made, CATCH_UP[wish.period])
        assert_told(made, messages, counted)
        states.update(digest.state for digest in made)
    assert not messages, "no message without its digest"
    assert set(states) == {sending.QUEUED, sending.SKIPPED, sending.QUIET}, "all of it happened"


def expected_keys(row: Subscription, city: City, wish: Wish) -> list[str]:
    """The obvious way: every day of the calendar, one after the other, up to the one that is not due yet."""
    free = holidays.country_holidays(city.country, years=(2025, 2026, 2027))
    first, last = (moment.astimezone(city.time_zone).date() for moment in (row.starts_at, row.next_due_at))
    keys, open_key = [], ""
    for number in range(1, (last - first).days):
        day = first + timedelta(days=number)
        if wish.period == "daily":
            open_key = f"{day:%Y-%m-%d}"
        elif wish.period == "weekly" and day.isoweekday() == wish.day:
            open_key = f"{day:%G-W%V}"
        elif wish.period == "monthly" and day.day == wish.day:
            open_key = f"{day:%Y-%m}"
        if open_key and day.isoweekday() not in wish.quiet_days and (wish.on_holidays or day not in free):
            keys.append(open_key)
            open_key = ""
    return keys


def assert_adjoining(row: Subscription, made: list[Digest]) -> None:
    """No gap and no overlap: of what is carried nothing was told, and the next one covers it."""
    covered = [digest for digest in made if digest.state not in sending.CARRIED]
    assert covered[0].covers_from == row.starts_at
    assert all(earlier.covers_until == later.covers_from for earlier, later in pairwise(covered))


def assert_in_time(years: Years, made: list[Digest], window: timedelta) -> None:
    """Skipped is what was too late, and nothing else; and late is what nobody could make before, or who did was killed."""
    ticks = sorted(years.ticks)
    for digest in made:
        assert (digest.state == sending.SKIPPED) == (digest.made_at - digest.covers_until > window), digest.period_key
        chances = ticks[bisect_left(ticks, digest.covers_until + SETTLES) : bisect_left(ticks, digest.made_at)]
        assert all(years.ticks[each] for each in chances), digest.period_key


def assert_told(made: list[Digest], messages: dict[int, str], counted: Counted) -> None:
    """Each message says its period, what was filed in it, and once the name of every one that was skipped before."""
    skipped: list[str] = []
    for digest in made:
        if digest.state == sending.SKIPPED:
            skipped.append(digest.period_key)
        if digest.state != sending.QUEUED:
            assert digest.sent_as is None
            continue
        assert digest.sent_as is not None
        begins, ends = digest.covers_from, digest.covers_until
        count = sum(begins <= each < ends for each in counted.filed)
        assert messages.pop(digest.sent_as).split() == [digest.period_key, str(count), *skipped]
        skipped = []
