"""Figures for people, against what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.reports.units import SIZE_UNITS, TIME_UNITS, change, counted, size, some, time

UNITS = {name: unit for unit, name in (*SIZE_UNITS, *TIME_UNITS)} | {"B": 1.0, "ns": 1e-9}


def meant(words: str) -> float:
    number, unit = words.split(" ")
    return float(number.replace(",", "")) * UNITS[unit]


def digits(words: str) -> int:
    return sum(character.isdigit() for character in words.split(" ")[0])


@given(st.floats(0, 1e15))
def test_sizes_are_right_to_three_digits(count: float) -> None:
    assert abs(meant(size(count)) - count) <= max(0.5, 0.005 * count)
    assert digits(size(count)) == 3 or count < 999.5 or count >= 999.5e12


@given(st.floats(1e-9, 1e6))
def test_times_are_right_to_three_digits(seconds: float) -> None:
    assert abs(meant(time(seconds)) - seconds) <= max(0.5e-9, 0.005 * seconds)
    assert digits(time(seconds)) == 3 or seconds < 999.5e-9 or seconds >= 999.5


@given(st.floats(0.5, 1e15, exclude_min=True))
def test_what_is_negative_is_the_same_with_a_sign(count: float) -> None:
    assert size(-count) == f"-{size(count)}"
    assert time(-count) == f"-{time(count)}"


@given(st.floats(0, 1e15), st.floats(0, 1e15))
def test_what_is_larger_never_reads_smaller(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert meant(size(low)) <= meant(size(high))
    assert meant(time(low)) <= meant(time(high))


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"), (-0.4, "0 B"), (999, "999 B"), (999.6, "1.00 kB"), (1000, "1.00 kB"), (9994, "9.99 kB"),
        (9996, "10.0 kB"), (99_960, "100 kB"), (999_499, "999 kB"), (999_500, "1.00 MB"), (4_280_000, "4.28 MB"),
        (2e9, "2.00 GB"), (5.5e12, "5.50 TB"), (-1500, "-1.50 kB"),
    ],
)  # fmt: skip
def test_sizes(count: float, words: str) -> None:
    assert size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"), (-1e-10, "0 ns"), (7e-9, "7 ns"), (5e-6, "5.00 µs"), (0.0405, "40.5 ms"), (0.9996, "1.00 s"),
        (1.2, "1.20 s"), (59.96, "60.0 s"), (-2.5, "-2.50 s"), (999.4, "999 s"), (999.5, "1,000 s"),
        (12_345, "12,345 s"),
    ],
)  # fmt: skip
def test_times(seconds: float, words: str) -> None:
    assert time(seconds) == words


def test_changes_have_a_sign_and_say_what_is_a_bound() -> None:
    assert [change(number) for number in (5, 0, -5)] == ["+5 B", "0 B", "-5 B"]
    assert change(2_790_000, at_least=True) == ">= +2.79 MB"


def test_plurals() -> None:
    assert [counted(number, "file") for number in (0, 1, 1204)] == ["0 files", "1 file", "1,204 files"]
    assert counted(2, "entry", "entries") == "2 entries"
    assert counted(1, "entry", "entries") == "1 entry"


def test_the_first_few_of_several() -> None:
    assert some(["a"]) == "a"
    assert some(["a", "b", "c"]) == "a, b, c"
    assert some(["a", "b", "c", *"d" * 1200]) == "a, b, c and 1,200 more"
