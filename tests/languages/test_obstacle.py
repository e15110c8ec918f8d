"""An obstacle: a code for decisions, words for people."""

from __future__ import annotations

from rewriter.languages.obstacle import MACRO, UNKNOWN, Code, Obstacle, obstacle


def test_the_long_words_begin_with_the_short_ones() -> None:
    made = obstacle(Code.LAYOUT, "layout", ": no room")
    assert made == Obstacle(Code.LAYOUT, "layout", "layout: no room")
    assert str(made) == "layout: no room"


def test_without_more_to_say_both_are_alike() -> None:
    made = obstacle(Code.DEEP, "deep")
    assert (made.short, made.long) == ("deep", "deep")


def test_those_of_every_language() -> None:
    assert (UNKNOWN.code, MACRO.code) == (Code.UNKNOWN, Code.MACRO)
    assert "none of the files given defines it" in str(UNKNOWN)
