"""What single statements of an adjoint do."""

from __future__ import annotations

import pytest

from rewriter.callbacks.names import Names
from rewriter.callbacks.sweeps import (
    Role,
    begins_forward,
    called,
    has_backward,
    pops,
    pushes,
    stacked,
    touches_stack_backward,
)
from rewriter.languages.tree import Node, leaves
from tests.support.small_code import body, c_body, reader

OTHERS = "subroutine other(x);;x = 1;;end;;function f(x);;f = x;;end;;"
READER = reader("call a(x);;y = f(x)", OTHERS)


def first(statements: str) -> Node:
    return body(statements).nodes[1]


@pytest.mark.parametrize(
    ("statement", "tokens"),
    [
        ("call a(x)", [(Role.FORWARD, "a")]),
        ("CALL A(X)", [(Role.FORWARD, "a")]),
        ("call a_nodiff(x)", [(Role.FORWARD, "a")]),
        ("call a_b(x, xb)", [(Role.REVERSE, "a")]),
        ("call a_fwd(x)", [(Role.SPLIT_FORWARD, "a")]),
        ("call a_bwd(x)", [(Role.SPLIT_BACKWARD, "a")]),
        ("call other(x)", []),  # not called by the primal
        ("call other_b(x)", [(Role.REVERSE, "other")]),  # but its adjoint may be
        ("call other_fwd(x)", []),
        ("call pushreal8(x)", []),
        ("y = f(x)", [(Role.FORWARD, "f")]),
        ("y = f(f(x))", [(Role.FORWARD, "f")] * 2),
        ("y = f_fwd(x)", [(Role.SPLIT_FORWARD, "f")]),
        ("y = a(x)", []),  # an array of that name
        ("y = x", []),
        ("if (f(x) > 1) return", []),
    ],
)
def test_calls_and_what_they_are(statement: str, tokens: list[tuple[Role, str]]) -> None:
    found = READER.tokens(leaves(body(statement)))
    assert [(token.role, token.callee) for token in found if statement[:2] != "if"] == tokens


def test_names_of_a_code_that_is_not_tapenades() -> None:
    other = reader("call a(x)", names=Names(adjoint="%_adm", forward="fwd_%", backward="bwd_%", copy="%_same"))
    roles = [
        token.role for token in other.tokens(leaves(body("call a_adm;;call fwd_a;;call bwd_a;;call a_same;;call a_b")))
    ]
    assert roles == [Role.REVERSE, Role.SPLIT_FORWARD, Role.SPLIT_BACKWARD, Role.FORWARD]


def test_roles() -> None:
    assert [role for role in Role if role.backward] == [Role.REVERSE, Role.SPLIT_BACKWARD]
    assert [role for role in Role if role.joint] == [Role.FORWARD, Role.REVERSE]


@pytest.mark.parametrize(
    ("statement", "backward"),
    [
        ("call popreal8(x)", True),
        ("call POPCONTROL1B(br)", True),
        ("call adstack_startrepeat()", True),
        ("call a_b(x, xb)", True),
        ("call a_bwd(x, xb)", True),
        ("xb = 0.0", True),
        ("call pushreal8(x)", False),
        ("call a(x)", False),
        ("call a_fwd(x)", False),
        ("x = 0.0", False),
        ("print *, xb", False),
    ],
)
def test_statements_of_a_backward_sweep(statement: str, backward: bool) -> None:
    node = first(statement)
    assert READER.is_backward(node) is backward
    assert has_backward(node, READER) is backward
    assert has_backward(first(f"do i = 1, 3;;x = 1;;{statement};;end do"), READER) is backward


def test_a_variable_of_the_primal_is_no_derivative() -> None:
    assert READER.differentiates(first("xb = 1"))
    assert not reader("xb = x").differentiates(first("XB = 1"))


@pytest.mark.parametrize("value", ["0", "0.0", "0.", ".0", "0.0d0", "0.0_8", "0.D0", "-0.0"])
def test_setting_derivatives_to_zero(value: str) -> None:
    assert READER.zeroes(first(f"xb = {value}"))
    assert READER.zeroes(first(f"do i = 1, 3;;xb(i) = {value};;yb = {value};;end do"))


@pytest.mark.parametrize(
    "statement", ["xb = 1.0", "xb = yb", "x = 0.0", "xb = 0.5", "do i = 1, 3;;xb = 0;;x = 0;;end do"]
)
def test_what_does_more_than_that(statement: str) -> None:
    assert not READER.zeroes(first(statement))


@pytest.mark.parametrize("kind", ["real8", "integer4", "complex16", "boolean", "pointer8", "real4array", "character"])
def test_pushes_and_pops(kind: str) -> None:
    push, pop = first(f"call PUSH{kind}(x)"), first(f"call pop{kind}(x)")
    assert (pushes(push), pops(push), pushes(pop), pops(pop)) == (True, False, False, True)


@pytest.mark.parametrize("statement", ["call pushcontrol1b(0)", "call pushover(x)", "x = push(1)", "call push()"])
def test_what_pushes_no_value(statement: str) -> None:
    assert not pushes(first(statement))


def test_a_branch_pushes_if_it_does_nothing_else() -> None:
    either = "if (x > 1) then;;call pushreal8(x);;call pushcontrol1b(1);;else;;call pushcontrol1b(0);;{}end if"
    assert pushes(first(either.format("")))
    assert not pushes(first(either.format("x = 1;;")))
    assert not pushes(first("if (x > 1) then;;call pushcontrol1b(1);;end if"))
    assert not pushes(first("do i = 1, 3;;call pushreal8(x);;end do"))


def test_the_values_of_a_push_whatever_their_dress() -> None:
    assert stacked(first("call pushreal8array(A(1:3), 3)")) == ("a(1:3)",)
    either = first("if (x > 1) then;;call pushreal8(x);;call pushcontrol1b(1);;else;;call pushreal8(y);;end if")
    assert stacked(either) == ("x", "y")
    dressed = c_body("pushReal8(*x); popReal8(&(*x)); pushPointer8((void**)y);")
    assert [stacked(node) for node in dressed.nodes] == [("x",), ("x",), ("y",)]


def test_what_takes_from_the_stack() -> None:
    for statement, takes in (
        ("call popreal8(x)", True),
        ("call a_bwd(x, xb)", True),
        ("do i = 1, 3;;call popreal8(x);;end do", True),
        ("call a_b(x, xb)", False),  # as high after it as before
        ("call pushreal8(x)", False),
    ):
        assert touches_stack_backward(first(statement), READER) is takes, statement


def test_which_sweep_begins_a_block() -> None:
    for statements, begins in (
        ("x = 1;;call pushreal8(x);;call popreal8(x)", True),
        ("x = 1;;call popreal8(x);;call pushreal8(x)", False),
        ("if (x > 1) then;;xb = 0;;end if;;call pushreal8(x)", False),
        ("x = 1", False),
    ):
        assert begins_forward(body(statements), READER, ()) is begins, statements
    arm = body("call a(x);;call popreal8(x)")
    assert begins_forward(arm, READER, [arm.nodes[1]]) and not begins_forward(arm, READER, [])


def test_what_is_called() -> None:
    assert [called(node) for node in body("CALL Foo(x);;x = foo(1)").nodes[1:]] == ["foo", ""]
