"""What is called more or less: rarely in quiet weeks, soon when something doubles, never from one to three."""

import math

import numpy as np
import pytest

from bench import change
from digests import chance
from digests.figures import FEW, LESS, MORE, USUAL

WHOLE_WEEK = [1] * 7


def steady(a_week: int, weeks: int = 8) -> list[list[int]]:
    """As many each week, spread over its days."""
    return [[(a_week * (day + 1)) // 7 - (a_week * day) // 7 for day in range(7)] for _ in range(weeks)]


def test_from_one_to_three_is_no_alarm() -> None:
    for usual in range(5):
        for count in range(5):
            assert chance.compare(count, steady(usual), WHOLE_WEEK).verdict == FEW


def test_ten_a_week_and_then_forty_is_more_and_none_is_less() -> None:
    assert chance.compare(40, steady(10), WHOLE_WEEK).verdict == MORE
    assert chance.compare(12, steady(10), WHOLE_WEEK).verdict == USUAL
    assert chance.compare(0, steady(10), WHOLE_WEEK).verdict == LESS


def test_what_never_happened_and_comes_eight_times_is_more() -> None:
    assert chance.compare(8, steady(0), WHOLE_WEEK).verdict == MORE


def test_weeks_that_always_differed_widely_make_no_alarm_of_another_such_week() -> None:
    uneven = [[each, 0, 0, each, 0, 0, 0] for each in (2, 20, 3, 18, 1, 25, 4, 15)]
    assert chance.compare(44, uneven, WHOLE_WEEK).verdict == USUAL
    assert chance.compare(44, steady(22), WHOLE_WEEK).verdict == MORE


def test_three_weeks_of_history_say_nothing() -> None:
    found = chance.compare(500, steady(10, weeks=3), WHOLE_WEEK)
    assert (found.verdict, found.usual, found.low, found.high) == (FEW, 0.0, 0, 0)


def test_a_rise_that_lasts_is_found_where_one_week_of_it_would_not_be() -> None:
    calm, raised = steady(10), [steady(17)[0], *steady(10)[1:]]
    assert chance.compare(17, calm, WHOLE_WEEK).verdict == USUAL
    assert chance.compare(17, raised, WHOLE_WEEK).verdict == MORE


def test_a_month_is_compared_with_so_many_of_each_weekday() -> None:
    mondays_only = [[7, 0, 0, 0, 0, 0, 0] for _ in range(8)]
    assert chance.compare(35, mondays_only, [5, 4, 4, 4, 4, 4, 5]).usual == 35


@pytest.mark.parametrize(("mean", "variance"), [(0.1, 0.12), (3.0, 3.4), (10.0, 22.0), (250.0, 900.0), (40_000.0, 90_000.0)])
def test_a_quantile_is_where_the_probabilities_add_up_to_its_share(mean: float, variance: float) -> None:
    size, success = mean * mean / (variance - mean), mean / variance

    def upto(number: int) -> float:
        logs = (
            math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + size * math.log(success) + k * math.log(1 - success)
            for k in range(number + 1)
        )
        return sum(map(math.exp, logs))

    for share in (chance.LOWER, 0.5, 1 - chance.UPPER):
        found = chance.quantile(mean, variance, share)
        assert upto(found) >= share - 1e-9
        assert found == 0 or upto(found - 1) < share + 1e-9


@pytest.mark.parametrize("quiet", change.QUIET, ids=str)
def test_quiet_weeks_make_an_alarm_in_one_of_twenty_at_most(quiet: change.Quiet) -> None:
    """A few hundred weeks of each sort here, and what chance leaves open beside it; many more in ``bench.change``."""
    weeks = 400
    alarms = change.false_alarms(np.random.default_rng(5), quiet, weeks)
    assert alarms <= 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / weeks)


def test_a_doubling_from_ten_a_week_is_found_within_two_weeks() -> None:
    assert change.found_within(np.random.default_rng(5), change.Quiet(10), factor=2, weeks=2, times=500) > 0.8
