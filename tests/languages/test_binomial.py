"""The three arguments of BINOMIAL-CKP."""

from __future__ import annotations

import pytest

from rewriter.languages.binomial import by_hand, unfit


@pytest.mark.parametrize("arguments", ["nt+1 10 1", " n\t5  1 ", "(n+1)/2 5 -1", "m%n a(i,j) rewriter_1"])
def test_words_that_can_be_placed(arguments: str) -> None:
    assert unfit(arguments) == ""


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("", "three words"),
        ("n 5", "three words"),
        ("n + 1 5 1", "three words"),
        ("n 5/* 1", "argument 5/* holds /*"),
        ("a//b 5 1", "argument a//b holds //"),
        ("n 5 1!", "holds !"),
        ("n 5 'a'", "holds '"),
        ("n& 5 1", "holds &"),
        ("n 5 Rewriter", "argument Rewriter is the word that marks"),
        ("h\xf6he 5 1", r"'h\xf6he' contains a character that is not printable"),
        ("n 5\0 1", r"'5\x00' contains a character that is not printable"),
    ],
)
def test_words_that_cannot(arguments: str, why: str) -> None:
    assert why in unfit(arguments)


@pytest.mark.parametrize(("written", "read"), [(" n 5  1 ! why", "n 5 1"), ("n 5", "n 5"), ("", "")])
def test_by_hand_no_more_than_three_words_are_read(written: str, read: str) -> None:
    assert by_hand(written) == read
