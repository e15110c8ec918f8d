"""From the calls of an adjoint procedure to the callbacks around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.names import Names
from rewriter.callbacks.pairs import Missed, Pair, paired
from rewriter.callbacks.primal import Primal, PrimalCall, PrimalProcedure
from rewriter.callbacks.sweeps import Reader, touches_stack_backward
from rewriter.callbacks.turns import Turn, turns
from rewriter.languages.callback import CallbackKind, Placement, Where
from rewriter.languages.tree import Arm, Node


class CallbackSite(NamedTuple):
    """A call of the adjoint that is instrumented."""

    callee: str
    file: str
    line: int
    shape: str
    """``joint``, ``joint, primal call not repeated`` or ``split``."""


@dataclass(frozen=True, slots=True)
class PlacementPlan:
    """What is done to the adjoint of one procedure."""

    sites: tuple[CallbackSite, ...]
    missed: tuple[Missed, ...]
    placements: tuple[Placement, ...]


def plan(
    bodies: Sequence[Arm],
    procedure: PrimalProcedure,
    primal: Primal,
    names: Names,
    markers: AdjointMarkers,
    *,
    split: bool,
    tapenade_runtime: bool,
) -> PlacementPlan:
    """The callbacks for an adjoint procedure: ``bodies`` is its one body or, where it is ``split``, both of its sweeps.

    ``tapenade_runtime``: only the callbacks that Tapenade's own runtime knows, hence none for split calls.
    """
    reader = Reader(procedure, names, primal, bodies)
    pairs, missed = paired(bodies, reader, procedure.calls, primal, markers)
    forward = {pair.forward.node for pair in pairs if pair.forward is not None}
    places = [] if split else [turn for body in bodies for turn in turns(body, reader, forward)]
    placements = [_turn(turn, procedure) for turn in places]
    sites: list[CallbackSite] = []
    for pair in pairs:
        shape, around = _around(pair, places, reader, tapenade_runtime=tapenade_runtime)
        sites.append(CallbackSite(pair.call.shown, pair.call.file, pair.call.line, shape))
        placements += around
    sites.sort(key=lambda site: site.line)
    return PlacementPlan(tuple(sites), tuple(missed), tuple(placements))


def _around(
    pair: Pair, places: Sequence[Turn], reader: Reader, *, tapenade_runtime: bool
) -> tuple[str, list[Placement]]:
    """The shape of a site, and its callbacks."""
    if not pair.reverse.role.joint:
        return "split", [] if tapenade_runtime else _split(pair)
    if pair.forward is not None:
        return "joint", _joint(pair)
    return "joint, primal call not repeated", _alone(pair, places, reader)


def _turn(turn: Turn, procedure: PrimalProcedure) -> Placement:
    name, file = procedure.simple, procedure.file
    if turn.before is not None:
        return Placement(CallbackKind.TURN, Where.BEFORE, turn.before, None, name, file, 0)
    if turn.arm is not None:
        return Placement(CallbackKind.TURN, Where.END, None, turn.arm, name, file, 0)
    return Placement(CallbackKind.TURN, Where.ELSE, turn.without_else, None, name, file, 0)


def _placement(kind: CallbackKind, where: Where, node: Node, call: PrimalCall) -> Placement:
    return Placement(kind, where, node, None, call.shown, call.file, call.line)


def _joint(pair: Pair) -> list[Placement]:
    if pair.forward is None or pair.snapshot is None:
        return []
    call = pair.call
    return [
        _placement(CallbackKind.SNAPSHOT_WRITE, Where.BEFORE, pair.snapshot.write, call),
        _placement(CallbackKind.BEGIN_ADVANCE, Where.BEFORE, pair.forward.node, call),
        _placement(CallbackKind.END_ADVANCE, Where.BEHIND, pair.forward.node, call),
        _placement(CallbackKind.SNAPSHOT_READ, Where.BEFORE, pair.snapshot.read, call),
        _placement(CallbackKind.BEGIN_REVERSE, Where.BEFORE, pair.reverse.node, call),
        _placement(CallbackKind.END_REVERSE, Where.BEHIND, pair.reverse.node, call),
    ]


def _alone(pair: Pair, places: Sequence[Turn], reader: Reader) -> list[Placement]:
    """Before the turn where nothing was taken from the stack since, so that the stack is as high as at the call."""
    node, call = pair.reverse.node, pair.call
    write = _placement(CallbackKind.LATE_WRITE, Where.BEFORE, node, call)
    for turn in places:
        if turn.before is not None and turn.before.parent is node.parent and node.parent is not None:
            first, last = node.parent.place(turn.before), node.parent.place(node)
            if first > last:
                continue
            early = not any(touches_stack_backward(other, reader) for other in node.parent.nodes[first:last])
            kind, place = (CallbackKind.EARLY_WRITE, turn.before) if early else (CallbackKind.LATE_WRITE, node)
            write = _placement(kind, Where.BEFORE, place, call)
    return [
        write,
        _placement(CallbackKind.SNAPSHOT_READ, Where.BEFORE, node, call),
        _placement(CallbackKind.BEGIN_REVERSE, Where.BEFORE, node, call),
        _placement(CallbackKind.END_REVERSE, Where.BEHIND, node, call),
    ]


def _split(pair: Pair) -> list[Placement]:
    if pair.forward is None:
        return []
    call = pair.call
    return [
        _placement(CallbackKind.BEGIN_FORWARD, Where.BEFORE, pair.forward.node, call),
        _placement(CallbackKind.END_FORWARD, Where.BEHIND, pair.forward.node, call),
        _placement(CallbackKind.BEGIN_BACKWARD, Where.BEFORE, pair.reverse.node, call),
        _placement(CallbackKind.END_BACKWARD, Where.BEHIND, pair.reverse.node, call),
    ]
