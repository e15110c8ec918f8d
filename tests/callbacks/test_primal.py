"""The calls of primal procedures, with all that they are recognised by."""

from __future__ import annotations

import pytest

from rewriter.callbacks.primal import PrimalCall, primal
from rewriter.callsites.source import Source
from tests.support.small_code import known

FUNCTIONS = "function f(x);;f = x;;end;;function g(x);;g = x;;end;;"


def calls(model: str, others: str = "") -> tuple[PrimalCall, ...]:
    return known(model, others)[0].calls


def lines(model: str, others: str = "") -> list[tuple[str, int]]:
    return [(call.callee, call.line) for call in calls(model, others)]


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("call A(x);;call b", [("a", 2), ("b", 3)]),
        ("if (x > 1) call a(x)", [("a", 2)]),
        ("if (x > 1) &;;  call a(x)", [("a", 2)]),  # the line of the IF
        ("y = 1;;call a( &;;  x)", [("a", 3)]),
        ("call a(x); call b(x)", [("a", 2), ("b", 2)]),
        ("y = f(x) + h(x)", [("f", 2)]),  # h is an array for all that is known
        ("y = f(g(x))", [("g", 2), ("f", 2)]),
        ("call a(f(x))", [("f", 2), ("a", 2)]),
        ("call f(x)", [("f", 2)]),
    ],
)
def test_calls_and_references_with_their_lines(model: str, found: list[tuple[str, int]]) -> None:
    assert lines(model, FUNCTIONS) == found


def test_arguments_and_what_is_a_function() -> None:
    assert [(call.arguments, call.function) for call in calls("y = f(x + 1);;call a(x(1, 2), 'a, b')", FUNCTIONS)] == [
        (("x+1",), True),
        (("x(1,2)", ""), False),  # a string is nothing to compare
    ]


def test_loops_and_conditions_around() -> None:
    (inner, last) = calls("do i = 1, 3;;if (x .gt. 1) then;;call a(x);;else;;call b(x);;end if;;end do")
    assert (inner.loops, inner.conditions) == (("doi=1,3",), ("x>1",))
    assert (last.loops, last.conditions) == (("doi=1,3",), ("",))


START, END, LOOP = "!$AD CHECKPOINT-START;;", "!$AD CHECKPOINT-END;;", "!$AD BINOMIAL-CKP n+1 4 1;;do k = 1, 3;;"


@pytest.mark.parametrize(
    ("model", "regions"),
    [
        (f"call a(x);;{START}call a(x);;{END}call a(x)", [(), ("fragment 0",), ()]),
        (
            f"{START}call a(x);;{START}call a(x);;{END}call a(x);;{END}",
            [("fragment 0",), ("fragment 0", "fragment 1"), ("fragment 0",)],
        ),
        (
            f"{LOOP}call a(x);;{START}call a(x);;{END}end do;;call a(x)",
            [("loop 0",), ("loop 0", "fragment 1"), ()],
        ),
        ("do k = 1, 3;;call a(x);;end do", [()]),
        (f"{START}call a(x)", [()]),  # never closed
    ],
)
def test_fragments_and_binomial_loops_around(model: str, regions: list[tuple[str, ...]]) -> None:
    assert [_words(call) for call in calls(model)] == regions


def _words(call: PrimalCall) -> tuple[str, ...]:
    return tuple(f"{region.kind.name.lower()} {region.number}" for region in call.regions)


def test_regions_are_those_of_the_procedure() -> None:
    fragment = f"{START}call a(x);;{END}"
    _, everything = known(fragment, f"subroutine other(x);;{fragment}end;;")
    for name in ("top", "other"):
        (found,) = everything.found(name)
        assert [_words(call) for call in found.calls] == [("fragment 0",)]


def test_markers_and_the_numbers_that_line_may_have() -> None:
    first, second, third = calls("! a comment;;! @CKP one;;call a(x); call b(x);;! @CKP two;;y = 1;;call a(x)")
    assert [call.marker for call in (first, second, third)] == ["one", "", "two"]
    assert [call.marked for call in (first, second, third)] == [(2, 4), (3, 5), (4, 7)]


def test_procedures_by_their_simple_name() -> None:
    sources = [
        Source("src/m.f90", b"module m\ncontains\nsubroutine S(x)\ncall a(x)\nend subroutine\nend module\n"),
        Source("other.f90", b"subroutine s(y)\nend\n"),
    ]
    everything = primal(sources)
    assert [(found.name.lower(), found.simple.lower(), found.file) for found in everything.found("S")] == [
        ("m.s", "s", "m.f90"),
        ("s", "s", "other.f90"),
    ]
    assert everything.found("nowhere") == []
    assert {"m", "s", "x", "a"} <= everything.found("s")[0].words
    assert "y" not in everything.found("s")[0].words


def test_the_specific_procedures_of_generic_names() -> None:
    generic = "module {};;interface a;;{};;end interface;;end module;;"
    first = generic.format("m", "module procedure one, two;;procedure :: three")
    second = generic.format("n", "module procedure four")
    assert known("call a(x)", first + second)[1].generics == {"a": {"one", "two", "three", "four"}}


def test_names_of_c_keep_their_case() -> None:
    text = b"double F(double x) { return x; }\nvoid top(double *x) {\n  /* @CKP one */\n  a(x, F(*x));\n  A(x);\n}\n"
    (found,) = primal([Source("m.c", text)]).found("top")
    assert [(call.callee, call.line, call.marker, call.marked) for call in found.calls] == [
        *(("F", 4, "one", ()), ("a", 4, "one", ()), ("A", 5, "", ()))
    ]


RENAMED = """\
module m
  interface apply
    module procedure apply_scalar
  end interface
contains
  subroutine update(x)
  end subroutine
  subroutine apply_scalar(x)
  end subroutine
end module
subroutine top(x)
  use m, only: change => update, apply, plain => apply
  call change(x)
  call apply(x)
  call nowhere(x)
end subroutine
"""


def test_callbacks_call_a_renamed_procedure_and_a_generic_one_by_their_own_names() -> None:
    """As the callbacks that Tapenade of 2024 places itself do."""
    (top,) = primal([Source("m.f90", RENAMED.encode())]).found("top")
    assert [(call.callee, call.shown) for call in top.calls] == [
        ("change", "update"),
        ("apply", "apply_scalar"),
        ("nowhere", "nowhere"),
    ]
