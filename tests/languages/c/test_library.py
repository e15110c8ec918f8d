"""Which library functions take no directive away from other calls."""

from __future__ import annotations

import pytest

from rewriter.languages.c.library import INTRINSICS
from tests.support.c_code import function, only_call


@pytest.mark.parametrize("name", sorted(INTRINSICS))
def test_a_library_function_before_a_call_leaves_it_the_directive(name: str) -> None:
    assert only_call(function(f"n = {name}(n) + it(1);"), "it").obstacle is None


@pytest.mark.parametrize("name", ["fmax", "floor", "sqrtf", "SQRT"])
def test_others_are_ordinary_calls(name: str) -> None:
    text = function(f"n = {name}(n) + it(1);")
    assert only_call(text, name).obstacle is None
    assert only_call(text, "it").obstacle is not None
