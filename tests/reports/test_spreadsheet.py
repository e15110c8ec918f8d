"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.reports.spreadsheet import cell


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", "+cmd", "-x", "-", "+1+1", "-1-A1", "-1e", "+.", "-1\u2028"])
def test_formulas_are_words(words: str) -> None:
    assert cell(words).startswith("'")


@pytest.mark.parametrize("words", ["", "a", "a.f90::s>f#1", "1=1", "12", "-12", "+0.5", "-.5", "-1.5e-07", "+1E+3"])
def test_words_and_numbers_stay(words: str) -> None:
    assert cell(words) == words


def test_blanks_that_end_a_cell_or_a_row_are_escapes() -> None:
    assert cell("a\tb\nc\r") == r"a\tb\nc\r"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_stays_a_number(number: float) -> None:
    assert cell(str(number)) == str(number)


@given(st.text())
def test_no_cell_begins_with_a_formula(words: str) -> None:
    shown = cell(words)
    assert not shown.startswith(("=", "@", "\t", "\r", "\n"))
    assert shown.removeprefix("'") == cell(shown.removeprefix("'")).removeprefix("'")
