"""Which form a file is read in, and its calls together with its function references."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.form import scan
from tests.support.other_files import references

FIXED = "C a comment\n      call f(a,\n     &       b)\n"
FREE = "  x = 1\n  call f(a, & ! a comment\n       b)\n"
EITHER = "      call f(a)\n"
WIDE = "      call f(".ljust(80, "a") + ")\n"


@pytest.mark.parametrize(
    ("text", "suffix", "form"),
    [
        (FIXED, ".f", "fixed-72"),
        (FIXED, ".f90", "fixed-72"),
        (FIXED, ".F90", "fixed-72"),
        (FREE, ".f90", "free"),
        (FREE, ".f", "free"),
        ("C a comment\n      x = 1\n", ".f90", "fixed-72"),
        ("      call f(a,\n     &       b)\nC a comment\n", ".f90", "fixed-72"),
        (EITHER, ".f", "fixed-72"),
        (EITHER, ".F", "fixed-72"),
        (EITHER, ".f90", "free"),
        (EITHER, ".F95", "free"),
        (EITHER, ".inc", "fixed-72"),
        (WIDE, ".f", "fixed-132"),
        ("", ".f03", "free"),
        ("", ".for", "fixed-72"),
    ],
)
def test_the_form_is_the_usual_one_unless_another_explains_more(text: str, suffix: str, form: str) -> None:
    assert scan(text, suffix).form == form


def test_a_form_that_is_given_is_not_doubted() -> None:
    assert scan(FREE, ".f90", "fixed-72").form == "fixed-72"
    assert scan(FIXED, ".f", "free").problems


def test_statements_in_the_first_columns_are_not_of_fixed_form() -> None:
    assert scan("x = 1\nend\n", ".f").form == "free"
    assert scan("   10 x = 1\n      end\n", ".f").form == "fixed-72"


def test_what_a_scan_holds() -> None:
    text = "real function f(x)\n  f = g(x)\n  call s\nend\n"
    read = scan(text, ".f90")
    assert (read.text, len(read.masked), read.problems) == (text, len(text), [])
    assert [procedure.name for procedure in read.procedures] == ["f"]
    assert read.defines == read.functions == {"f"}
    assert [call.callee for call in read.calls] == ["s"]


def test_references_are_those_to_known_functions() -> None:
    read = scan("subroutine t(x)\n  y = G(x) + h(x)\n  call s(x)\nend\n", ".f90")
    assert [call.callee for call in references(read, "g s")] == ["g", "s"]
    assert references(read, "u") is read.calls
