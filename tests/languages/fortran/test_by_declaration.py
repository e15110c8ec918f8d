"""Functions that declarations before a statement make of names."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.by_declaration import functions


def found(text: str) -> tuple[set[str], set[str]]:
    masked = "subroutine s\n" + text.replace(";;", "\n") + "\nend\n"
    both = functions(masked, 0, len(masked))
    return set(both.computed), set(both.in_place)


@pytest.mark.parametrize(
    ("text", "computed", "in_place"),
    [
        ("external f, g", {"f", "g"}, set()),
        ("real, external :: f", {"f"}, set()),
        ("type t;;real a;;end type", {"t"}, set()),
        ("type, public :: t;;end type", {"t"}, set()),
        ("type(t) a", set(), set()),
        ("real f;;f(x) = x", set(), {"f"}),
        ("real f(3);;f(i) = x", set(), set()),
        ("real f;;dimension f(3);;f(i) = x", set(), set()),
        ("f(i) = x", set(), set()),
        ("real f;;f(1) = x", set(), set()),
    ],
)
def test_functions(text: str, computed: set[str], in_place: set[str]) -> None:
    assert found(text) == (computed, in_place)


def test_of_another_procedure_only_types_count() -> None:
    masked = "subroutine a\nexternal f\ntype t\nend type\nend\nsubroutine b\nend\n"
    assert functions(masked, masked.index("subroutine b"), len(masked)).computed == {"t"}
