"""What markers say of calls, and what they leave of what the order of calls allows."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from rewriter.callbacks.branch_twins import twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.evidence import Evidence
from rewriter.callbacks.mapping import Comparison
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.sweeps import Token
from rewriter.callsites.source import Source
from rewriter.languages.instrumenting import units
from rewriter.languages.tree import leaves
from tests.support.small_code import known, reader

PLAIN = "call a(x);;call a(x);;call a(x)"  # on lines 2, 3 and 4
NAMED = "! @CKP one;;call a(x);;! @CKP two;;call a(x);;! @CKP two;;call a(x)"  # on lines 3, 5 and 7, as counted 2 to 4


class Weighed(NamedTuple):
    tokens: list[Token]
    evidence: Evidence
    entries: list[CallRun]

    @property
    def named(self) -> list[list[int] | None]:
        """For each call of the adjoint, which of the primal's its marker allows; None where there is no marker."""
        return [
            [entry.call for entry in self.entries if self.evidence.fits(token, entry)]
            if self.evidence.names(token)
            else None
            for token in self.tokens
        ]


def weighed(adjoint: str, model: str) -> Weighed:
    procedure, everything = known(model)
    source = Source("m_b.f90", f"subroutine top_b(x)\n{adjoint}\nend\n".replace(";;", "\n").encode())
    (unit,) = units(source.scan)
    tokens = list(reader(model).tokens(leaves(unit.body)))
    comparison = Comparison(procedure.calls, procedure.words, twins([unit.body]), everything)
    evidence = Evidence(tokens, comparison, AdjointMarkers(source.text, source.scan.form))
    return Weighed(tokens, evidence, [CallRun(number, 0) for number in range(len(procedure.calls))])


@pytest.mark.parametrize(
    ("adjoint", "model", "named"),
    [
        ("call a(x);;call a_b(x)", PLAIN, [None, None]),
        ("!$AD LINE 3;;call a(x);;!$AD LINE 4;;call a_b(x)", PLAIN, [[1], [2]]),
        ("!$AD LINE 3;;call a_fwd(x)", PLAIN, [None]),  # Tapenade's marker there is that of another call
        ("!$AD LINE 9;;call a(x)", PLAIN, [[]]),
        # The lines of a source with comments, as Tapenade counts them; or all of one without.
        ("!$AD LINE 2;;call a(x);;!$AD LINE 3;;call a(x)", NAMED, [[0], [1]]),
        ("!$AD LINE 3;;call a(x);;!$AD LINE 7;;call a(x)", NAMED, [[0], [2]]),
        # Names: of several calls that bear it any, and not before the adjoint call.
        ("! @CKP one;;call a(x)", NAMED, [[0]]),
        ("! @CKP two;;call a(x)", NAMED, [[1, 2]]),
        ("! @CKP one;;call a_b(x)", NAMED, [None]),
        ("! @CKP other;;call a(x)", NAMED, [None]),
        ("! @CKP one;;! @CKP other;;call a(x)", NAMED, [[0]]),
        ("! @CKP one;;call a(x)", f"{NAMED};;call a(x)", [None]),  # one call of it has no marker
        # Before the snapshot, or before the IF that has become a block.
        ("! @CKP one;;call pushreal8(x);;call a(x)", NAMED, [[0]]),
        ("! @CKP one;;if (x > 1) then;;call pushreal8(x);;call a(x);;end if", NAMED, [[0]]),
        ("! @CKP one;;if (x > 1) then;;y = 1;;call a(x);;end if", NAMED, [None]),
        ("! @CKP one;;if (x > 1) then;;y = 1;;else;;call a(x);;end if", NAMED, [None]),
        # Both: what neither speaks against.
        ("! @CKP two;;!$AD LINE 4;;call a(x)", NAMED, [[2]]),
        ("! @CKP one;;!$AD LINE 4;;call a(x)", NAMED, [[]]),
    ],
)
def test_which_calls_the_markers_name(adjoint: str, model: str, named: list[list[int] | None]) -> None:
    found = weighed(adjoint, model)
    assert found.named == named
    assert bool(found.evidence) is (named != [None] * len(named))


def test_without_a_marker_everything_fits() -> None:
    found = weighed("call a(x)", PLAIN)
    assert all(found.evidence.fits(found.tokens[0], entry) for entry in found.entries)


def left(adjoint: str, by_order: list[int], marked: list[int]) -> tuple[list[int], str]:
    """What is left of what one call may stand for, and why if it is nothing."""
    found = weighed(adjoint, NAMED)
    order, obeyed = ([[CallRun(number, 0) for number in numbers]] for numbers in (by_order, marked))
    ((*entries,),) = found.evidence.weighed(found.tokens, order, obeyed)
    return [entry.call for entry in entries], found.evidence.contradiction(found.tokens[0])


def test_markers_decide_what_the_order_leaves_open_and_nothing_is_left_where_they_contradict_it() -> None:
    assert left("!$AD LINE 3;;call a(x)", [0, 1], [1]) == ([1], "")
    assert left("! @CKP two;;call a(x)", [0, 1, 2], [2]) == ([2], "")
    assert left("call a(x)", [0, 1], [1]) == ([1], "")  # markers of others decided
    assert left("call a(x)", [0], []) == ([0], "")
    assert left("call a(x)", [], []) == ([], "")
    assert left("!$AD LINE 3;;call a(x)", [0], []) == (
        [],
        "its marker ($AD LINE 3) contradicts the order of calls (line 3)",
    )
    assert left("! @CKP one;;!$AD LINE 2;;call a(x)", [1, 2], [0]) == (
        [],
        "its marker ($AD LINE 2 and @CKP one) contradicts the order of calls (line 5, 7)",
    )
    assert left("call a(x)", [1, 2], [0])[1] == (
        "its marker (that of another call) contradicts the order of calls (line 5, 7)"
    )
