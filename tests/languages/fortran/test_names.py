"""What names mean, from what several files say of them."""

from __future__ import annotations

import pytest

from rewriter.languages import fortran
from rewriter.languages.fortran.names import Meanings


def meanings(text: str, *others: str) -> Meanings:
    """Those in the first of these files; in each, ``;;`` ends a line."""
    scans = [fortran.scan(one.replace(";;", "\n") + "\n", ".f90", None) for one in (text, *others)]
    said = [fortran.declared(f"{n}.f90", scan) for n, scan in enumerate(scans)]
    return fortran.meanings("0.f90", scans[0], said[0], fortran.joined(said, {}, {}))


FUNCTION = "function f(x);;end function"
MODULE = "module m;;contains;;function f(x);;end function;;end module"


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("subroutine s;;end", "f"),
        ("subroutine s;;use m;;end", "m.f"),
        ("subroutine s;;use m, only: g;;end", "f"),
        ("subroutine s;;use m;;contains;;function f(x);;end;;end", "s.f"),
        ("subroutine s;;use n;;end", "m.f"),
        ("subroutine s;;use m;;external f;;end", "f"),
        ("subroutine s;;use m;;interface;;function f(x);;end;;end interface;;end", "f"),
    ],
)
def test_the_procedure_that_a_name_is(text: str, definition: str) -> None:
    found = meanings(text, FUNCTION, MODULE, "module n;;use m;;end module")
    assert found.definition(0, "f") == definition
    assert found.is_function(0, "f")


def test_a_renamed_procedure_has_its_own_name_in_its_module() -> None:
    found = meanings("subroutine s;;use m, g => f;;end", MODULE)
    assert found.definition(0, "g") == "m.f"
    assert found.definition(0, "f") == "" and not found.is_function(0, "f")


def test_modules_that_use_each_other_show_what_they_have() -> None:
    circle = ("module m;;use n;;contains;;function f(x);;end;;end module", "module n;;use m;;end module")
    assert meanings("subroutine s;;use n;;end", *circle).definition(0, "f") == "m.f"
    assert meanings("subroutine s;;use n;;end", *circle).of(0, "g") is None


def test_a_declared_name_means_that_whatever_is_elsewhere() -> None:
    found = meanings("subroutine s;;real f(2), g;;external h;;end", FUNCTION)
    assert [found.declared(0, name) for name in ("f", "g", "h", "i")] == [False, None, True, None]
    assert not found.is_function(0, "f")


@pytest.mark.parametrize(
    ("implicit", "function"),
    [
        ("", True),
        ("use elsewhere", True),
        ("use elsewhere;;implicit none", False),
        ("implicit none", True),  # as Tapenade leaves functions that it makes; nothing could make an array of it
    ],
)
def test_a_name_without_a_declaration(implicit: str, function: bool) -> None:
    assert meanings(f"subroutine s;;{implicit};;end", FUNCTION).is_function(0, "f") is function
    host = f"module n;;{implicit};;contains;;subroutine s;;end;;end module"
    assert meanings(host, FUNCTION).is_function(1, "f") is function


def test_implicit_none_of_what_is_contained_is_its_own() -> None:
    text = "subroutine s;;use elsewhere;;contains;;subroutine t;;implicit none;;end;;end"
    found = meanings(text, FUNCTION)
    assert found.is_function(0, "f") and not found.is_function(1, "f")


def test_a_procedure_can_be_called_whatever_implicit_says() -> None:
    assert meanings("subroutine s;;implicit none;;end", FUNCTION).definition(0, "f") == "f"


def test_modules_that_are_not_there_make_a_function_doubtful() -> None:
    found = meanings("subroutine s;;use gone;;end", FUNCTION)
    assert found.doubtful == set()
    assert found.is_function(0, "f")
    assert found.doubtful == {"gone"}


def test_a_name_that_a_missing_module_may_bring_is_known_if_any_file_defines_it() -> None:
    assert meanings("subroutine s;;use gone;;end", MODULE).definition(0, "f") == "f"
    assert meanings("subroutine s;;end", MODULE).definition(0, "f") == ""


def test_an_intrinsic_stays_one_unless_it_is_declared() -> None:
    function = "function sin(x);;end function"
    assert not meanings("subroutine s;;end", function).is_function(0, "sin")
    assert meanings("subroutine s;;external sin;;end", function).is_function(0, "sin")


@pytest.mark.parametrize(("name", "hindered"), [("exp", True), ("g", False)])
def test_a_generic_interface_only_adds_to_an_intrinsic(name: str, hindered: bool) -> None:
    generic = f"module m;;interface {name};;module procedure f;;end interface;;{MODULE.removeprefix('module m;;')}"
    for use, seen in (("use m", hindered), (f"use m, only: {name}", hindered), ("use m, only: f", False)):
        found = meanings(f"subroutine s;;{use};;end", generic)
        assert (found.hindrance(0, name) is not None) is seen
    assert meanings(f"subroutine s;;use m, only: {name} => f;;end", generic).hindrance(0, name) is None


@pytest.mark.parametrize("declared", ["", "external f", "real f", "interface;;function f(x);;end;;end interface"])
def test_an_argument_may_be_any_procedure(declared: str) -> None:
    text = f"subroutine s(f, x);;{declared};;contains;;subroutine t;;end;;end"
    found = meanings(text, FUNCTION)
    for unit in (0, 1):
        assert found.is_function(unit, "f") and found.definition(unit, "f") == ""
    assert meanings(text.replace("(f, x)", "(x)"), FUNCTION).definition(0, "f") == "f"
    assert not meanings("subroutine s(f);;real f(3);;end", FUNCTION).is_function(0, "f")


def test_what_a_function_is_does_not_depend_on_what_was_asked_before() -> None:
    module = "module m;;contains;;function f(x);;end function;;end module"
    host = "module n;;use m;;contains;;subroutine s(x);;real f;;y = f(x);;end subroutine;;end module"
    first, other = meanings(host, module, FUNCTION), meanings(host, module, FUNCTION)
    assert other.is_function(1, "f")
    assert first.definition(1, "f") == other.definition(1, "f") == "f", "the one that its own declaration means"
