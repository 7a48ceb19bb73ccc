"""``python -m bench.change``: how often quiet weeks are called more or less, and how soon a rise is found. Simulated, seeded."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from digests import chance
from digests.days import WEEK, WEEKS
from digests.figures import LESS, MORE

TIMES = 10_000
WEEKDAYS = np.array([1.0, 0.9, 0.9, 1.0, 1.3, 1.2, 0.7])
"""A week of reports is no even one."""


@dataclass(frozen=True)
class Quiet:
    """Weeks in which nothing changes."""

    a_week: float
    days_vary: float = 1.0
    """Variance of a day's count, in times of its mean: 1 where reports come independently of one another."""

    weeks_vary: float = 0.0
    """Squared coefficient of variation of the week's rate: rain, holidays, a week's news."""

    weights: tuple[int, ...] = (1,) * WEEK
    """How often the period holds each weekday: a week, one day, a month."""

    def __str__(self) -> str:
        return f"{self.a_week:g} a week, period of {sum(self.weights)} days, {self.days_vary:g}, {self.weeks_vary:g}"

    def draw(self, chance_: Generator, weeks: int, factor: float = 1.0) -> NDArray[np.int64]:
        """Counts, a row a week."""
        rate = np.tile(self.a_week * factor * WEEKDAYS / WEEKDAYS.sum(), (weeks, 1))
        if self.weeks_vary:
            rate *= chance_.gamma(1 / self.weeks_vary, self.weeks_vary, (weeks, 1))
        if self.days_vary == 1:
            return chance_.poisson(rate)
        return chance_.negative_binomial(rate / (self.days_vary - 1), 1 / self.days_vary)


ONE_DAY, MONTH = (1, 0, 0, 0, 0, 0, 0), (5, 5, 4, 4, 4, 4, 4)

QUIET = (
    Quiet(3),
    Quiet(10),
    Quiet(40),
    Quiet(400),
    Quiet(5, days_vary=2),
    Quiet(10, days_vary=2),
    Quiet(40, days_vary=2),
    Quiet(10, days_vary=4),
    Quiet(40, days_vary=4),
    Quiet(20, weeks_vary=0.05),
    Quiet(40, weeks_vary=0.03),
    Quiet(40, weeks_vary=0.06),
    Quiet(70, weights=ONE_DAY),
    Quiet(70, days_vary=2, weights=ONE_DAY),
    Quiet(10, weights=MONTH),
    Quiet(40, days_vary=2, weights=MONTH),
)


def verdict(before: NDArray[np.int64], count: int, quiet: Quiet) -> str:
    """``before``: the eight weeks before, the last first."""
    return chance.compare(count, before.tolist(), quiet.weights).verdict


def false_alarms(chance_: Generator, quiet: Quiet, times: int) -> float:
    """The share of quiet periods that are called more or less."""
    alarms = 0
    for _ in range(times):
        before, period = quiet.draw(chance_, WEEKS), quiet.draw(chance_, max(quiet.weights))
        count = sum(int(period[week, day]) for day, often in enumerate(quiet.weights) for week in range(often))
        alarms += verdict(before, count, quiet) in (MORE, LESS)
    return alarms / times


def found_within(chance_: Generator, quiet: Quiet, factor: float, weeks: int, times: int) -> float:
    """The share of rises by that factor that are called more in one of the first weeks of them."""
    found = 0
    for _ in range(times):
        rows = np.concatenate((quiet.draw(chance_, weeks, factor), quiet.draw(chance_, WEEKS)))
        found += any(
            verdict(rows[week + 1 : week + 1 + WEEKS], int(rows[week].sum()), quiet) == MORE for week in reversed(range(weeks))
        )
    return found / times


def main() -> None:
    chance_ = np.random.default_rng(2026)
    print("| quiet weeks: reports, days of the period, variance of days, of weeks | called more or less |\n|---|---|")
    for quiet in QUIET:
        print(f"| {quiet} | {100 * false_alarms(chance_, quiet, TIMES):.1f} % |", flush=True)
    print("\n| rise | found in the first week | within two | within four |\n|---|---|---|---|")
    for quiet, factor in ((Quiet(10), 2), (Quiet(10, days_vary=2), 2), (Quiet(10), 3), (Quiet(40), 1.5), (Quiet(40), 2)):
        shares = [found_within(chance_, quiet, factor, weeks, TIMES) for weeks in (1, 2, 4)]
        told = " | ".join(f"{100 * share:.0f} %" for share in shares)
        print(f"| {quiet.a_week:g} a week × {factor:g}, variance {quiet.days_vary:g} | {told} |", flush=True)


if __name__ == "__main__":
    main()
