"""Patterns for the names in an adjoint code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.names import Names, base, bases, is_adjoint_variable
from rewriter.errors import UsageError


def test_the_defaults_are_patterns() -> None:
    assert Names().checked() == Names()


@pytest.mark.parametrize("option", Names._fields)
@pytest.mark.parametrize("pattern", ["", "%", "_b", "%%", "%_%"])
def test_what_is_no_pattern_is_refused_by_its_option(option: str, pattern: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"--{option}-name {pattern!r}: ")):
        Names(**{option: pattern}).checked()


@pytest.mark.parametrize(
    ("name", "pattern", "primal"),
    [
        ("flux_b", "%_b", "flux"),
        ("FLUX_B", "%_b", "flux"),
        ("flux_b", "%_B", "flux"),
        ("adflux", "ad%", "flux"),
        ("ad_flux_x", "ad_%_x", "flux"),
        ("flux_bwd", "%_b", ""),
        ("_b", "%_b", ""),
        ("aba", "ab%ba", ""),  # the two ends overlap
        ("abba", "ab%ba", ""),
        ("flux", "%_b", ""),
    ],
)
def test_the_name_of_the_primal(name: str, pattern: str, primal: str) -> None:
    assert base(name, pattern) == primal


WORDS = st.text("ab_", max_size=3)


@given(WORDS, st.text("ab_", min_size=1, max_size=4), WORDS)
def test_what_a_pattern_makes_it_takes_apart(before: str, name: str, after: str) -> None:
    assert base(before + name + after, f"{before}%{after}") == name


def test_variables_of_derivatives_may_be_numbered() -> None:
    assert [
        name for name in ("xb", "XB", "xb0", "xb12", "x", "b", "b1", "xb1c") if is_adjoint_variable(name, "%b")
    ] == [*("xb", "XB", "xb0", "xb12")]
    assert is_adjoint_variable("ad_x", "ad_%")


def test_a_name_that_tapenade_has_numbered_is_read_without_its_number_too() -> None:
    assert bases("FLUX_FWD0", "%_fwd") == ["flux"]
    assert bases("a_2", "a_%") == ["2"]
    assert bases("a_flux2", "a_%") == ["flux2", "flux"]
    assert bases("flux", "%_fwd") == []
