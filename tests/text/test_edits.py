"""Edits by span: what they give, that they can be taken back, and where lines begin and end."""

from __future__ import annotations

from codecs import BOM_UTF8

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.text.edits import (
    Edit,
    Lines,
    decode,
    displayed,
    edited,
    encode,
    line_end,
    line_of,
    line_start,
    newline_at,
)

TEXTS = st.text(st.sampled_from("ab\r\n"), max_size=20)


@st.composite
def texts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text, and edits of it that do not overlap, in order."""
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    return text, [Edit(start, end, draw(TEXTS)) for start, end in spans]


def inverse(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits of the edited text that give the text back."""
    result, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        result.append(Edit(start, start + len(edit.new), text[edit.start : edit.end]))
        shift += len(edit.new) - (edit.end - edit.start)
    return result


@given(st.binary())
def test_every_byte_is_a_character_and_comes_back(data: bytes) -> None:
    assert len(decode(data)) == len(data.removeprefix(BOM_UTF8))
    assert encode(decode(data), data) == data
    assert displayed(data).encode("utf-8", "surrogateescape") == data


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    data = BOM_UTF8 + b"call f(x)\n"
    assert decode(data) == "call f(x)\n"
    assert encode("call g(x)\n", data) == BOM_UTF8 + b"call g(x)\n"


def test_lines_that_cr_alone_ends_are_lines() -> None:
    assert decode(b"a\rb\r") == "a\nb\n"
    assert encode("a\nnew\nb\n", b"a\rb\r") == b"a\rnew\rb\r"
    assert decode(b"a\rb\n") == "a\rb\n", "one of several in a line"


def test_utf_8_is_displayed_as_such() -> None:
    assert displayed("Höhe".encode()) == "Höhe"
    assert displayed(b"H\xf6he") == "H\udcf6he"


def test_edits_replace_insert_and_remove() -> None:
    assert edited("call f(x)", [Edit(5, 6, "g"), Edit(0, 0, "! "), Edit(6, 9, "")]) == "! call g"
    assert edited("text", []) == "text"
    assert edited("", [Edit(0, 0, "new")]) == "new"
    assert edited("ab", [Edit(1, 1, "1"), Edit(1, 1, "2"), Edit(1, 2, "3")]) == "a123", "in the order given"
    assert edited("abc", [Edit(0, 1, "x"), Edit(1, 3, "y")]) == "xy", "side by side they do not overlap"


@pytest.mark.parametrize(
    ("edits", "end"),
    [([Edit(0, 2, ""), Edit(1, 3, "")], 2), ([Edit(1, 3, "x"), Edit(1, 1, "")], 3), ([Edit(2, 1, "")], 0)],
)
def test_edits_that_overlap_are_a_mistake(edits: list[Edit], end: int) -> None:
    with pytest.raises(ValueError, match=rf"overlaps the one before it, which ends at {end}$"):
        edited("abcd", edits)


@given(texts_and_edits())
def test_edits_can_be_taken_back(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    assert edited(edited(text, edits), inverse(text, edits)) == text


@given(texts_and_edits())
def test_edits_that_begin_apart_may_come_in_any_order(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    apart = list({edit.start: edit for edit in edits}.values())
    assert edited(text, reversed(apart)) == edited(text, apart)


def test_lines_of_offsets() -> None:
    text = "a\nbc\n\nd"
    assert [line_of(text, offset) for offset in range(len(text) + 1)] == [1, 1, 2, 2, 2, 3, 4, 4]
    assert [line_start(text, offset) for offset in range(len(text) + 1)] == [0, 0, 2, 2, 2, 5, 6, 6]
    assert [line_end(text, offset) for offset in range(len(text) + 1)] == [2, 2, 5, 5, 5, 6, 7, 7]


@given(TEXTS, st.integers(0, 20))
def test_a_line_is_what_lies_between_its_start_and_its_end(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    start, end = line_start(text, offset), line_end(text, offset)
    assert start <= offset <= end
    assert "\n" not in text[start : end - 1]
    assert end == len(text) or text[end - 1] == "\n"
    assert line_of(text, offset) == text[:start].count("\n") + 1
    assert Lines(text).number(offset) == line_of(text, offset)


@pytest.mark.parametrize(
    ("text", "offset", "newline"),
    [
        ("a\r\nb\nc", 0, "\r\n"),
        ("a\r\nb\nc", 3, "\n"),
        ("a\r\nb\nc", 5, "\r\n"),  # the last line ends at none
        ("a\nb", 2, "\n"),
        ("\nb", 0, "\n"),
        ("\n\r\n", 0, "\n"),
        ("a\rb", 0, "\n"),
        ("", 0, "\n"),
    ],
)
def test_how_a_line_ends(text: str, offset: int, newline: str) -> None:
    assert newline_at(text, offset) == newline
