"""Parentheses in parentheses become one mark."""

from __future__ import annotations

import pytest

from rewriter.languages.nesting import flattened, separated


@pytest.mark.parametrize(
    ("text", "brackets", "expected"),
    [
        ("a(b(c)(d), e) + (f", "()", "a@ + (f"),
        ("a(b[1]) [2)", "()[]", "a@ [2)"),
        ("(a [b)", "()", "@"),
        ("(a [b)", "()[]", "(a [b)"),
        (")(a)", "()", ")@"),
        ("(a) (b)", "()", "@ @"),
        ("a[1](2)", "()", "a[1]@"),
        ("((a)", "()", "(@"),
        ("([a) b] (c)", "()[]", "([a) b] @"),
        ("", "()", ""),
    ],
)
def test_outermost_pairs(text: str, brackets: str, expected: str) -> None:
    assert flattened(text, brackets) == expected


def test_however_deep() -> None:
    assert flattened("(" * 100_000 + ")" * 100_000) == "@"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("a, (b, c), d[1, 2]", ("a", " (b, c)", " d[1, 2]")),
        ("f(g(a,b),c),{d,e}", ("f(g(a,b),c)", "{d,e}")),
        ("a,", ("a", "")),
        ("a,,b", ("a", "", "b")),
        ("", ()),
        ("a(1, 2), b[3, f(4, 5)],c", ("a(1, 2)", " b[3, f(4, 5)]", "c")),
    ],
)
def test_arguments(arguments: str, expected: tuple[str, ...]) -> None:
    assert separated(arguments) == expected
