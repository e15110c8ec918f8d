"""Statements of a procedure in order, in reverse, and what is around them."""

from __future__ import annotations

import pytest

from rewriter.languages.tree import Node, conditions_around, leaves, leaves_of, loops_around, mirrored
from tests.support.small_code import body, c_body, leaf

NESTED = "a=1;;if (p) then;;b=1;;do i=1,2;;c=1;;d=1;;enddo;;else;;e=1;;f=1;;endif;;g=1"


def words(nodes: list[Node]) -> str:
    return "".join(node.words[0] for node in nodes if "=" in node.words)


def test_statements_in_the_order_of_the_text() -> None:
    assert words(list(leaves(body(NESTED)))) == "abcdefg"


def test_a_backward_sweep_has_the_last_first_but_alternatives_in_their_own_order() -> None:
    assert words(list(mirrored(body(NESTED)))) == "gdcbfea"


def test_the_statements_below_one() -> None:
    branch = next(node for node in body(NESTED).nodes if node.kind == "branch")
    assert words(list(leaves_of(branch))) == "bcdef"
    single = leaf(body(NESTED), "a=1")
    assert list(leaves_of(single)) == [single]


def test_deep_blocks_are_no_trouble() -> None:
    deep = c_body("{" * 5_000 + "f(x);" + "}" * 5_000)
    assert [node.words for node in leaves(deep)] == ["f(x)"] == [node.words for node in mirrored(deep)]


def test_loops_and_conditions_around_a_statement() -> None:
    arm = body("do i=1,2;;if (a.lt.b) then;;do while (c.NE.d);;x=1;;enddo;;else;;y=1;;endif;;enddo")
    assert loops_around(leaf(arm, "x=1")) == ("doi=1,2", "dowhile(c.ne.d)")
    assert conditions_around(leaf(arm, "x=1")) == ("a<b",)
    assert conditions_around(leaf(arm, "y=1")) == ("",)
    assert loops_around(arm.nodes[0]) == ()


@pytest.mark.parametrize("old", ["eq ==", "ne /=", "lt <", "le <=", "gt >", "ge >="])
def test_conditions_of_fortran_77_are_spelt_anew(old: str) -> None:
    word, new = old.split()
    arm = body(f"if (a.{word}.b.and.c) then;;x=1;;endif")
    assert conditions_around(leaf(arm, "x=1")) == (f"a{new}b.and.c",)
