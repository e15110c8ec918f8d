"""DO loops: where they begin and end."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import loops, scan
from rewriter.languages.model import Kind


def found(text: str, form: str = "free") -> list[str]:
    """The words of each loop, from its DO to its end, in one line without blanks."""
    read = scan(text, "", form)
    assert all(loop.kind is Kind.LOOP and loop.callee == "do" for loop in loops(read))
    return [read.masked[loop.start : loop.end].replace(" ", "").replace("\n", ";") for loop in loops(read)]


@pytest.mark.parametrize(
    "loop",
    [
        *("do i=1,3;x=1;enddo", "do;exit;enddo", "do while(a);x=1;enddo", "do concurrent(i=1:3);x=1;enddo"),
        *("name:do i=1,3;enddo name", "do 10 i=1,3;10 continue", "do 10,i=1,3;10 x=1", "do10i=1,3;10 x=1"),
        "do i=f(1,2),3;enddo",
    ],
)
def test_loops(loop: str) -> None:
    assert found(f"y = 1;{loop};y = 2\n") == [loop.replace(" ", "")]
    assert found(f"y = 1;{loop};y = 2\n".replace(";", "\n")) == [loop.replace(" ", "")]


@pytest.mark.parametrize(
    "words", ["do = 1", "do10i = 13", "dot = x(1, 2)", "dot = [1, 2]", "x = do", "end do", "do_it: x = 1"]
)
def test_what_is_no_loop(words: str) -> None:
    assert found(f"{words}\nend do\n10 continue\n") == []


def test_nested_loops_come_in_the_order_of_their_beginnings() -> None:
    assert found("do i=1,2\n do j=1,2\n end do\nend do\n") == ["doi=1,2;doj=1,2;enddo;enddo", "doj=1,2;enddo"]


def test_a_loop_behind_much_else() -> None:
    assert found("x=1;" * 20 + "do i=1,2;enddo\n") == found("do = 1\n" * 20 + "do i=1,2;enddo\n") == ["doi=1,2;enddo"]


def test_loops_that_share_a_label() -> None:
    text = "      do 10 i=1,2\n      do 10 j=1,2\n   10 x=1\n      do 10 k=1,2\n   10 continue\n"
    assert found(text, "fixed-72") == ["do10i=1,2;do10j=1,2;10x=1", "do10j=1,2;10x=1", "do10k=1,2;10continue"]


def test_the_label_of_another_loop_ends_none() -> None:
    assert found("do 10 i=1,2\n20 x=1\n10 y=1\n") == ["do10i=1,2;20x=1;10y=1"]


def test_a_loop_without_an_end_is_none() -> None:
    assert found("do i=1,2\nx=1\n") == []


def test_a_head_over_lines() -> None:
    read = scan("      do i = 1,\n     & 2 ! why\n      end do\n", "", "fixed-72")
    (loop,) = loops(read)
    assert read.text[loop.start : loop.end] == read.text[6:-1]
    assert loop.procedure == -1
