"""What one specification statement says of names."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.declarations import Meaning, declared

KINDS = {"f": Meaning.FUNCTION, "v": Meaning.VALUE, "t": Meaning.TYPED}


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("real a, b(3)", "a:t b:v"),
        ("real*8 a, b(3)", "a:t b:v"),
        ("real(kind=8) a", "a:t"),
        ("real(8), dimension(:, n) :: a, b", "a:v b:v"),
        ("double precision a", "a:t"),
        ("doubleprecision a(2)", "a:v"),
        ("character*(*) a", "a:t"),
        ("character(len=8), intent(in) :: a", "a:t"),
        ("type(t) :: a, b(:)", "a:t b:v"),
        ("class(t) a", "a:t"),
        ("procedure(real), pointer :: a", "a:f"),
        ("real, external :: a", "a:f"),
        ("real, intrinsic :: a", "a:v"),
        ("external a, b", "a:f b:f"),
        ("external :: a", "a:f"),
        ("intrinsic a", "a:v"),
        ("dimension a(2), b(3)", "a:v b:v"),
        ("common /c/ a, b(3)", "a:t b:v"),
        ("common a(3) /d/ b, c(2)", "a:v b:t c:v"),
        ("allocatable a(:), b", "a:v b:t"),
        ("real a(f(3), 2), b", "a:v b:t"),
        ("real a[*], b", "a:v b:t"),
        ("real a = 1.0, b", "a:t b:t"),
        ("parameter (a = 3)", ""),
        ("associate (a => x(1, 2), b=>y)", "a:v b:v"),
        ("one: select type (a => x)", "a:v"),
        ("_rl a(3), b", "a:v b:t"),
        ("my_type a", "a:t"),
    ],
)
def test_a_declaration(statement: str, says: str) -> None:
    assert declared(statement) == {name: KINDS[kind] for name, _, kind in (one.partition(":") for one in says.split())}


@pytest.mark.parametrize(
    "statement",
    [
        "call a(b)",
        "real function f(x)",
        "end function f",
        "subroutine s(a)",
        "use m",
        "implicit none",
        "a = b(3)",
        "do i",
        "return",
        "go to a",
        "data a, b(3)",
        "interface g",
        "module procedure a",
    ],
)
def test_what_declares_nothing(statement: str) -> None:
    assert declared(statement) == {}
