"""The procedures of a Fortran file as blocks and statements."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import scan
from rewriter.languages.fortran.blocks import units
from rewriter.languages.tree import Arm, Node
from tests.support.small_code import body, leaf


def outline(arm: Arm) -> list[object]:
    """The words of its statements; of a block a list: the kind, then for each arm its condition and its statements."""
    return [
        node.words if not node.arms else [node.kind, *((inner.words, outline(inner)) for inner in node.arms)]
        for node in arm.nodes
    ]


def inner(statements: str) -> list[object]:
    """The outline of a subroutine without its heading."""
    return outline(body(statements))[1:]


def only(statement: str) -> Node:
    """The one statement of a subroutine."""
    (_, found) = body(statement).nodes
    return found


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            "if (a == 1) then;;x = 1;;else if (b) then;;else;;y = 1;;end if",
            ["branch", ("a==1", ["x=1"]), ("b", []), ("", ["y=1"])],
        ),
        ("if (a(1)) x = 1", ["branch", ("a(1)", ["x=1"])]),
        ("select case (n);;case (1, 2);;x = 1;;case default;;end select", ["branch", ("1,2", ["x=1"]), ("", [])]),
        ("do i = 1, 2;;x = 1;;end do", ["loop", ("doi=1,2", ["x=1"])]),
        ("do;;exit;;enddo", ["loop", ("do", ["exit"])]),
        ("do while (a);;end do", ["loop", ("dowhile(a)", [])]),
        ("outer: do i = f(1, 2), 3;;exit outer;;end do outer", ["loop", ("doi=f(1,2),3", ["exitouter"])]),
        ("where (a > 0);;x = 1;;elsewhere;;x = 2;;end where", ["block", ("where(a>0)", ["x=1"]), ("", ["x=2"])]),
        ("associate (z => x(1));;z = 1;;end associate", ["block", ("associate(z=>x(1))", ["z=1"])]),
        ("block;;x = 1;;end block", ["block", ("block", ["x=1"])]),
    ],
)
def test_blocks(statements: str, expected: list[object]) -> None:
    assert inner(f"{statements};;z = 1") == [expected, "z=1"]


def test_loops_that_share_a_label_end_together() -> None:
    assert inner("do 10 i = 1, 2;;do 10, j = 1, 2;;10 x = 1;;y = 1") == [
        ["loop", ("do10i=1,2", [["loop", ("do10,j=1,2", ["x=1"])]])],
        "y=1",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "dot=f(a,b)",
        "do10i=f(1,2)",
        "done=[1,2]",
        "where(a>0)x=1",
        "forall(i=1:2)x(i)=1",
        "if(n)10,20,30",
        "endif=1",
        "case(1)=2",
    ],
)
def test_what_opens_and_closes_nothing(statement: str) -> None:
    assert inner(f"{statement};;y = 1") == [statement, "y=1"]


def test_a_call_and_what_it_references() -> None:
    node = only("10 call f(g(x, 1), a%b(2))")
    assert (node.words, node.label, node.target) == ("callf(g(x,1),a%b(2))", "10", "")
    assert node.called is not None
    assert (node.called.name, node.called.arguments) == ("f", ("g(x,1)", "a%b(2)"))
    assert [reference.name for reference in node.references] == ["g", "b", "f"], "the innermost first"
    method = only("call a(1)%run").called
    assert method is not None and (method.name, method.arguments) == ("a(1)%run", ())


def test_a_call_whose_parentheses_only_cpp_can_balance_is_one() -> None:
    called = only("call f(a, &;;#ifdef C;;  b);;#else;;  c);;#endif".replace("b)", "b) &")).called
    assert called is not None and called.name == "f"


@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("x = 1", "x"),
        ("x(1)%y(2) = f(3)", "x"),
        ("called(i) = f(x)", "called"),
        ("callback = f(x)", "callback"),
        ("x == 1", ""),
        ("read (1) x", ""),
        ("p => q", "p"),
    ],
)
def test_the_target_of_an_assignment(statement: str, target: str) -> None:
    node = only(statement)
    assert (node.target, node.called) == (target, None)


def test_the_name_of_an_assigned_array_that_begins_as_a_call_does() -> None:
    assert [reference.name for reference in only("called(i) = f(x)").references] == ["called", "f"]


def test_declarations_reference_nothing() -> None:
    assert not only("real x(10), y(n)").references
    assert not only("parameter (n = f(1))").references
    assert only("realistic = f(1)").references


def test_a_statement_is_movable_that_has_its_lines_for_itself() -> None:
    def movable(text: str) -> dict[str, bool]:
        return {node.words: node.movable for node in body(text).nodes[1:]}

    assert movable("a = 1; b = 2;;c = 3 ! why;;d = f( &;;  1)") == {
        "a=1": False,
        "b=2": False,
        "c=3": True,
        "d=f(1)": True,
    }
    arm = body("x = 1; if (a) b = 1;;if (c) d = 1")
    assert (leaf(arm, "b=1").movable, leaf(arm, "d=1").movable) == (False, True)


def test_the_arm_of_a_one_line_if_wants_a_block() -> None:
    (block,) = body("if (a) b = 1").nodes[1:]
    assert (block.arms[0].unbraced, block.words) == (True, "if(a)b=1")


def test_where_blocks_and_their_arms_stop() -> None:
    text = "subroutine s\nif (a) then\n x = 1\nelse\n y = 1\nend if\ncontains\nsubroutine t\nz = 1\nend\nend\n"
    first, second = units(scan(text, ".f90"))
    assert (first.name, second.name) == ("s", "s.t")
    assert text[first.start : first.end] == text
    assert text[first.body.stop :].startswith("contains")
    assert text[second.body.stop :].startswith("end\nend")
    (_, block) = first.body.nodes
    assert text[block.start : block.end].endswith("end if")
    assert [text[arm.stop :].split("\n")[0] for arm in block.arms] == ["else", "end if"]


def test_a_unit_without_statements_of_its_own_is_left_out() -> None:
    assert [unit.name for unit in units(scan("x = 1\n", ".f90"))] == []
