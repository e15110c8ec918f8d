"""Alternatives after their branch, which the others jump over."""

from __future__ import annotations

from rewriter.callbacks.jumps import is_jumped_over, stretch
from tests.support.small_code import body, c_body, leaf

BEHIND = "y = 1;;if (k > 1) then;;y = 2;;goto 100;;end if;;y = 3;;if (k > 0) then;;y = 4;;end if;;100 y = 5;;y = 6"


def test_what_a_jump_leads_over_has_conditions_that_are_not_around_it() -> None:
    arm = body(BEHIND)
    assert [is_jumped_over(leaf(arm, f"y={n}")) for n in range(1, 7)] == [False, False, True, True, False, False]


def test_a_stretch_ends_behind_a_jump_and_before_a_label() -> None:
    arm = body(BEHIND)
    top = [stretch(leaf(arm, f"y={n}")) for n in (1, 3, 5, 6)]
    assert len(set(top)) == 3
    assert top[2] == top[3]
    assert stretch(leaf(arm, "y=4")) not in top


def test_in_c() -> None:
    arm = c_body("if (k) { y = 2; goto label100; } y = 3; label100: y = 5;")
    assert [is_jumped_over(leaf(arm, f"y={n}")) for n in (2, 3, 5)] == [False, True, False]
