"""Calls of the adjoint compared with those of the primal: by arguments, loops and conditions, as far as all can be."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.branch_twins import twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.mapping import Comparison, _computed, _counters, _name, _subsequence
from rewriter.languages.tree import leaves
from tests.support.small_code import body, known, reader

WORDS = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=4)


@given(WORDS, WORDS)
def test_a_subsequence_is_one_of_all_choices_in_order(wanted: list[str], given: list[str]) -> None:
    ways = combinations(given, len(wanted))
    assert _subsequence(wanted, given) == any(
        all(not word or not other or word == other for word, other in zip(wanted, way, strict=True)) for way in ways
    )


@pytest.mark.parametrize(
    ("head", "counters"),
    [
        ("doi=1,3", ["i"]),
        ("do10i=1,3", ["i"]),
        ("do10,i=1,3", ["i"]),
        ("for(i=0;i<3;++i)", ["i"]),
        ("for(int i=0;i<3;++i)", ["i"]),
        ("for(unsigned long i=0;i<3;++i)", ["i"]),
        ("dowhile(k==2)", []),
        ("while(k)", []),
        ("for(;;)", []),
    ],
)
def test_the_counter_of_a_loop(head: str, counters: list[str]) -> None:
    assert _counters([head]) == counters


@pytest.mark.parametrize("argument", ["x", "x(1:2,i+1)", "x%y", "&x", "*x", "(*p).x", "x[i-1]", "_x", "f(1)"])
def test_what_names_a_variable(argument: str) -> None:
    assert not _computed(argument)


@pytest.mark.parametrize("argument", ["1", "1.0d0", "-x", "x+1", "x(1)*2", "'a'", '"a"', "x==1", "n=3", ".true."])
def test_what_is_computed_or_constant(argument: str) -> None:
    assert _computed(argument)


@pytest.mark.parametrize(
    ("argument", "name"), [("X", "x"), ("x(1)%y", "x"), ("&x[1]", "x"), ("(*p).x", "p"), ("x_1", "x_1"), ("", "")]
)
def test_the_name_of_an_argument(argument: str, name: str) -> None:
    assert _name(argument) == name


def compared(adjoint: str, model: str, others: str = "") -> list[list[int]]:
    """For each forward call of the adjoint, which of the primal's it can stand for."""
    procedure, everything = known(model, others)
    arm = body(adjoint)
    tokens = list(reader(model, others).tokens(leaves(arm)))
    comparison = Comparison(procedure.calls, procedure.words, twins([arm]), everything)
    found = comparison.found(tokens, [CallRun(number, 0) for number in range(len(procedure.calls))])
    return [[entry.call for entry in entries] for entries in found]


@pytest.mark.parametrize(
    ("adjoint", "model", "found"),
    [
        ("call a(x);;call b(x)", "call a(x);;call b(x)", [[0], [1]]),
        ("call a(x)", "call a(x);;call a(x)", [[0, 1]]),
        ("call b(x)", "call a(x);;call a(x)", []),
        # arguments
        ("call a(y)", "call a(x);;call a(y)", [[1]]),
        ("call a(X)", "call a(y);;call a(x)", [[1]]),
        ("call a(x, extra)", "call a(y);;call a(x)", [[1]]),
        ("call a(x, 2)", "call a(x, 1);;call a(x, 2)", [[1]]),
        ("call a(result1)", "call a(x);;call a(x + 1)", [[1]]),
        ("call a(t + 1)", "call a(arg1);;call b(y)", [[0]]),
        ("call a(n=x)", "call a(y);;call a(x)", [[1]]),
        ("call a(x(j))", "call a(y(i));;call a(x(i))", [[1]]),
        ("call a(z)", "call a(x);;call a(y)", [[]]),
        ("call a(result1)", "call a(abs(x));;call a(y)", [[0]]),
        # Names that contradict the order veto it.
        ("call a(y);;call a(x)", "call a(x);;call a(y)", [[1], [0]]),
        # loops
        ("do i = 1, 3;;call a(x);;end do", "call a(x);;do i = 1, 3;;call a(x);;end do", [[1]]),
        ("call a(x)", "do i = 1, 3;;call a(x);;end do;;call a(x)", [[1]]),
        ("do ii1 = 1, 3;;call a(x);;end do", "call a(x);;do i = 1, 3;;call a(x);;end do", [[0]]),  # Tapenade's own
        # Where no loop fits, the numbers still count for all calls at once: the first can only be before a(x, 1).
        (
            "do i = 1, 3;;call a(x, 2);;call a(x, 1);;end do",
            "i = 1;;call a(x, 2);;call a(x, 1);;call a(x, 2);;call a(x, 3)",
            [[0], [1]],
        ),
        # conditions
        ("if (x > 1) then;;call a(x);;end if", "call a(x);;if (x > 1) then;;call a(x);;end if", [[1]]),
        ("call a(x)", "if (x .gt. 1) call a(x);;call a(x)", [[1]]),
        ("if (x > 1) then;;call a(x);;end if", "if (x .gt. 1) call a(x);;call a(x)", [[0]]),
    ],
)
def test_what_each_call_can_stand_for(adjoint: str, model: str, found: list[list[int]]) -> None:
    assert compared(adjoint, model) == found


def test_a_specific_procedure_stands_for_its_generic_one() -> None:
    others = "module m;;interface a;;module procedure a_one, a_two;;end interface;;end module;;"
    assert compared("call a_two(x);;call b(x)", "call a(x);;call b(x)", others) == [[0], [1]]


def test_entries_may_be_excluded_and_hints_decide_last() -> None:
    procedure, everything = known("call a(x);;call a(x);;call a(x)")
    arm = body("call a(x)")
    tokens = list(reader("call a(x)").tokens(leaves(arm)))
    entries = [CallRun(number, 0) for number in range(3)]
    comparison = Comparison(procedure.calls, procedure.words, twins([arm]), everything)
    assert comparison.found(tokens, entries, lambda _, entry: entry.call > 0) == [entries[1:]]
    assert comparison.found(tokens, entries, hints=[lambda _, entry: entry.call == 1]) == [[entries[1]]]
    assert comparison.found(tokens, entries, hints=[lambda *_: False]) == [entries]
