"""Arguments that Tapenade computes in a statement of its own."""

from __future__ import annotations

import pytest

from rewriter.languages.c.arguments import computed_end


@pytest.mark.parametrize(
    "argument",
    [
        "n + 1",
        "n*2",
        "(n + 1)",
        "((n) - 1)",
        "x[1] * 2",
        "n > 1 ? 1 : 2",
        "-n - 1",
        "sqrt(n)",
        "(double)n + 1",
        "!a|b",
        "(n) - 1",
        "(n) * 2",
        "-((n) & 3)",
    ],
)
def test_expressions_are_computed(argument: str) -> None:
    assert computed_end(f"({argument})") == len(argument) + 1


@pytest.mark.parametrize(
    "argument",
    [
        *("n", "-1", "&x[n]", "*x", "**x", "(n)", "((n))", "- (n)"),
        *("x[n + 1]", "p->n", "p->q[i-1].n", "(double) n", "(struct s *) p", "(const char *) *p"),
        *("(int) -1", "(unsigned long) *p", "(size_t) -1", "(real *) &x", "(real) x", "(int) - (real) x"),
        *("1.e-3", "2E+4", "f(n + 1)", "sqrt", "f(a)[i*2]", "(x)[n - 1]", ""),
    ],
)
def test_names_elements_constants_casts_and_signs_are_not(argument: str) -> None:
    assert computed_end(f"({argument})") == -1


@pytest.mark.parametrize(
    ("arguments", "before"),
    [
        ("(a, n + 1, m * 2)", "(a, n + 1"),
        ("(f(a, b), n + 1)", "(f(a, b), n + 1"),
        ("(x[f(a, b)], n)", None),
        ("(f(n + 1), -m, k % 2)", "(f(n + 1), -m, k % 2"),
    ],
)
def test_the_first_that_is_computed(arguments: str, before: str | None) -> None:
    assert computed_end(arguments) == (-1 if before is None else len(before))
