"""Program units: what they are called, where they begin and end, and what a file defines."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.structure import Structure, structure


def named(masked: str) -> list[tuple[str, str, int, int]]:
    """Path, kind, and the first and last line of each unit."""
    return [
        (unit.name, unit.kind, masked.count("\n", 0, unit.start) + 1, masked.count("\n", 0, unit.end))
        for unit in structure(masked).procedures
    ]


def read(*lines: str) -> Structure:
    return structure("".join(f"{line}\n" for line in lines))


NESTED = """\
module m
 real x
contains
 subroutine s(x)
 contains
  real function f(x)
  end function f
 end subroutine
 subroutine t
 end
end module m
program p
end program p
"""


def test_units_in_units() -> None:
    assert named(NESTED) == [
        ("m", "module", 1, 11),
        ("m.s", "subroutine", 4, 8),
        ("m.s.f", "function", 6, 7),
        ("m.t", "subroutine", 9, 10),
        ("p", "program", 12, 13),
    ]
    assert structure(NESTED).defines == {"s", "f", "t", "p"}
    assert structure(NESTED).functions == {"f"}


def test_the_owner_is_the_innermost_unit() -> None:
    found = structure(NESTED + "call z\n")

    def owner(words: str) -> str:
        index = found.owner((NESTED + "call z\n").index(words))
        return "" if index < 0 else found.procedures[index].name

    assert [owner(words) for words in (" real x", "real function", "end function f", " end sub", "end module")] == [
        "m",
        "m.s.f",
        "m.s.f",
        "m.s",
        "m",
    ]
    assert owner("call z") == ""


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        ("recursive subroutine s(a) bind(c)", "s", "subroutine"),
        ("subroutine s; x = 1", "s", "subroutine"),
        ("  10 subroutine s", "s", "subroutine"),
        ("real*8 function f(a)", "f", "function"),
        ("character*(*) function f(a)", "f", "function"),
        ("real(kind=rp) pure function f(a) result(r)", "f", "function"),
        ("type(t) function f()", "f", "function"),
        ("submodule (a:b) s", "s", "submodule"),
        ("module procedure p", "p", "procedure"),
        ("module subroutine s(a)", "s", "subroutine"),
        ("blockdata b", "b", "block data"),
        ("block data", "block_data", "block data"),
        ("subroutines(a)", "s", "subroutine"),
    ],
)
def test_headers(header: str, name: str, kind: str) -> None:
    assert [(unit.name, unit.kind) for unit in read(header, "x = 1", "end").procedures] == [(name, kind)]


@pytest.mark.parametrize(
    "line",
    [
        *("end subroutine s", "x = function f(1)", "program = 1", "call subroutine(a)", "module = 2"),
        *("a%function f(x)", "subroutine = 3", "procedure(f), pointer :: p", "my_subroutine s", "use module"),
        "print *, function f(x)",
    ],
)
def test_what_is_no_header(line: str) -> None:
    assert not read(line).procedures


def test_headers_that_cpp_alternatives_repeat_count_once() -> None:
    assert [unit.name for unit in read("subroutine s(a)", "subroutine s(a, b)", "x = 1", "end").procedures] == ["s"]
    # Another one's header ends what has no CONTAINS.
    assert named("subroutine s\nsubroutine t\nend\n") == [
        ("s", "subroutine", 1, 1),
        ("t", "subroutine", 2, 3),
    ]


def test_ends() -> None:
    assert named("subroutine s\n enddo = 1\n end = 2\n end(1) = 3\n end%a = 4\nend ; subroutine t\nend\n") == [
        ("s", "subroutine", 1, 6),
        ("t", "subroutine", 6, 7),
    ]
    # One that closes nothing is passed over, one that closes more closes all that is in it.
    assert named("subroutine s\nend module\nx = 1\nend\n") == [("s", "subroutine", 1, 4)]
    assert named("module m\ncontains\nsubroutine s\nend module\n") == [
        ("m", "module", 1, 4),
        ("m.s", "subroutine", 3, 4),
    ]
    assert named("subroutine s\nx = 1\n") == [("s", "subroutine", 1, 2)]


def test_interfaces_hold_no_units_but_a_generic_name_is_defined() -> None:
    found = read(
        "module m",
        "interface norm",
        " module procedure norm1, norm2",
        "end interface",
        "interface",
        " subroutine other(a)",
        " end subroutine",
        " real function outside(a)",
        " end function",
        "end interface",
        "interface operator(+)",
        " module procedure add",
        "end interface",
        "interface run",
        " procedure :: go",
        "end interface",
        "contains",
        "real function norm1(a)",
        "end function",
        "subroutine go",
        "end",
        "end module",
    )
    assert [unit.name for unit in found.procedures] == ["m", "m.norm1", "m.go"]
    assert found.defines == {"norm", "norm1", "run", "go"}
    assert found.functions == {"norm", "norm1", "outside"}


def test_entries_are_defined_and_are_functions_in_a_function() -> None:
    found = read("function f(a)", "entry g(a)", "end", "subroutine s", "entry t", "entry = 1", "end")
    assert found.defines == {"f", "g", "s", "t"}
    assert found.functions == {"f", "g"}
    assert [unit.name for unit in found.procedures] == ["f", "s"]


def test_functions_that_name_their_result() -> None:
    assert read("function f(a) result(r)", "end", "function g(result)", "end").results == {"f"}
