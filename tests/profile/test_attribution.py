"""Sites of a profile found again in the primal, or refused with candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.listing import Listing, sites
from rewriter.profile.attribution import attributed
from rewriter.profile.calltree import Site
from tests.support.call_trees import site

MAIN = """\
subroutine main(x)
  real :: x
  if (x > 0) &
    call f(x, &
      x)
  call g(x); call g(x)
  call f(x, x)
  call g(x)
end subroutine main
subroutine f(x, y)
  real :: x, y
  x = x*y
end subroutine f
subroutine g(x)
  real :: x
  x = x*x
end subroutine g
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "main.f90").write_text(MAIN)
    return tmp_path


def listed(tree: Path) -> Listing:
    return sites([tree], root=tree)


def found(tree: Path, one: Site) -> str | list[str]:
    """The id, or the reason and the ids of the candidates."""
    result = attributed([one], listed(tree))
    if result.placed:
        return result.placed[0].id
    return [result.unplaced[0].reason, *(call.id for call in result.unplaced[0].candidates)]


def test_the_line_is_any_of_the_statement(tree: Path) -> None:
    for line in (3, 4, 5):
        assert found(tree, site("f", line, "main.f90")) == "main.f90::main>f#1"
    assert found(tree, site("F", 7, "main.f90")) == "main.f90::main>f#2"
    assert found(tree, site("g", 8, "main.f90")) == "main.f90::main>g#3"


def test_what_is_not_certain_is_refused(tree: Path) -> None:
    assert found(tree, site("g", 6, "main.f90")) == [
        "several calls of g may be line 6 of main.f90",
        "main.f90::main>g#1",
        "main.f90::main>g#2",
    ]
    # Tapenade's number for what stands after the semicolon of line 6
    assert found(tree, site("g", 7, "main.f90")) == ["no call of g on line 7 of main.f90", "main.f90::main>g#2"]
    assert found(tree, site("f", 0, "main.f90")) == [
        "no call of f on line 0 of main.f90",
        "main.f90::main>f#1",
        "main.f90::main>f#2",
    ]
    assert found(tree, site("f_specific", 7, "main.f90")) == [
        "main.f90 has no call of f_specific",
        "main.f90::main>f#2",
    ]
    assert found(tree, site("f", 7, "other.f90")) == ["no file other.f90 with calls among the sources"]


def test_a_preprocessed_file_is_not_its_source(tree: Path) -> None:
    assert found(tree, site("f", 7, "main.f")) == [
        "main.f is not among the sources; its lines may not be those of main.f90",
        "main.f90::main>f#1",
        "main.f90::main>f#2",
    ]


def test_a_call_that_cpp_made_is_its_macro(tmp_path: Path) -> None:
    lines = ['#include "exch.h"', "      SUBROUTINE STEP(x)", *["      _EXCH_XY( x )"] * 2, "      END", ""]
    (tmp_path / "step.F").write_text("\n".join(lines))
    assert found(tmp_path, site("exch_xy_rl", 4, "step.F")) == "step.F::step>_exch_xy#2"
    assert isinstance(found(tmp_path, site("exch_xy_rl", 5, "step.F")), list)


def test_two_files_of_one_name(tree: Path) -> None:
    (tree / "below").mkdir()
    (tree / "below" / "main.f90").write_text(MAIN.replace("  call f(x, x)\n", ""))
    # Only one of the two calls f on line 7, but the other calls it too.
    assert found(tree, site("f", 7, "main.f90")) == ["several files named main.f90 call f", "main.f90::main>f#2"]


def test_two_sites_that_fit_one_call(tree: Path) -> None:
    result = attributed([site("f", 3, "main.f90"), site("f", 4, "main.f90"), site("f", 7, "main.f90")], listed(tree))
    assert set(result.placed) == {2}
    assert set(result.unplaced) == {0, 1}


def test_c_calls_are_told_by_case_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(
        "void F(void) {}\ndouble g(void) { return 1; }\nvoid h(void)\n{\n  F();\n  g() + g();\n}\n"
    )
    assert found(tmp_path, site("F", 5, "a.c")) == "a.c::h>F#1"
    assert found(tmp_path, site("f", 5, "a.c"))[0] == "a.c has no call of f"
    assert found(tmp_path, site("g", 6, "a.c"))[0] == "several calls of g may be line 6 of a.c"


def test_a_callee_goes_by_its_own_name_where_use_renames_it_or_an_interface_hides_it(tmp_path: Path) -> None:
    (tmp_path / "m.f90").write_text(
        "module m\n  interface both\n    module procedure one, two\n  end interface\ncontains\n"
        "  subroutine one(x)\n  end subroutine\n  subroutine two(x)\n  end subroutine\nend module\n"
        "subroutine top(x)\n  use m, only: first => one, both\n  call first(x)\n  call both(x)\nend subroutine\n"
    )
    assert found(tmp_path, site("one", 13, "m.f90")) == "m.f90::top>first#1"
    assert found(tmp_path, site("TWO", 14, "m.f90")) == "m.f90::top>both#1"
    assert found(tmp_path, site("two", 13, "m.f90")) != "m.f90::top>first#1"
