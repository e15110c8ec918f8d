"""Which pushes and pops are the snapshot of a call."""

from __future__ import annotations

import pytest

from rewriter.callbacks.snapshots import pop_run, push_run, snapshot
from tests.support.small_code import body, leaf, reader

READER = reader("call a(x);;y = x")


def found(statements: str) -> tuple[str, str, int]:
    """Where the snapshot is written and read, and how many values it has."""
    arm = body(statements)
    write, read, values = snapshot(leaf(arm, "calla(x)"), leaf(arm, "calla_b(x,xb)"), READER)
    return write.words, read.words, values


LOOK, AGAIN = "call adstack_startrepeat();;", "call adstack_resetrepeat();;call adstack_endrepeat();;"
NOTED = "if (allocated(x)) then;;call pushreal8(x);;call pushcontrol1b(1);;else;;call pushcontrol1b(0);;end if;;"
ASKED = "call popcontrol1b(br);;if (br == 1) then;;call popreal8(x);;end if;;"
PUSH, POP = "call pushreal8({});;", "call popreal8({});;"
X, Y, Z = (PUSH.format(name) for name in "xyz")
POP_X, POP_Y, POP_Z = (POP.format(name) for name in "xyz")
CALL, REVERSE = "call a(x);;", "call a_b(x, xb)"


@pytest.mark.parametrize(
    ("statements", "snapshot"),
    [
        (f"{X}{CALL}{POP_X}{REVERSE}", ("callpushreal8(x)", "callpopreal8(x)", 1)),
        (f"{X}{Y}{CALL}{POP_Y}{POP_X}{REVERSE}", ("callpushreal8(x)", "callpopreal8(y)", 2)),
        (f"{X}{Y}{CALL}{POP_Y}{POP_Z}{REVERSE}", ("calla(x)", "calla_b(x,xb)", 0)),
        # The one before belongs to something else.
        (f"{Z}{X}{CALL}{POP_X}{REVERSE}", ("callpushreal8(x)", "callpopreal8(x)", 1)),
        (f"{X}{CALL}{POP_Z}{POP_X}{REVERSE}", ("callpushreal8(x)", "callpopreal8(x)", 1)),
        (f"{X}{Y}{CALL}{POP_X}{REVERSE}", ("calla(x)", "calla_b(x,xb)", 0)),
        # Derivatives are set to zero between; anything else ends it.
        (f"{X}{CALL}{POP_X}xb = 0.0_8;;{REVERSE}", ("callpushreal8(x)", "callpopreal8(x)", 1)),
        (f"{X}{CALL}{POP_X}xb = yb;;{REVERSE}", ("calla(x)", "calla_b(x,xb)", 0)),
        (f"{X}y = 1;;{CALL}{POP_X}{REVERSE}", ("calla(x)", "calla_b(x,xb)", 0)),
        # Values that are looked at first are read there.
        (f"{X}{CALL}{LOOK}{POP_X}{AGAIN}{REVERSE}", ("callpushreal8(x)", "calladstack_startrepeat()", 1)),
        # A branch around an allocatable array, with its control.
        (f"{NOTED}{CALL}{ASKED}{REVERSE}", ("if(allocated(x))then", "callpopcontrol1b(br)", 1)),
    ],
)
def test_the_snapshot_of_a_pair(statements: str, snapshot: tuple[str, str, int]) -> None:
    assert found(statements) == snapshot


def test_a_label_ends_a_run_of_pushes_as_jumps_lead_to_it() -> None:
    arm = body(f"{X}10 {Y}{CALL}{REVERSE}")
    assert [node.words for node in push_run(leaf(arm, "calla(x)"))] == ["callpushreal8(y)"]
    arm = body(f"{X}{Y}10 {CALL}{REVERSE}")
    assert push_run(leaf(arm, "calla(x)")) == []


def test_runs_are_in_the_order_of_the_text_and_stay_in_their_block() -> None:
    arm = body(f"{X}if (x > 1) then;;{Y}{Z}{CALL}end if;;{POP_X}if (x > 1) then;;{POP_Z}{POP_Y}{REVERSE};;end if")
    assert [node.words for node in push_run(leaf(arm, "calla(x)"))] == ["callpushreal8(y)", "callpushreal8(z)"]
    looked, run = pop_run(leaf(arm, "calla_b(x,xb)"), READER)
    assert looked is None
    assert [node.words for node, _ in run] == ["callpopreal8(z)", "callpopreal8(y)"]
    assert all(node is first for node, first in run)
