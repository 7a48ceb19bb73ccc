"""What counts are no surprise, and which are: small numbers beside eight weeks of small numbers.

The count of a period is foretold from the same weekdays of the weeks before it. If people told us things independently of
one another, it would be a negative binomial number: Poisson counts whose rate is known only from the few weeks there are
(a gamma distribution, with Jeffreys' prior of half a report). People do not: a storm or a match brings many at once. The
foretold variance is therefore widened by how much more the days and the weeks before differed than chance makes them differ.

A count is *more* or *less* only outside the range, and *more* also when it and the same days a week before are together too
many for the seven weeks before them: a rise that lasts is found sooner than in any single week. How often that errs, and
what it finds, is measured (docs/digests.md), and the constants below were chosen by that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.figures import FEW, LESS, MORE, USUAL

Table = NDArray[np.float64]

UPPER = 0.015
"""Chance of a count above the range in a quiet week, if the variance were known."""

LOWER = 0.005
"""Chance of one below it. A rise is what must not be missed."""

TOGETHER = 0.04
"""Chance that two quiet weeks together are above theirs."""

FEWEST = 5
"""No alarm about less: not when fewer came, nor when fewer were usual. From one to three is no rise."""

LEAST_WEEKS = 4
"""Fewer weeks say nothing."""

PRIOR = 0.5
"""Reports, in all the weeks together."""

DOUBT_OF_DAYS, DOUBT_OF_WEEKS = 1.5, 3.0
"""How much wider than seen the excess of variance is taken to be: few days, and very few weeks, often hide some of it."""


@dataclass(frozen=True)
class Expected:
    """What is usual for a period. ``low`` to ``high``, both included, are no surprise."""

    usual: float
    low: int
    high: int
    verdict: str
    surprise: float
    """How far the count is from usual, in standard deviations of what was foretold."""


def compare(count: int, history: Sequence[Sequence[int]], weights: Sequence[int]) -> Expected:
    """The count of a period beside its history.

    ``history`` has a row a week, the last week first, and a column for each part of a week; ``weights`` say how often the
    period holds that part: a Monday's digest holds one of seven, a month's four or five of each.
    """
    weeks = len(history)
    if weeks < LEAST_WEEKS:
        return Expected(0.0, 0, 0, FEW, 0.0)
    before, weight = np.array(history, dtype=float), np.array(weights, dtype=float)
    mean, variance = _foretold(before, weight)
    usual = float(weight @ before.mean(axis=0))
    low, high = quantile(mean, variance, LOWER), quantile(mean, variance, 1 - UPPER)
    surprise = (count - mean) / math.sqrt(variance)
    return Expected(round(usual, 2), low, high, _verdict(count, usual, low, high, before, weight), round(surprise, 2))


def _verdict(count: int, usual: float, low: int, high: int, before: Table, weight: Table) -> str:
    if count < FEWEST and usual < FEWEST:
        return FEW
    if count >= FEWEST and (count > high or _rise_lasts(count, usual, before, weight)):
        return MORE
    return LESS if usual >= FEWEST and count < low else USUAL


def _rise_lasts(count: int, usual: float, before: Table, weight: Table) -> bool:
    """True when this period and the same days a week before are too many together. Only for periods of up to a week."""
    if weight.max() > 1 or count <= usual or len(before) - 1 < LEAST_WEEKS:
        return False
    mean, variance = _foretold(before[1:], 2 * weight)
    return count + float(weight @ before[0]) > quantile(mean, variance, 1 - TOGETHER)


def _foretold(before: Table, weight: Table) -> tuple[float, float]:
    """Mean and variance of the number that ``weight`` of the columns will bring."""
    weeks = len(before)
    sums = before.sum(axis=0)
    used = weight[weight > 0]
    mean = (weight @ sums + PRIOR * used.mean()) / weeks
    rate = (weight**2 @ sums + PRIOR * (used**2).mean()) / weeks**2
    return float(mean), float((mean + rate) * _excess(before, weight))


def _excess(before: Table, weight: Table) -> float:
    """How many times the variance is that of independent reports; at least 1."""
    weeks = len(before)
    means = before.mean(axis=0)
    seen = means > 0
    if not seen.any():
        return 1.0
    by_day = ((before[:, seen] - means[seen]) ** 2 / means[seen]).sum() / ((weeks - 1) * seen.sum())
    totals = before @ weight
    independent = (weight**2 * means).sum()
    by_week = ((totals - totals.mean()) ** 2).sum() / ((weeks - 1) * independent) if independent > 0 else 1.0
    return float(1 + max(0.0, DOUBT_OF_DAYS * (by_day - 1), DOUBT_OF_WEEKS * (by_week - 1)))


def quantile(mean: float, variance: float, share: float) -> int:
    """The least number that at most ``1 - share`` of the negative binomial numbers of that mean and variance exceed.

    ``variance`` is more than ``mean``.
    """
    size, success = mean * mean / (variance - mean), mean / variance
    numbers = np.arange(int(mean + 12 * math.sqrt(variance)) + 20)
    steps = np.log((numbers[:-1] + size) / (numbers[:-1] + 1) * (1 - success))
    logs = size * math.log(success) + np.concatenate(([0.0], np.cumsum(steps)))
    return int(np.searchsorted(np.cumsum(np.exp(logs)), share))
