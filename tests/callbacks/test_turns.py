"""Where the sweeps of an adjoint meet."""

from __future__ import annotations

import pytest

from rewriter.callbacks.names import Names
from rewriter.callbacks.sweeps import Reader
from rewriter.callbacks.turns import turns
from rewriter.languages.tree import Arm, leaves
from tests.support.small_code import body, c_body, known, reader

READER = reader("call a(x)")


def found(arm: Arm) -> list[str]:
    """The statement that each turn is before, or what it is at the end of, or the branch that has no ELSE."""
    forward = {token.node for token in READER.tokens(leaves(arm)) if not token.role.backward}
    told = []
    for turn in turns(arm, READER, forward):
        if turn.before is not None:
            told.append(turn.before.words)
        elif turn.arm is not None:
            owner = turn.arm.owner
            told.append("end" if owner is None else f"end of {owner.words}: {turn.arm.words}")
        elif turn.without_else is not None:
            told.append(f"no else: {turn.without_else.words}")
    return told


PUSH, POP, BACK = "call pushreal8(x);;", "call popreal8(x);;", "call a_b(x, xb);;"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (f"{PUSH}call a(x);;{POP}{BACK}", ["callpopreal8(x)"]),
        (f"call a(x);;{BACK}", ["calla_b(x,xb)"]),
        ("call a(x);;xb = yb;;yb = 0", ["xb=yb"]),
        (f"x = 1;;do i = 1, 3;;{POP}end do", ["doi=1,3"]),
        (f"{PUSH}if (x > 1) then;;{POP}end if", ["if(x>1)then"]),
        # There is one even without a backward sweep, before a jump away.
        ("x = 1", ["end"]),
        ("x = 1;;return", ["return"]),
        ("x = 1;;goto 10", ["goto10"]),
        # Both sweeps in each alternative: a turn in each.
        (f"if (x > 1) then;;{PUSH}{POP}else;;{PUSH}xb = 1;;end if", ["callpopreal8(x)", "xb=1"]),
        (f"if (x > 1) then;;{PUSH}{POP}else;;x = 2;;end if", ["callpopreal8(x)", "end of if(x>1)then: "]),
        (f"if (x > 1) then;;{PUSH}{POP}end if", ["callpopreal8(x)", "no else: if(x>1)then"]),
        # A loop of independent iterations.
        (f"x = 1;;do i = 1, 3;;{PUSH}{POP}end do", ["callpopreal8(x)"]),
        # A fragment that is run again in the backward sweep.
        (f"call a(x);;{POP}call a(x);;{BACK}", ["callpopreal8(x)", "calla_b(x,xb)"]),
        (f"call a(x);;{POP}{PUSH}{POP}", ["callpopreal8(x)"] * 2),
        (f"call a(x);;{POP}x = 1;;{BACK}", ["callpopreal8(x)"]),
    ],
)
def test_turns(statements: str, told: list[str]) -> None:
    arm = body(statements)
    assert [words for words in found(arm) if words != "end"] == [words for words in told if words != "end"]
    assert ("end" in found(arm)) is ("end" in told)


def test_only_the_actions_of_a_binomial_loop_that_turn_have_a_turn() -> None:
    cases = f"select case (action);;case (1);;x = 1;;case (2);;{PUSH}{POP}end select"
    assert found(body(cases)) == ["callpopreal8(x)"]
    plain = cases.replace("action", "kind")
    assert found(body(plain)) == ["end of selectcase(kind): 1", "callpopreal8(x)"]


def test_turns_of_c() -> None:
    assert found(c_body("a(x); a_b(x, xb);")) == ["a_b(x,xb)"]
    assert found(c_body("x = 1; return;")) == ["return"]
    assert found(c_body("x = 1; return *x;")) == ["return*x"]
    assert found(c_body("x = 1; returned = 2;")) == ["end"]


@pytest.mark.parametrize("made", ["allocate(wb(3));;wb = 0.0;;", "pb => xb;;"])
def test_making_room_for_derivatives_is_no_backward_sweep(made: str) -> None:
    procedure, everything = known("call a(x)")
    arm = body(f"{made}{PUSH}call a(x);;{POP}{BACK}")
    (turn,) = turns(arm, Reader(procedure, Names(), everything, [arm]), ())
    assert turn.before is not None
    assert turn.before.words == "callpopreal8(x)"
