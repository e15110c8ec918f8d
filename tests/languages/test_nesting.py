"""Parentheses in parentheses become one mark."""

from __future__ import annotations

import pytest

from rewriter.languages.nesting import flattened


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
