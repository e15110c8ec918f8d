"""From the calls of an adjoint procedure to the callbacks around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rewriter.callbacks import expected
from rewriter.callbacks.controls import twins
from rewriter.callbacks.expected import Entry
from rewriter.callbacks.mapping import Comparison
from rewriter.callbacks.names import Names
from rewriter.callbacks.primal import Primal, PrimalCall, Procedure
from rewriter.callbacks.snapshots import Snapshot, snapshot
from rewriter.callbacks.sweeps import Reader, Role, Token, touches_stack_backward
from rewriter.callbacks.turns import Turn, turns
from rewriter.languages.callback import Kind, Placement, Where
from rewriter.languages.tree import Arm, Node, leaves


class Site(NamedTuple):
    """A call of the adjoint that is instrumented."""

    callee: str
    file: str
    line: int
    shape: str
    """``joint``, ``joint, primal call not repeated`` or ``split``."""


class Missed(NamedTuple):
    """A call of the adjoint that is not, and why."""

    node: Node | None
    callee: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to the adjoint of one procedure."""

    sites: tuple[Site, ...]
    missed: tuple[Missed, ...]
    placements: tuple[Placement, ...]


class _Pair(NamedTuple):
    call: PrimalCall
    reverse: Token
    forward: Token | None
    snapshot: Snapshot | None


def plan(
    bodies: Sequence[Arm], procedure: Procedure, primal: Primal, names: Names, *, split: bool, tapenade_runtime: bool
) -> Plan:
    """The callbacks for an adjoint procedure: ``bodies`` is its one body or, where it is ``split``, both of its sweeps.

    ``tapenade_runtime``: only the callbacks that Tapenade's own runtime knows, hence none for split calls.
    """
    reader = Reader(procedure, names, primal)
    tokens = [token for body in bodies for token in reader.tokens(leaves(body))]
    of_node: dict[Node, list[Token]] = {}
    for token in tokens:
        of_node.setdefault(token.node, []).append(token)
    known = twins(bodies)
    back = [
        token
        for body in reversed(bodies)
        for leaf in known.mirrored(body)
        for token in of_node.get(leaf, ())
        if token.role.backward
    ]
    ahead = [token for token in tokens if not token.role.backward]
    missed: list[Missed] = []
    calls = procedure.calls
    mapping = Comparison(calls, procedure.words, known, primal.generics)
    back_to = mapping.found(back, expected.backward(calls))
    of_entry = {found[0]: token for token, found in zip(back, back_to, strict=True) if len(found) == 1}

    def fits(token: Token, entry: Entry) -> bool:
        """Whether it is split or not as the adjoint call that it belongs to is."""
        other = of_entry.get(entry)
        return other is None or (token.role is Role.FORWARD) == (other.role is Role.REVERSE)

    def saved(token: Token, entry: Entry) -> bool:
        """Whether the snapshot before it is what is read before the adjoint call."""
        return entry in of_entry and snapshot(token.node, of_entry[entry].node, reader).values > 0

    ahead_to = mapping.found(ahead, expected.forward(calls), fits, [saved])
    for token, found in zip(back, back_to, strict=True):
        if len(found) != 1:
            lines = ", ".join(str(calls[entry.call].line) for entry in found)
            reason = f"its primal call can be any of those on lines {lines}" if found else "no call in the primal fits"
            missed.append(Missed(token.node, token.callee, reason))
    unclear = {entry for found in ahead_to if len(found) > 1 for entry in found}
    order = {id(token): number for number, token in enumerate(tokens)}
    forward_of = {found[0]: token for token, found in zip(ahead, ahead_to, strict=True) if len(found) == 1}
    pairs: list[_Pair] = []
    placements: list[Placement] = []
    sites: list[Site] = []
    for entry, token in of_entry.items():
        call = calls[entry.call]
        if token.callee != call.callee.lower():
            call = call._replace(callee=token.callee)  # the specific procedure of a generic one
        before = forward_of.get(entry)
        if before is None and entry in unclear:
            reason = "which call of the forward sweep belongs to it is not certain"
            missed.append(Missed(token.node, token.callee, reason))
        elif before is not None and (order[id(before)] > order[id(token)] or before.role.joint is not token.role.joint):
            missed.append(Missed(token.node, token.callee, "its primal call does not stand before it"))
        elif before is None and token.role is Role.SPLIT_BACKWARD:
            missed.append(Missed(token.node, token.callee, "the call of its forward sweep is not to be found"))
        else:
            found_snapshot = (
                snapshot(before.node, token.node, reader) if before is not None and token.role.joint else None
            )
            pairs.append(_Pair(call, token, before, found_snapshot))
    pairs = _nested(pairs, order)
    forward = {pair.forward.node for pair in pairs if pair.forward is not None}
    places = [] if split else [turn for body in bodies for turn in turns(body, reader, forward)]
    placements += (_turn(turn, procedure) for turn in places)
    for pair in sorted(pairs, key=lambda pair: -order[id(pair.reverse)]):
        reason = _immovable(pair)
        if reason:
            missed.append(Missed(pair.reverse.node, pair.call.callee, reason))
            continue
        if pair.reverse.role is Role.SPLIT_BACKWARD:
            sites.append(Site(pair.call.callee, pair.call.file, pair.call.line, "split"))
            placements += [] if tapenade_runtime else _split(pair)
        elif pair.forward is not None:
            sites.append(Site(pair.call.callee, pair.call.file, pair.call.line, "joint"))
            placements += _joint(pair)
        else:
            sites.append(Site(pair.call.callee, pair.call.file, pair.call.line, "joint, primal call not repeated"))
            placements += _alone(pair, places, reader)
    sites.sort(key=lambda site: site.line)
    return Plan(tuple(sites), tuple(missed), tuple(placements))


