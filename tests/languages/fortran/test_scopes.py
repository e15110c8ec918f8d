"""What the units of one file say of names."""

from __future__ import annotations

import pytest

from rewriter.languages import fortran
from rewriter.languages.fortran.declarations import Meaning
from rewriter.languages.fortran.scopes import Scope, Use, included, use


def scopes(text: str) -> dict[str, Scope]:
    """The scopes by the names of their units; ``""`` for the file."""
    scan = fortran.scan(text.replace(";;", "\n") + "\n", ".f90", None)
    said = fortran.declared("m.f90", scan).scopes
    return {scan.procedures[unit].name if unit >= 0 else "": scope for unit, scope in said.items()}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", Use("m", only=False, names={})),
        ("only: a, b => c", Use("m", only=True, names={"a": "a", "b": "c"})),
        ("only:", Use("m", only=True, names={})),
        ("b => c", Use("m", only=False, names={"b": "c"})),
        ("only: operator(.x.), assignment(=), a", Use("m", only=True, names={"a": "a"})),
        ("only: operator(.x.) => operator(.y.)", Use("m", only=True, names={})),
    ],
)
def test_a_use(rest: str, expected: Use) -> None:
    assert use("m", rest) == expected


@pytest.mark.parametrize(
    "words", ["use m", "use :: m", "use, intrinsic :: m", "use, non_intrinsic :: m", "i = 1; use m"]
)
def test_how_a_use_is_written(words: str) -> None:
    assert [one.module for one in scopes(f"subroutine s;;{words};;end")["s"].uses] == ["m"]


def test_a_module_declares_and_contains() -> None:
    scope = scopes("module m;;real a(2), b;;contains;;function f();;real c(2);;end;;subroutine s;;end;;end module")["m"]
    assert scope.own == {
        "a": Meaning.VALUE,
        "b": Meaning.TYPED,
        "f": Meaning.FUNCTION,
        "s": Meaning.SUBROUTINE,
    }


def test_components_of_a_type_and_headers_in_an_interface_are_no_names_of_the_module() -> None:
    text = (
        "module m;;type t;;real a(2);;end type;;interface;;function f(x);;real x(2);;end function;;end interface;;end"
    )
    scope = scopes(text)["m"]
    assert scope.own == {"f": Meaning.FUNCTION, "t": Meaning.VALUE}
    assert scope.interfaces == {"f"}


@pytest.mark.parametrize(
    ("access", "seen"),
    [
        ("", "a b"),
        ("private", ""),
        ("private;;public a", "a"),
        ("private a", "b"),
        ("private :: b", "a"),
        ("public;;private a", "b"),
        ("private;;real, public :: c(2)", "c"),
        ("real, private :: c(2)", "a b"),
    ],
)
def test_what_a_module_shows(access: str, seen: str) -> None:
    scope = scopes(f"module m;;{access};;real a(2), b(2);;end module")["m"]
    assert [name for name in ("a", "b", "c") if name in scope.own and scope.shows(name)] == seen.split()


def test_a_type_with_a_generic_interface_of_its_name_is_a_function() -> None:
    text = (
        "module m;;interface t;;module procedure f;;end interface;;type t;;end type;;contains;;function f();;end;;end"
    )
    assert scopes(text)["m"].own == {"f": Meaning.FUNCTION, "t": Meaning.FUNCTION}


def test_a_submodule_belongs_to_its_module() -> None:
    text = "submodule (m:n) k;;real a(2);;contains;;module procedure p;;end procedure;;end submodule"
    assert scopes(text)["k"].ancestor == "m"


def test_what_stands_in_no_unit_is_of_the_file() -> None:
    assert scopes("real a(2)")[""].own == {"a": Meaning.VALUE}


def test_files_that_are_included() -> None:
    text = "#include \"a.h\"\n  include 'b.inc'\n# include <c.h>\ninclude \"d\"\n! include 'no'\nx = 'include'\n"
    assert [name for name, _ in included(text, text)] == ["a.h", "b.inc", "c.h", "d"]
