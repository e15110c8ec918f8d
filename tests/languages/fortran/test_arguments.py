"""Which arguments Tapenade computes in a statement of its own."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.arguments import has_computed


@pytest.mark.parametrize(
    "argument",
    [
        *("n + 1", "n*2", "a // b", "n == 1", "a < b", "a > b", ".not. a", "a .and. b", "(n + 1)", "-(n - 1)"),
        *(
            "( - (-n*2))",
            "sqrt(n)",
            "((sqrt(n)))",
            "( (n + 1) )",
            "real (n, rp)",
            "-sum(x)",
            "size(x) ",
            "key = n + 1",
            "f(x) + 1",
        ),
        *("x(1) - 1", "1.0e+3*n", "(/1/)*n", "(/ n + 1, 2 /)", "(1.0, 2.0)"),
    ],
)
def test_computed(argument: str) -> None:
    assert has_computed(f"({argument})")
    assert has_computed(f"(x, y(1, 2), {argument}, z)"), "one among others"


@pytest.mark.parametrize(
    "argument",
    [
        *("", "n", "-n", "+ 1", "x(n + 1)", "x(1:n-1, :)", "s%a(n)%b", "1.5e-3", "1.d+3", "2.e-4_rp", ".true."),
        *("(n)", "( -n )", "(-(n))", "min(a, b+1)", "abs(x)", "max(1, 2)", "f(n)", "g(n + 1)", "key = n"),
        *("key=x(n-1)", "- .false.", "sqrtx(n)", "size", "sum%of(n)"),
    ],
)
def test_as_it_is(argument: str) -> None:
    assert not has_computed(f"({argument})")
    assert not has_computed(f"(x, y(1, 2), {argument}, z)")


def test_commas_in_parentheses_separate_no_arguments() -> None:
    assert not has_computed("(f(a, -b), x(-1, c))")
    assert has_computed("(f(a, b) - c)")
