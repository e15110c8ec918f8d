"""What Tapenade does first of a statement, and so what a directive before it acts upon."""

from __future__ import annotations

import pytest

from rewriter.callsites.source import Source
from rewriter.languages.obstacle import Code
from tests.support.other_files import defining, together

OTHERS = defining(functions="f g h")


def obstacles(statement: str, *declarations: str) -> dict[str, Code | None]:
    """Of each callee of a statement, why no directive reaches it."""
    lines = ["subroutine top(x, y)", *declarations, statement, "end subroutine", ""]
    source = Source("m.f90", "\n".join(lines).encode())
    sites = source.sites(together(source, OTHERS))
    return {site.callee: site.obstacle.code if site.obstacle else None for site in sites}


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("call f(h(x) + 1, y)", "h"),
        ("call f(max(h(x), 1), y)", "f"),
        ("call f(a(i + 1), h(x))", "h"),
        ("y = abs(f(x)) + g(x)", "g"),
        ("y = g(f(x), n + 1)", "f"),
        ("y = erf(f(x)) + g(x)", "f"),
        ("y = a(g(x)) + f(x)", "g"),
        ("a(g(x)) = f(x)", "g"),
        ("y = sin(x) + f(x) * g(x)", "f"),
    ],
)
def test_the_call_that_is_first_can_be_switched(statement: str, first: str) -> None:
    assert [callee for callee, code in obstacles(statement).items() if code is None] == [first]


@pytest.mark.parametrize(
    "statement",
    ["y = erf(x) + f(x)", "y = g(n + 1, f(x))", "y = hypot(x, 1.) + f(x)", "call f(h(n + 1))", "call f((1., 2.), x)"],
)
def test_what_is_computed_first_takes_the_directive(statement: str) -> None:
    assert set(obstacles(statement).values()) == {Code.COMPUTED}


def test_no_directive_reaches_into_min_max_or_abs() -> None:
    assert obstacles("y = 2 * max(f(x), abs(g(x)))") == {"f": Code.INLINED, "g": Code.INLINED}
    assert obstacles("y = abs(f(x)) + g(x)") == {"f": Code.NOT_FIRST, "g": None}


@pytest.mark.parametrize(
    ("argument", "plain"),
    [
        ("(/ i, m(j) /)", True),
        ("(/ i + 1, j /)", False),
        ("[i, j]", True),
        ("[i, j + 1]", False),
        ("m(iand(i, 7))", True),
        ("iand(i, 7)", False),
        ("o%index(i)", True),
        ("o%b(int(r))", True),
        ("-abs(i)", True),
        ("amax0(i, j)", False),
        ("3habc", False),
    ],
)
def test_arguments_that_are_expressions(argument: str, plain: bool) -> None:
    assert obstacles(f"call f({argument}, x)") == {"f": None if plain else Code.COMPUTED}


@pytest.mark.parametrize(
    "declaration", ["external e", "external :: d, e", "real, external :: e", "real :: e\ne(z) = z"]
)
def test_functions_that_are_only_declared_are_computed(declaration: str) -> None:
    found = obstacles("call f(e(r), x)", declaration)
    assert found["f"] is (Code.NOT_FIRST if "e" in found else Code.COMPUTED)
    assert obstacles("call f(e(r), x)", "real :: e(10)", "e(z) = z") == {"f": None}


def test_a_statement_function_stays_in_an_expression() -> None:
    assert obstacles("y = e(x) + f(x)", "real :: e\ne(z) = z") == {"f": None}
    assert obstacles("y = e(x) + f(x)", "external e") == {"e": Code.UNKNOWN, "f": Code.NOT_FIRST}


def test_a_structure_is_constructed_before_the_call() -> None:
    assert obstacles("call f(point(r), x)", "type point", "real a", "end type") == {"f": Code.COMPUTED}
    assert obstacles("call f(point(r), x)") == {"f": None}