# -- which calls belong together -----------------------------------------------------------------------


def _nested(pairs: list[_Pair], order: dict[int, int]) -> list[_Pair]:
    """Pairs that do not cross one another, as checkpoints are last in, first out.

    Of two that cross, the primal call of the one with the smaller snapshot, else of the first one, is another run of
    the primal: in a fragment, or in the advance of a binomial loop.
    """
    result = list(pairs)
    changed = True
    while changed:
        changed = False
        for one in result:
            for other in result:
                if _cross(one, other, order):
                    weaker = min(
                        one,
                        other,
                        key=lambda pair: (pair.snapshot.values if pair.snapshot else 0, order[id(pair.forward)]),
                    )
                    result[result.index(weaker)] = weaker._replace(forward=None, snapshot=None)
                    changed = True
                    break
            if changed:
                break
    return result


def _cross(one: _Pair, other: _Pair, order: dict[int, int]) -> bool:
    if one.forward is None or other.forward is None or one is other:
        return False
    if _exclusive(one.forward.node, other.forward.node) or _exclusive(one.reverse.node, other.reverse.node):
        return False
    begin, end = order[id(one.forward)], order[id(one.reverse)]
    return begin < order[id(other.forward)] < end < order[id(other.reverse)]


def _exclusive(one: Node, other: Node) -> bool:
    """Whether they are in different alternatives of a branch."""
    arms = {id(arm.owner): arm for arm in _around(one) if arm.owner is not None and arm.owner.kind == "branch"}
    return any(arm is not arms.get(id(arm.owner), arm) for arm in _around(other))


def _around(node: Node) -> Iterable[Arm]:
    arm = node.parent
    while arm is not None:
        yield arm
        arm = arm.owner.parent if arm.owner is not None else None


# -- where the callbacks go ----------------------------------------------------------------------------


def _immovable(pair: _Pair) -> str:
    nodes = [pair.reverse.node]
    if pair.forward is not None:
        nodes.append(pair.forward.node)
    if pair.snapshot is not None:
        nodes += [pair.snapshot.write, pair.snapshot.read]
    return "" if all(node.movable for node in nodes) else "it shares a line with other statements"


def _turn(turn: Turn, procedure: Procedure) -> Placement:
    name, file = procedure.simple, procedure.file
    if turn.before is not None:
        return Placement(Kind.TURN, Where.BEFORE, turn.before, None, name, file, 0)
    if turn.arm is not None:
        return Placement(Kind.TURN, Where.END, None, turn.arm, name, file, 0)
    return Placement(Kind.TURN, Where.ELSE, turn.without_else, None, name, file, 0)


def _placement(kind: Kind, where: Where, node: Node, call: PrimalCall) -> Placement:
    return Placement(kind, where, node, None, call.callee, call.file, call.line)


def _joint(pair: _Pair) -> list[Placement]:
    if pair.forward is None or pair.snapshot is None:
        return []
    call = pair.call
    return [
        _placement(Kind.SNAPSHOT_WRITE, Where.BEFORE, pair.snapshot.write, call),
        _placement(Kind.BEGIN_ADVANCE, Where.BEFORE, pair.forward.node, call),
        _placement(Kind.END_ADVANCE, Where.BEHIND, pair.forward.node, call),
        _placement(Kind.SNAPSHOT_READ, Where.BEFORE, pair.snapshot.read, call),
        _placement(Kind.BEGIN_REVERSE, Where.BEFORE, pair.reverse.node, call),
        _placement(Kind.END_REVERSE, Where.BEHIND, pair.reverse.node, call),
    ]


def _alone(pair: _Pair, places: Sequence[Turn], reader: Reader) -> list[Placement]:
    """Before the turn where nothing was taken from the stack since, so that the stack is as high as at the call."""
    node, call = pair.reverse.node, pair.call
    write = _placement(Kind.LATE_WRITE, Where.BEFORE, node, call)
    for turn in places:
        if turn.before is not None and turn.before.parent is node.parent and node.parent is not None:
            siblings = node.parent.nodes
            between = siblings[siblings.index(turn.before) : siblings.index(node)]
            if siblings.index(turn.before) > siblings.index(node):
                continue
            early = not any(touches_stack_backward(other, reader) for other in between)
            kind, place = (Kind.EARLY_WRITE, turn.before) if early else (Kind.LATE_WRITE, node)
            write = _placement(kind, Where.BEFORE, place, call)
    return [
        write,
        _placement(Kind.SNAPSHOT_READ, Where.BEFORE, node, call),
        _placement(Kind.BEGIN_REVERSE, Where.BEFORE, node, call),
        _placement(Kind.END_REVERSE, Where.BEHIND, node, call),
    ]


def _split(pair: _Pair) -> list[Placement]:
    if pair.forward is None:
        return []
    call = pair.call
    return [
        _placement(Kind.BEGIN_FORWARD, Where.BEFORE, pair.forward.node, call),
        _placement(Kind.END_FORWARD, Where.BEHIND, pair.forward.node, call),
        _placement(Kind.BEGIN_BACKWARD, Where.BEFORE, pair.reverse.node, call),
        _placement(Kind.END_BACKWARD, Where.BEHIND, pair.reverse.node, call),
    ]
