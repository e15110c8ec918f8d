"""Profiling callbacks as values: which there are, and where one is to be placed."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from rewriter.languages.tree import Arm, Node


class CallbackKind(enum.IntEnum):
    """The callbacks, in the order in which they stand where several are placed before one statement."""

    END_ADVANCE = 0
    END_REVERSE = 1
    END_FORWARD = 2
    END_BACKWARD = 3
    EARLY_WRITE = 4
    """The three callbacks of a call whose primal is not repeated, where they stand before the turn."""
    TURN = 5
    LATE_WRITE = 6
    """The same three, where they cannot stand before the turn."""
    SNAPSHOT_READ = 7
    BEGIN_REVERSE = 8
    SNAPSHOT_WRITE = 9
    BEGIN_ADVANCE = 10
    BEGIN_FORWARD = 11
    BEGIN_BACKWARD = 12


CALLBACKS = {
    CallbackKind.END_ADVANCE: ("endAdvance",),
    CallbackKind.END_REVERSE: ("endReverse",),
    CallbackKind.END_FORWARD: ("endForward",),
    CallbackKind.END_BACKWARD: ("endBackward",),
    CallbackKind.EARLY_WRITE: ("SNPWrite", "beginAdvance", "endAdvance"),
    CallbackKind.TURN: ("turn",),
    CallbackKind.LATE_WRITE: ("SNPWrite", "beginAdvance", "endAdvance"),
    CallbackKind.SNAPSHOT_READ: ("SNPRead",),
    CallbackKind.BEGIN_REVERSE: ("beginReverse",),
    CallbackKind.SNAPSHOT_WRITE: ("SNPWrite",),
    CallbackKind.BEGIN_ADVANCE: ("beginAdvance",),
    CallbackKind.BEGIN_FORWARD: ("beginForward",),
    CallbackKind.BEGIN_BACKWARD: ("beginBackward",),
}
"""The names of the C functions, after ``adProfileAdj_``."""


class Where(enum.Enum):
    """On which side of a statement, or where in a block."""

    BEFORE = "before"
    BEHIND = "behind"
    END = "end"
    ELSE = "else"


class Placement(NamedTuple):
    """One callback (three for a write that has no primal call) and its place."""

    kind: CallbackKind
    where: Where
    node: Node | None
    arm: Arm | None
    callee: str
    file: str
    line: int
    """0 for a turn, which has none."""


def grouped(
    placements: Iterable[Placement],
) -> tuple[dict[Node, list[Placement]], dict[Node, list[Placement]], list[Placement]]:
    """Those before and those after each statement, in the order in which they are to stand; and all others."""
    before: dict[Node, list[Placement]] = {}
    behind: dict[Node, list[Placement]] = {}
    others: list[Placement] = []
    for placement in sorted(placements, key=lambda placement: placement.kind):
        if placement.node is not None and placement.where is Where.BEFORE:
            before.setdefault(placement.node, []).append(placement)
        elif placement.node is not None and placement.where is Where.BEHIND:
            behind.setdefault(placement.node, []).append(placement)
        else:
            others.append(placement)
    return before, behind, others
