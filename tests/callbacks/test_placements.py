"""Which callbacks stand where, for each shape of call."""

from __future__ import annotations

import pytest

from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.names import Names
from rewriter.callbacks.placements import CallbackSite, PlacementPlan, plan
from rewriter.callsites.source import Source
from rewriter.languages.callback import CallbackKind, Where
from rewriter.languages.instrumenting import units
from tests.support.small_code import known


def planned(*sweeps: str, model: str = "call a(x)", tapenade_runtime: bool = False) -> PlacementPlan:
    """For an adjoint procedure, or for the two of a split one."""
    procedure, everything = known(model)
    text = "".join(f"subroutine top_b{number}(x)\n{words}\nend\n" for number, words in enumerate(sweeps))
    source = Source("m_b.f90", text.replace(";;", "\n").encode())
    bodies = [unit.body for unit in units(source.scan)]
    markers = AdjointMarkers(source.text, source.scan.form)
    return plan(
        bodies, procedure, everything, Names(), markers, split=len(sweeps) > 1, tapenade_runtime=tapenade_runtime
    )


def placed(found: PlacementPlan) -> list[tuple[str, str, str]]:
    """Each callback, its side, and the statement."""
    return [
        (one.kind.name.lower(), one.where.value, one.node.words if one.node is not None else "")
        for one in found.placements
    ]


TURN = ("turn", Where.BEFORE.value)
BEHIND, BEFORE = Where.BEHIND.value, Where.BEFORE.value
REVERSED = [
    ("begin_reverse", BEFORE, "calla_b(x,xb)"),
    ("end_reverse", BEHIND, "calla_b(x,xb)"),
]


def test_a_checkpointed_call() -> None:
    found = planned("call pushreal8(x);;call a(x);;xb = 1;;call popreal8(x);;call a_b(x, xb)")
    assert found.sites == (CallbackSite("a", "m.f90", 2, "joint"),)
    assert placed(found) == [
        (*TURN, "xb=1"),
        ("snapshot_write", BEFORE, "callpushreal8(x)"),
        ("begin_advance", BEFORE, "calla(x)"),
        ("end_advance", BEHIND, "calla(x)"),
        ("snapshot_read", BEFORE, "callpopreal8(x)"),
        *REVERSED,
    ]


def test_all_callbacks_of_a_call_name_it_and_turns_name_the_procedure() -> None:
    found = planned("y = 1;;call a(x);;xb = 1;;call a_b(x, xb)", model="y = 1;;call a(x)")
    assert {(one.callee, one.file, one.line) for one in found.placements if one.kind is CallbackKind.TURN} == {
        ("top", "m.f90", 0)
    }
    assert {(one.callee, one.file, one.line) for one in found.placements if one.kind is not CallbackKind.TURN} == {
        ("a", "m.f90", 3)
    }


@pytest.mark.parametrize(
    ("adjoint", "write"),
    [
        # Nothing is popped from the turn to the call: before the turn.
        ("xb = 1;;call a_b(x, xb)", ("early_write", BEFORE, "xb=1")),
        ("xb = 1;;call popreal8(x);;call a_b(x, xb)", ("late_write", BEFORE, "calla_b(x,xb)")),
        # The turn is elsewhere.
        ("xb = 1;;if (x > 1) then;;call a_b(x, xb);;end if", ("late_write", BEFORE, "calla_b(x,xb)")),
        ("call a_b(x, xb)", ("early_write", BEFORE, "calla_b(x,xb)")),
    ],
)
def test_a_call_whose_primal_is_not_repeated(adjoint: str, write: tuple[str, str, str]) -> None:
    model = "if (x > 1) call a(x)" if "if" in adjoint else "call a(x)"
    found = planned(adjoint, model=model)
    assert [site.shape for site in found.sites] == ["joint, primal call not repeated"]
    assert placed(found)[1:] == [write, ("snapshot_read", BEFORE, "calla_b(x,xb)"), *REVERSED]


def test_a_turn_after_the_call_is_not_its_own() -> None:
    found = placed(planned("xb = 1;;call a_b(x, xb);;call pushreal8(x);;xb = 2"))
    assert [words for kind, _, words in found if kind == "turn"] == ["xb=1", "xb=2"]
    assert [words for kind, _, words in found if kind.endswith("_write")] == ["xb=1"]


SPLIT = "call a_fwd(x);;xb = 1;;call a_bwd(x, xb)"


def test_a_call_that_is_not_checkpointed() -> None:
    found = planned(SPLIT)
    assert [site.shape for site in found.sites] == ["split"]
    assert placed(found)[1:] == [
        ("begin_forward", BEFORE, "calla_fwd(x)"),
        ("end_forward", BEHIND, "calla_fwd(x)"),
        ("begin_backward", BEFORE, "calla_bwd(x,xb)"),
        ("end_backward", BEHIND, "calla_bwd(x,xb)"),
    ]


def test_tapenades_runtime_does_not_know_calls_that_are_not_checkpointed() -> None:
    found = planned(SPLIT, tapenade_runtime=True)
    assert found.sites == planned(SPLIT).sites
    assert placed(found) == [(*TURN, "xb=1")]


def test_the_two_sweeps_of_a_split_procedure_have_no_turn() -> None:
    found = planned("call a(x);;y = 1", "xb = 1;;call a_b(x, xb)")
    assert [site.shape for site in found.sites] == ["joint"]
    assert CallbackKind.TURN not in {one.kind for one in found.placements}


def test_turns_at_an_end_and_in_an_else_that_is_to_be_made() -> None:
    (end,) = planned("x = 1", model="x = 1").placements
    assert (end.kind, end.where, end.node, end.arm is not None) == (CallbackKind.TURN, Where.END, None, True)
    both = "if (x > 1) then;;call pushreal8(x);;call popreal8(x);;end if"
    assert placed(planned(both, model="x = 1"))[:2] == [
        ("turn", BEFORE, "callpopreal8(x)"),
        ("turn", Where.ELSE.value, "if(x>1)then"),
    ]


def test_sites_are_by_line_and_what_cannot_be_paired_has_no_callbacks() -> None:
    forward = "call a(x);;call pushcontrol1b(0);;else;;call b(x);;call pushcontrol1b(1)"
    backward = "call popcontrol1b(br);;if (br == 0) then;;call a_b(x, xb);;else;;call b_b(x, xb)"
    found = planned(
        f"if (x > 1) then;;{forward};;end if;;{backward};;end if",
        model="if (x > 1) then;;call a(x);;else;;call b(x);;end if",
    )
    assert [(site.callee, site.line) for site in found.sites] == [("a", 3), ("b", 5)]
    found = planned("call b(x);;xb = 1;;call b_b(x, xb)", model="call b(x);;call b(x)")
    assert found.sites == ()
    assert [miss.callee for miss in found.missed] == ["b"]
    assert placed(found) == [(*TURN, "xb=1")]
