"""Which callbacks there are, and in which order they stand."""

from __future__ import annotations

from pathlib import Path

import rewriter.runtime
from rewriter.languages.callback import CALLBACKS, CallbackKind, Placement, Where, grouped
from rewriter.languages.tree import Node

HEADER = Path(rewriter.runtime.__file__).with_name("adProfile.h")


def at(kind: CallbackKind, where: Where, node: Node | None) -> Placement:
    return Placement(kind, where, node, None, "f", "m.f90", 1)


def test_the_runtime_has_a_function_for_each() -> None:
    assert set(CALLBACKS) == set(CallbackKind)
    names = {name for names in CALLBACKS.values() for name in names}
    assert all(f"void adProfileAdj_{name}(" in HEADER.read_text() for name in names)


def test_grouped_by_statement_and_side() -> None:
    one, two = Node(0, 1, "a"), Node(0, 1, "a")
    first = at(CallbackKind.TURN, Where.BEFORE, one)
    second = at(CallbackKind.END_FORWARD, Where.BEHIND, one)
    third = at(CallbackKind.TURN, Where.BEFORE, two)
    otherwise, ended = at(CallbackKind.TURN, Where.ELSE, one), at(CallbackKind.TURN, Where.END, None)
    before, behind, others = grouped([first, second, third, otherwise, ended])
    assert (before, behind, others) == ({one: [first], two: [third]}, {one: [second]}, [otherwise, ended])


def test_what_ends_stands_before_what_begins() -> None:
    node = Node(0, 1, "a")
    kinds = [
        CallbackKind.BEGIN_ADVANCE,
        CallbackKind.SNAPSHOT_WRITE,
        CallbackKind.TURN,
        CallbackKind.EARLY_WRITE,
        CallbackKind.END_ADVANCE,
    ]
    before, _, _ = grouped(at(kind, Where.BEFORE, node) for kind in kinds)
    assert [placement.kind for placement in before[node]] == [
        CallbackKind.END_ADVANCE,
        CallbackKind.EARLY_WRITE,
        CallbackKind.TURN,
        CallbackKind.SNAPSHOT_WRITE,
        CallbackKind.BEGIN_ADVANCE,
    ]


def test_callbacks_of_one_kind_keep_their_order() -> None:
    node = Node(0, 1, "a")
    placements = [at(CallbackKind.TURN, Where.BEFORE, node)._replace(line=line) for line in (3, 1, 2)]
    assert grouped(placements)[0] == {node: placements}
