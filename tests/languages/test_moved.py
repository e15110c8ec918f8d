"""Where offsets are after edits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rewriter.languages.moved import Moved
from rewriter.text.edits import Edit, edited


def test_offsets_after_edits() -> None:
    moved = Moved([Edit(0, 2, ""), Edit(4, 4, "abc"), Edit(6, 9, "x")])
    assert [moved(offset) for offset in range(11)] == [0, 0, 0, 1, 5, 6, 7, 7, 7, 8, 9]


def test_without_edits_all_stays() -> None:
    assert [Moved([])(offset) for offset in (0, 7)] == [0, 7]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.text("xyz", max_size=3)), max_size=6))
def test_a_character_that_stays_is_found_where_it_went(gaps: list[tuple[int, int, str]]) -> None:
    edits: list[Edit] = []
    position = 0
    for kept, replaced, new in gaps:
        start = position + kept + 1
        position = start + replaced
        edits.append(Edit(start, position, new))
    text = "".join(chr(0x100 + n) for n in range(position + 3))
    after, moved = edited(text, edits), Moved(edits)
    for offset, character in enumerate(text):
        if not any(edit.start <= offset < edit.end for edit in edits):
            assert after[moved(offset)] == character
