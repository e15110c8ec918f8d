"""An obstacle: a code for decisions, words for people; which of them an option overcomes, by real Tapenade."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rewriter.callsites.listing import sites
from rewriter.languages.obstacle import BY_OPTION, MACRO, UNKNOWN, Code, Obstacle, obstacle
from rewriter.tools.tapenade import Tapenade, differentiate


def test_the_long_words_begin_with_the_short_ones() -> None:
    made = obstacle(Code.LAYOUT, "layout", ": no room")
    assert made == Obstacle(Code.LAYOUT, "layout", "layout: no room")
    assert str(made) == "layout: no room"


def test_without_more_to_say_both_are_alike() -> None:
    made = obstacle(Code.DEEP, "deep")
    assert (made.short, made.long) == ("deep", "deep")


def test_those_of_every_language() -> None:
    assert (UNKNOWN.code, MACRO.code) == (Code.UNKNOWN, Code.MACRO)
    assert "none of the files given defines it" in str(UNKNOWN)


FORTRAN_CALLEES = """
subroutine changed?(x, y)
real x, y
y = sin(x)*y
y = y*y
end subroutine
real function value?(x, y)
real x, y
y = sin(x)*y
y = y*y
value? = x*y
end function
"""
C_CALLEE = "double value?(double *x, double *y) { *y = sin(*x) * *y; *y = *y * *y; return *x * *y; }\n"
FORTRAN = {
    Code.COMPUTED: "call changed?(x + 1., y)",
    Code.NOT_FIRST: "y = other(x, y) + value?(x, y)",
    Code.HEADER: "if (value?(x, y) > 0.) y = 2.*y",
    Code.NO_ASSIGNMENT: "print *, value?(x, y)",
    Code.INLINED: "y = max(value?(x, y), 0.)",
    Code.DO_LABEL: "do 10 i = 1, 3\n10 if (i > 2) call changed?(x, y)",
    Code.LAYOUT: "y = x*y; & ! why\ncall changed?(x, y)",
}
C = {
    Code.COMPUTED: "*y = value?(x + 0, y);",
    Code.NOT_FIRST: "*y = other(x, y) + value?(x, y);",
    Code.HEADER: "if (value?(x, y) > 0.) *y = 2. * *y;",
    Code.DECLARATION: "double z = value?(x, y); *y = z;",
    Code.INLINED: "*y = fabs(value?(x, y));",
    Code.FIRST_IN_DO: "int i = 0; do { value?(x, y); i++; } while (i < 3);",
}


def fortran(number: int, words: str) -> str:
    """A caller and what it calls."""
    caller = f"subroutine top?(x, y)\nreal x, y, value?, other\n{words}\nend subroutine{FORTRAN_CALLEES}"
    return caller.replace("?", str(number))


def c(number: int, words: str) -> str:
    """Likewise."""
    return f"{C_CALLEE}void top?(double *x, double *y) {{ {words} }}\n".replace("?", str(number))


SOURCES = {
    "m.f90": [*map(fortran, range(len(FORTRAN)), FORTRAN.values()), FORTRAN_CALLEES.replace("value?", "other")],
    "m.c": ["#include <math.h>\n", C_CALLEE.replace("value?", "other"), *map(c, range(len(C)), C.values())],
}


@pytest.mark.parametrize(("name", "cases"), [("m.f90", FORTRAN), ("m.c", C)])
def test_what_an_option_overcomes(
    name: str, cases: dict[Code, str], tapenade_releases: list[Tapenade], tmp_path: Path
) -> None:
    (tmp_path / name).write_text("".join(SOURCES[name]).replace("?", "_of_none"))
    meant = {
        f"top{number}": (f"{'value' if 'value?' in words else 'changed'}{number}", code)
        for number, (code, words) in enumerate(cases.items())
    }
    listed = sites([tmp_path / name], root=tmp_path).sites
    assert {
        (s.procedure, (s.callee, s.obstacle.code)) for s in listed if s.obstacle and s.obstacle.code is not Code.LIBRARY
    } == set(meant.items())
    assert all(s.obstacle.by_option for s in listed if s.obstacle and s.obstacle.code in cases)
    heads = " ".join(f"{top}(y)/(x)" for top in meant)
    split = ["-nocheckpoint", " ".join(callee for callee, _ in meant.values())]
    for release, tapenade in enumerate(tapenade_releases):
        for options, sweep in (([], "b"), (split, "fwd")):
            output = tmp_path / f"ad{release}{sweep}"
            differentiate(tapenade, [tmp_path / name], ["-reverse", "-head", heads, *options], output)
            calls = {(s.procedure.lower(), s.callee.lower()) for s in sites([output], root=output).sites}
            made = {one for one in calls if re.fullmatch(r"top.*>(value|changed)\d_(b|fwd)", ">".join(one))}
            assert made == {(f"{top}_b", f"{callee}_{sweep}") for top, (callee, _) in meant.items()}


def test_what_no_name_reaches_an_option_does_not() -> None:
    assert not UNKNOWN.by_option and not MACRO.by_option
    assert BY_OPTION.isdisjoint({Code.METHOD, Code.METHOD_ARGUMENT, Code.LIBRARY, Code.SENTINEL, Code.MACRO_ARGUMENT})


def test_all_that_an_option_overcomes_was_measured() -> None:
    assert {*FORTRAN, *C} == BY_OPTION
