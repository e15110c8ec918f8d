"""Code cut at semicolons and braces outside of parentheses."""

from __future__ import annotations

import pytest

from rewriter.languages.c.chunks import Pairs, chunks
from rewriter.languages.model import Problem, ProblemKind


def cut(code: str) -> tuple[list[str], list[Problem]]:
    """Each chunk with its end, a star before those that hold parentheses; and the problems."""
    problems: list[Problem] = []
    found = [("*" if called else "") + code[start:stop] + end for start, stop, end, called in chunks(code, problems)]
    return found, problems


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a; b;", ["a;", "b;"]),
        (" f(x) ; ;", ["*f(x) ;", ";"]),
        ("if (n) { a; }", ["*if (n) {", "a;", "}"]),
        ("for (;;) a;", ["*for (;;) a;"]),
        ("f(({ a; b; }), c);", ["*f(({ a; b; }), c);"]),
        ("int a[] = { 1, { 2; } }; b;", ["int a[] = { 1, { 2; } };", "b;"]),
        ("a = b; c", ["a = b;", "c"]),
        ("\n", []),
    ],
)
def test_cuts(code: str, expected: list[str]) -> None:
    assert cut(code) == (expected, [])


def test_parentheses_deeper_than_the_pattern_knows() -> None:
    code = f"f{'(' * 30}a; b{')' * 30}; c;"
    assert cut(code) == (["*" + code[:-3], "c;"], [])


@pytest.mark.parametrize(
    ("code", "expected", "offset"),
    [
        ("f(a; g(b); } c;", ["*f(a;", "*g(b);", "}", "c;"], 1),
        ("f(a)); g(b);", ["*f(a));", "*g(b);"], 4),
    ],
)
def test_what_has_no_counterpart_is_told_and_passed_over(code: str, expected: list[str], offset: int) -> None:
    found, problems = cut(code)
    assert found == expected
    assert [(problem.offset, problem.kind) for problem in problems] == [(offset, ProblemKind.PARENTHESES)]


@pytest.mark.parametrize("depth", [1, 11, 12, 40])
def test_partners(depth: int) -> None:
    code = f"f{'(' * depth}a{')' * depth} b"
    pairs = Pairs(code, 0, len(code))
    assert [pairs.closing(opening) for opening in (1, depth)] == [len(code) - 2, depth + 3]


def test_a_parenthesis_without_partner_is_closed_at_once() -> None:
    code = "f(a, g(b) { ) }"
    pairs = Pairs(code, 0, len(code))
    assert (pairs.closing(1), pairs.closing(code.index("(b"))) == (2, len("f(a, g(b)"))
    assert Pairs(code, 0, 8).closing(6) == 7
