"""Intrinsic functions, by what Tapenade makes of a reference."""

from __future__ import annotations

from rewriter.languages.fortran.intrinsics import COMPUTED, IN_PLACE, INLINED, INTRINSICS
from rewriter.languages.fortran.standard import STANDARD


def test_each_is_of_one_sort() -> None:
    assert not INLINED & IN_PLACE and not INLINED & COMPUTED and not IN_PLACE & COMPUTED


def test_the_standard_functions_of_reals_are_all_known() -> None:
    others = {"move_alloc", "adjustl", "adjustr", "trim"}  # a subroutine, and what gives character strings
    assert STANDARD - others <= INTRINSICS | INLINED
