"""The pieces of regular expression that C is read with."""

from __future__ import annotations

import re

import pytest

from rewriter.languages.c.patterns import BRACES, NAME, NOT_CALLED, PARENTHESES, SPECIFIER


@pytest.mark.parametrize(
    ("word", "whole"), [("_a1", True), ("h\xc3\xb6he", True), ("1a", False), ("a.b", False), ("a$b", False)]
)
def test_names(word: str, whole: bool) -> None:
    assert (re.fullmatch(NAME, word, re.ASCII) is not None) == whole


@pytest.mark.parametrize(
    ("pattern", "pair", "deepest"), [(PARENTHESES, "()", 11), (BRACES, "{}", 4)], ids=["parentheses", "braces"]
)
def test_balanced_pairs_up_to_their_depth(pattern: str, pair: str, deepest: int) -> None:
    opening, closing = pair[0], pair[1]

    def matches(depth: int) -> bool:
        return re.fullmatch(pattern, f"{opening}a " * depth + f" b{closing}" * depth) is not None

    assert matches(1) and matches(deepest)
    assert not matches(deepest + 1)


@pytest.mark.parametrize("text", ["((a)", "(a))", "(a{)", "({ (; }"])
def test_unbalanced_pairs_are_not_one(text: str) -> None:
    assert re.fullmatch(PARENTHESES, text) is None


def test_parentheses_around_braces_do_not_look_into_them() -> None:
    assert re.fullmatch(PARENTHESES, "(a, {b; )(}, (c))") is not None


def test_a_specifier_is_a_whole_word() -> None:
    assert re.match(SPECIFIER, "int x") is not None
    assert re.match(SPECIFIER, "integrate(x)") is None


def test_words_that_call_nothing() -> None:
    assert {"if", "sizeof", "return", "__attribute__"} <= NOT_CALLED
    assert "f" not in NOT_CALLED
