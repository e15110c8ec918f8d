"""Each adjoint call with the primal call that was checkpointed for it, and with its place in the primal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rewriter.callbacks import call_order
from rewriter.callbacks.branch_twins import Twins, twins
from rewriter.callbacks.call_order import Entry
from rewriter.callbacks.evidence import Evidence
from rewriter.callbacks.mapping import Comparison
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.primal import PrimalCall
from rewriter.callbacks.snapshots import Snapshot, snapshot
from rewriter.callbacks.sweeps import Reader, Role, Token
from rewriter.languages.tree import Arm, Node, leaves


class Pair(NamedTuple):
    """The two calls of one call site, or of one run of it where the adjoint has several."""

    call: PrimalCall
    reverse: Token
    forward: Token | None
    """None where the primal call is not repeated."""
    snapshot: Snapshot | None


class Missed(NamedTuple):
    """A call of the adjoint that is not, and why."""

    node: Node | None
    callee: str
    reason: str


def paired(
    bodies: Sequence[Arm],
    reader: Reader,
    calls: Sequence[PrimalCall],
    generics: Mapping[str, Collection[str]],
    markers: AdjointMarkers,
) -> tuple[list[Pair], list[Missed]]:
    """The pairs of an adjoint procedure, the last adjoint call first, and the adjoint calls that belong to none."""
    known = twins(bodies)
    tokens = [token for body in bodies for token in reader.tokens(leaves(body))]
    order = {id(token): number for number, token in enumerate(tokens)}
    back = list(_backward(bodies, tokens, known))
    ahead = [token for token in tokens if not token.role.backward]
    comparison = Comparison(calls, reader.procedure.words, known, generics)
    evidence = Evidence(tokens, comparison, markers)
    back_to = comparison.found(back, call_order.backward(calls))
    if evidence:
        of_marked = _unique(ahead, comparison.found(ahead, call_order.forward(calls), evidence.fits))

        def restores(token: Token, entry: Entry) -> bool:
            """Whether it reads the snapshot before the primal call that a marker names."""
            other = of_marked.get(entry)
            return other is not None and evidence.names(other) and snapshot(other.node, token.node, reader).values > 0

        marked = comparison.found(back, call_order.backward(calls), evidence.fits, [restores])
        back_to = evidence.weighed(back, back_to, marked)
    of_entry = _unique(back, back_to)
    unsure = _unsure([token for token in back if not evidence.names(token)], known)

    def fits(token: Token, entry: Entry) -> bool:
        """Whether it is split or not as the adjoint call that it belongs to is."""
        other = of_entry.get(entry)
        return other is None or token.role.joint is other.role.joint

    def saved(token: Token, entry: Entry) -> bool:
        """Whether the snapshot before it is what is read before the adjoint call."""
        return entry in of_entry and snapshot(token.node, of_entry[entry].node, reader).values > 0

    ahead_to = comparison.found(ahead, call_order.forward(calls), fits, [saved])
    if evidence:

        def both(token: Token, entry: Entry) -> bool:
            return fits(token, entry) and evidence.fits(token, entry)

        marked = comparison.found(ahead, call_order.forward(calls), both, [saved])
        ahead_to = evidence.weighed(ahead, ahead_to, marked)
    before = _unique(ahead, ahead_to)
    unclear = {entry for found in ahead_to for entry in found}
    lost = {token.callee for token, found in zip(ahead, ahead_to, strict=True) if not found}
    missed = [
        Missed(token.node, token.callee, evidence.contradiction(token) or _unmapped(found, calls))
        for token, found in zip(back, back_to, strict=True)
        if len(found) != 1
    ]
    for entry, token in [*of_entry.items()]:
        if id(token) in unsure:
            del of_entry[entry]
            missed.append(
                Missed(token.node, token.callee, "it is not certain which call of the forward sweep it reverses")
            )
    seen = set(map(id, of_entry.values())) | unsure
    missed += (
        Missed(token.node, token.callee, "several adjoint calls seem to belong to one primal call")
        for token, found in zip(back, back_to, strict=True)
        if len(found) == 1 and id(token) not in seen
    )
    pairs: list[Pair] = []
    for entry, token in of_entry.items():
        forward = before.get(entry)
        reason = _wrong(token, forward, order)
        if forward is None and (entry in unclear or token.callee in lost):
            reasons = (evidence.contradiction(other) for other in ahead if other.callee == token.callee)
            reason = next(filter(None, reasons), "it is not certain which call of the forward sweep belongs to it")
        if reason:
            missed.append(Missed(token.node, token.callee, reason))
            continue
        call = calls[entry.call]
        if token.callee != call.callee.lower():
            call = call._replace(callee=token.callee)  # the specific procedure of a generic one
        saved_by = snapshot(forward.node, token.node, reader) if forward is not None and token.role.joint else None
        pairs.append(Pair(call, token, forward, saved_by))
    result = []
    for pair in sorted(_nested(pairs, order), key=lambda pair: -order[id(pair.reverse)]):
        if _movable(pair):
            result.append(pair)
        else:
            missed.append(Missed(pair.reverse.node, pair.call.callee, "it shares a line with other statements"))
    return result, missed


def _backward(bodies: Sequence[Arm], tokens: Sequence[Token], known: Twins) -> Iterator[Token]:
    """The calls of the backward sweep in the order of the primal."""
    of_node: dict[Node, list[Token]] = {}
    for token in tokens:
        if token.role.backward:
            of_node.setdefault(token.node, []).append(token)
    for body in reversed(bodies):
        for leaf in known.mirrored(body):
            yield from of_node.get(leaf, ())


def _unique(tokens: Sequence[Token], entries: Sequence[Sequence[Entry]]) -> dict[Entry, Token]:
    """The tokens that have one entry which no other token has."""
    counts = Counter(found[0] for found in entries if len(found) == 1)
    pairs = zip(tokens, entries, strict=True)
    return {found[0]: token for token, found in pairs if len(found) == 1 and counts[found[0]] == 1}


def _unsure(tokens: Sequence[Token], known: Twins) -> set[int]:
    """Those that stand with another of the same callee in alternatives of which nobody knows the order."""
    found: dict[tuple[Node, str], dict[Arm, list[Token]]] = {}
    for token in tokens:
        for branch, arm in known.unsure(token.node):
            found.setdefault((branch, token.callee), {}).setdefault(arm, []).append(token)
    return {id(token) for arms in found.values() if len(arms) > 1 for inside in arms.values() for token in inside}


def _unmapped(found: Sequence[Entry], calls: Sequence[PrimalCall]) -> str:
    lines = ", ".join(str(calls[entry.call].line) for entry in found)
    return f"its primal call could be any of those on lines {lines}" if found else "no call in the primal matches it"


def _wrong(token: Token, forward: Token | None, order: Mapping[int, int]) -> str:
    """Why the two do not make a pair."""
    if forward is None:
        return "" if token.role is Role.REVERSE else "the call of its forward sweep was not found"
    if order[id(forward)] > order[id(token)] or forward.role.joint is not token.role.joint:
        return "its primal call is not before it"
    return ""


def _movable(pair: Pair) -> bool:
    nodes = [pair.reverse.node]
    if pair.forward is not None:
        nodes.append(pair.forward.node)
    if pair.snapshot is not None:
        nodes += [pair.snapshot.write, pair.snapshot.read]
    return all(node.movable for node in nodes)


def _nested(pairs: list[Pair], order: dict[int, int]) -> list[Pair]:
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


def _cross(one: Pair, other: Pair, order: dict[int, int]) -> bool:
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
