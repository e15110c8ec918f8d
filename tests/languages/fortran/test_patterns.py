"""Parentheses, labels and assignments in masked text."""

from __future__ import annotations

import re

import pytest

from rewriter.languages.fortran.patterns import ARGUMENTS, ASSIGNMENT, LABEL, closing, has_bounds, levels


def nested(depth: int) -> str:
    return "(" * depth + ")" * depth


def test_arguments_are_balanced_six_levels_deep() -> None:
    found = re.compile(ARGUMENTS)
    assert found.match("(a(1), (b)) + (c)", 0).group() == "(a(1), (b))"  # type: ignore[union-attr]
    assert found.fullmatch(nested(7))
    assert not found.fullmatch(nested(8))
    assert not found.match("(a\n)")


@pytest.mark.parametrize(
    ("words", "label", "start"),
    [
        ("  10 x", "10 ", 5),
        ("1 0x", "1 0", 3),
        ("10 = x", None, 0),
        ("  x", None, 2),
        ("123456x", "123456", 6),
        ("", None, 0),
    ],
)
def test_a_label_stands_before_a_letter(words: str, label: str | None, start: int) -> None:
    match = LABEL.match(words)
    assert match is not None
    assert (match[1], match.end()) == (label, start)


@pytest.mark.parametrize("words", ["x = 1", "x(1, f(2)) = 1", "x % y (2)%z=1", "p => q", "if(1) = 2", "_x$ = 1"])
def test_assignments(words: str) -> None:
    assert ASSIGNMENT.match(words)


@pytest.mark.parametrize("words", ["x == 1", "call f(x = 1)", "x(1 = 2", "1 = x", "x%1 = 2", "x y = 1"])
def test_no_assignments(words: str) -> None:
    assert not ASSIGNMENT.match(words)


def test_a_parenthesis_closes_on_its_own_logical_line() -> None:
    assert closing("f(a(1)) + (b)", 1) == 6
    assert closing("f(a(1)\n)", 1) == -1
    assert closing("f(a", 1) == -1


@pytest.mark.parametrize("depth", [100, 101, 150, 1000])
def test_many_parentheses_are_matched_alike(depth: int) -> None:
    text = "x\n" + nested(depth) + "\n)"
    assert closing(text, 2) == len(text) - 3
    assert closing(text, 3) == len(text) - 4
    assert closing("(" * depth + "\n" + ")" * depth, 0) == -1


def test_levels_are_counted_where_there_are_many() -> None:
    assert levels(nested(300), 0, 600) == 300
    assert levels(nested(300), 1, 599) == 299
    wide = "(" + "()" * 300 + "((a))" + ")"
    assert levels(wide, 0, len(wide)) == 3
    assert levels(nested(200), 0, 400) == 0, "few enough to be harmless"


def test_bounds_are_told_by_a_comma_outside_of_parentheses() -> None:
    assert [has_bounds(words, 4, len(words)) for words in ("i = 1, n", "i = f(a, b), n", "i = [1, 2] , n")] == [
        True
    ] * 3
    assert [has_bounds(words, 4, len(words)) for words in ("i = 1", "i = f(a, b)", "i = [f(1, 2), 3]")] == [False] * 3
