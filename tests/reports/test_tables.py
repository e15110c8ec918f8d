"""Tables as lines of text."""

from __future__ import annotations

import click
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from rewriter.reports.tables import lines_of, table

ROWS = [["1", "a"], ["1,000", "bcd"]]


def test_columns_are_aligned() -> None:
    assert list(lines_of([table(["n", "name"], ROWS, left=(1,))], colour=False)) == [
        "    n  name",
        "    1  a",
        "1,000  bcd",
    ]
    assert list(lines_of([table(["n", "name"], ROWS, left=(0,))], colour=False))[1] == "1         a"


def test_columns_are_at_least_as_wide_as_asked() -> None:
    (heading, *_) = lines_of([table(["n", "name"], ROWS, left=(0, 1), widths=(8, 0))], colour=False)
    assert heading == "n         name"


def test_parts_are_one_below_the_other() -> None:
    lines = list(lines_of([Text("first"), table(["n"], [["1"]], left=()), Text("last")], colour=False))
    assert lines == ["first", "n", "1", "last"]


def test_colour_changes_nothing_but_colour() -> None:
    parts = (Text("heading", style="red"), table(["n", "name"], ROWS, left=(1,)))
    plain, bright = list(lines_of(parts, colour=False)), list(lines_of(parts, colour=True))
    assert [click.unstyle(line).rstrip() for line in bright] == plain != bright
    assert bright[0] == click.style("heading", fg="red")


def test_what_looks_like_markup_is_shown() -> None:
    assert list(lines_of([table(["[bold]x[/bold]"], [["[red]a"], ["\x1b[31m"]], left=(0,))], colour=False)) == [
        "[bold]x[/bold]",
        "[red]a",
        r"\x1b[31m",
    ]


@given(st.integers(0, 9000))
def test_nothing_is_cut(length: int) -> None:
    assert list(lines_of([table(["a", "b"], [["x" * length, "y"]], left=(0, 1))], colour=False))[1].endswith("y")
