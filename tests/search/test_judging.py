"""What is better beyond the noise, and what is over a budget."""

from __future__ import annotations

from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.search.judging import Budget, Gain, Measured, better, spread

TIMES = st.lists(st.floats(0.001, 1000.0), min_size=1, max_size=9)


def test_the_median_of_runs() -> None:
    assert Measured((3.0, 1.0, 8.0), 0, 0).median == 3.0


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(), ""),
        (Budget(peak=2000), ""),
        (Budget(peak=1999), "peak stack 2,000 bytes, allowed 1,999"),
        (Budget(resident=5000), ""),
        (Budget(resident=4999), "resident memory 5,000 bytes, allowed 4,999"),
        (Budget(peak=0, resident=9999), "peak stack 2,000 bytes, allowed 0"),
        (Budget(peak=2001, resident=0), "resident memory 5,000 bytes, allowed 0"),
    ],
)
def test_what_is_over_a_budget(budget: Budget, words: str) -> None:
    assert budget.exceeded(Measured((1.0,), 2000, 5000)) == words


def test_a_budget_allows_anything_unless_told() -> None:
    assert Budget() == Budget(peak=None, resident=None)


def test_spread() -> None:
    assert spread([]) == spread([7.0]) == 0.0
    # The quartiles of 1, 3 are 1.5 and 2.5; those of 0 to 4 are 1 and 3. A normal distribution has 1.349 between them.
    assert spread([1.0, 3.0]) == pytest.approx(1.0 / 1.349)
    assert spread([4.0, 0.0, 3.0, 1.0, 2.0]) == pytest.approx(2.0 / 1.349)
    # One wild value counts for little.
    assert spread([0.0, 1.0, 2.0, 3.0, 400.0]) == pytest.approx(2.0 / 1.349)


@given(TIMES, st.floats(0.5, 2.0))
def test_spread_scales_with_the_values(values: list[float], factor: float) -> None:
    assert 0 <= spread(values) <= 2 * len(values) * pstdev(values) + 1e-9
    assert spread([factor * value for value in values]) == pytest.approx(factor * spread(values))


def test_a_gain_is_that_of_medians_and_its_noise_both_spreads_as_squares() -> None:
    # Quartiles 1.349 * 3 and 1.349 * 4 apart.
    before, after = [10.0, 10.0 + 1.349 * 6], [1.0, 1.0 + 1.349 * 8]
    gain = Gain.of(before, after)
    assert gain.seconds == pytest.approx(10.0 + 1.349 * 3 - 1.0 - 1.349 * 4)
    assert gain.noise == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("seconds", "real", "loss"),
    [(1.1, True, False), (1.0, False, False), (0.0, False, False), (-1.0, False, False), (-1.1, False, True)],
)
def test_gains_and_losses_count_beyond_the_noise(seconds: float, real: bool, loss: bool) -> None:
    gain = Gain(seconds, 1.0)
    assert (gain.real, gain.loss) == (real, loss)


def test_a_gain_in_words() -> None:
    assert Gain(-0.12345, 0.0456789).told == "gains -0.123 s, noise 0.0457 s"


@pytest.mark.parametrize(
    ("seconds", "peak_after", "kept"),
    [
        (2.0, 200, True),  # gains time, whatever the stack takes
        (0.5, 100, False),  # within the noise
        (0.5, 99, True),
        (-0.5, 99, True),  # a loss within the noise is none
        (-0.5, 100, False),
        (-2.0, 99, False),
    ],
)
def test_better(seconds: float, peak_after: int, kept: bool) -> None:
    assert better(Gain(seconds, 1.0), 100, peak_after) is kept


@given(TIMES, TIMES, st.integers(0, 9), st.integers(0, 9))
def test_of_two_configurations_at_most_one_is_better_by_time(
    one: list[float], other: list[float], peak: int, other_peak: int
) -> None:
    there, back = Gain.of(one, other), Gain.of(other, one)
    assert not (there.real and back.real)
    assert there.real is back.loss
    assert not (better(there, peak, other_peak) and better(back, other_peak, peak)) or peak != other_peak
