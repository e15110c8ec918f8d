"""Which directives belong together as a fragment."""

from __future__ import annotations

import pytest

from rewriter.callsites.fragments import fragments
from rewriter.callsites.source import Source

START, END = "!$AD CHECKPOINT-START", "!$AD CHECKPOINT-END"


def found(*body: str) -> list[tuple[int, int, str]]:
    """The lines of START and END in a procedure, 0 where one is missing, and the first words of why it is dropped."""
    source = Source("m.f90", "\n".join(["subroutine s", *body, "end", ""]).encode())
    directives = list(source.language.directives(source.scan))
    return [
        (
            source.lines.number(one.first.start) if one.first else 0,
            source.lines.number(one.last.start) if one.last else 0,
            one.dropped,
        )
        for one in fragments(source.language, source.scan, directives)
    ]


def test_an_end_belongs_to_the_last_start_that_is_open() -> None:
    assert found(START, "a = 1", START, "call f", END, "b = 1", END, "c = 1") == [(4, 6, ""), (2, 8, "")]


@pytest.mark.parametrize(
    ("body", "lines"),
    [((START, "call f"), (2, 0)), (("call f", END, "a = 1"), (0, 3))],
)
def test_one_that_is_alone_is_dropped(body: tuple[str, ...], lines: tuple[int, int]) -> None:
    ((first, last, why),) = found(*body)
    assert (first, last) == lines
    assert why.startswith("there is no CHECKPOINT-")


def test_two_procedures_have_no_fragment_in_common() -> None:
    seen = found(START, "call f", "end", "subroutine t", END, "a = 1")
    assert [(first, last) for first, last, _ in seen] == [(0, 6), (2, 0)]
    assert all(why for _, _, why in seen)
