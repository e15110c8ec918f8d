"""Sizes as people write them, in bytes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import Refused, UsageError
from rewriter.tuning.sizes import allowed, size_of

UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
UNITS |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


@given(st.integers(0, 10**6), st.integers(0, 999), st.sampled_from(sorted(UNITS)), st.sampled_from(["", " ", "  "]))
def test_numbers_with_units_are_exact(whole: int, thousandths: int, unit: str, blank: str) -> None:
    words = f"{whole}.{thousandths:03}"
    assert size_of(f"{words}{blank}{unit}") == int(Fraction(words) * UNITS[unit])
    assert size_of(f" {words}{blank}{unit.upper()} ") == size_of(f"{words}{blank}{unit.lower()}")


@given(st.integers(0))
def test_a_plain_number_is_bytes(number: int) -> None:
    assert size_of(number) == size_of(str(number)) == number


@pytest.mark.parametrize(
    "words", ["", "many", "MB", "-1", "1.", ".5", "1 2", "5 iB", "5 ib", "1 PB", "1 k", "5 \u0131b", True, None, 1e30]
)
def test_what_is_no_size(words: object) -> None:
    with pytest.raises(UsageError, match=r"is not a size; write 200 MB, 64 KiB, or a number of bytes$") as told:
        size_of(words)
    assert str(told.value).startswith(repr(words))
    with pytest.raises(Refused):
        size_of(words, Refused)


@pytest.mark.parametrize(
    ("words", "bytes_"),
    [
        ("", None),
        ("3x", 3000),
        (" 1.5 x ", 1500),
        ("1.001x", 1001),
        ("0x", 0),
        ("200", 200),
        ("2 kB", 2000),
        ("2 KiB", 2048),
    ],
)
def test_a_budget_may_be_a_multiple_of_the_baseline(words: str, bytes_: int | None) -> None:
    assert allowed(words, 1000) == bytes_


def test_what_is_no_budget() -> None:
    with pytest.raises(UsageError, match="'3y' is not a size"):
        allowed("3y", 1000)
