"""Each adjoint call with the primal call that was checkpointed for it, and with its place in the primal."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rewriter.callbacks import call_order
from rewriter.callbacks.branch_twins import Twins, twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.evidence import Evidence
from rewriter.callbacks.mapping import Comparison
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.primal import Around, Primal, PrimalCall
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
    primal: Primal,
    markers: AdjointMarkers,
) -> tuple[list[Pair], list[Missed]]:
    """The pairs of an adjoint procedure, the last adjoint call first, and the adjoint calls that belong to none.

    First each call of the backward sweep finds its primal call, then each of the forward sweep, with what is known of
    the backward one; last the two that found the same are joined, where nothing speaks against it.
    """
    adjoint = _adjoint(bodies, reader, calls, primal, markers)
    back_to = _reversed(adjoint)
    ahead_to = _repeated(adjoint, _unique(adjoint.back, back_to))
    of_entry, missed = _certain(adjoint, back_to)
    pairs, unpaired = _joined(adjoint, of_entry, ahead_to)
    missed += unpaired
    order = adjoint.order
    nested = sorted(_nested(pairs, order), key=lambda pair: -order[id(pair.reverse)])
    missed += (
        Missed(pair.reverse.node, pair.call.callee, "it shares a line with other statements")
        for pair in nested
        if not _movable(pair)
    )
    return [pair for pair in nested if _movable(pair)], missed


@dataclass(frozen=True, slots=True)
class _Adjoint:
    """The calls of an adjoint procedure, and what they are compared with."""

    reader: Reader
    calls: Sequence[PrimalCall]
    known: Twins
    back: Sequence[Token]
    """Of the backward sweep, in the order of the primal."""
    ahead: Sequence[Token]
    """Of the forward sweep."""
    order: dict[int, int]
    """The place of each in the text, by its ``id``."""
    comparison: Comparison
    evidence: Evidence


def _adjoint(
    bodies: Sequence[Arm],
    reader: Reader,
    calls: Sequence[PrimalCall],
    primal: Primal,
    markers: AdjointMarkers,
) -> _Adjoint:
    known = twins(bodies, reader.names.control)
    tokens = [token for body in bodies for token in reader.tokens(leaves(body))]
    comparison = Comparison(calls, reader.procedure.words, known, primal)
    return _Adjoint(
        reader=reader,
        calls=calls,
        known=known,
        back=list(_backward(bodies, tokens, known)),
        ahead=[token for token in tokens if not token.role.backward],
        order={id(token): number for number, token in enumerate(tokens)},
        comparison=comparison,
        evidence=Evidence(tokens, comparison, markers),
    )


def _reversed(adjoint: _Adjoint) -> list[list[CallRun]]:
    """The primal calls that each call of the backward sweep can reverse."""
    comparison, evidence, back, ahead = adjoint.comparison, adjoint.evidence, adjoint.back, adjoint.ahead
    entries = call_order.backward(adjoint.calls)
    by_order = comparison.found(back, entries)
    if not evidence:
        return by_order
    repeated = _unique(ahead, comparison.found(ahead, call_order.forward(adjoint.calls), evidence.fits))
    of_marked = {entry: token for entry, token in repeated.items() if evidence.names(token)}

    def restores(token: Token, entry: CallRun) -> bool:
        """Whether it reads the snapshot before the primal call that a marker names."""
        return entry in of_marked and _values(adjoint, of_marked[entry], token) > 0

    return evidence.weighed(back, by_order, comparison.found(back, entries, evidence.fits, [restores]))


def _repeated(adjoint: _Adjoint, of_entry: Mapping[CallRun, Token]) -> list[list[CallRun]]:
    """The primal calls that each call of the forward sweep can repeat; ``of_entry``: what reverses them.

    In a loop that holds both sweeps (one of independent iterations, or a fragment that is run again) a call repeats
    what another of that loop reverses. What repeats the same outside of it is not recorded.
    """
    local = _of_loops(adjoint)
    inside: dict[int, list[CallRun]] = {}
    for loop, tokens in local.items():
        entries = sorted((e for e, token in of_entry.items() if loop in _loops_of(token.node)), key=lambda e: e.call)
        inside.update(zip(map(id, tokens), _repeating(adjoint, tokens, entries, of_entry), strict=True))
    others = [token for token in adjoint.ahead if id(token) not in inside]
    found = _repeating(adjoint, others, call_order.forward(adjoint.calls), of_entry)
    taken = {entry for entries in inside.values() for entry in entries}
    result = inside | {
        id(token): [entry._replace(run=call_order.NOT_RECORDED) if entry in taken else entry for entry in entries]
        for token, entries in zip(others, found, strict=True)
    }
    return [result[id(token)] for token in adjoint.ahead]


def _of_loops(adjoint: _Adjoint) -> dict[Node, list[Token]]:
    """The calls of the forward sweep in loops that hold calls of the backward sweep too, by the outermost such loop."""
    if any(region.kind is Around.LOOP for call in adjoint.calls for region in call.regions):
        return {}
    last: dict[Node, int] = {}
    for token in adjoint.back:
        for loop in _loops_of(token.node):
            last[loop] = max(last.get(loop, 0), adjoint.order[id(token)])
    found: dict[Node, list[Token]] = {}
    for token in adjoint.ahead if last else ():
        around = [loop for loop in _loops_of(token.node) if last.get(loop, -1) > adjoint.order[id(token)]]
        if around:
            found.setdefault(around[-1], []).append(token)
    return found


def _loops_of(node: Node) -> list[Node]:
    """The loops around a statement, the innermost first."""
    return [arm.owner for arm in _around(node) if arm.owner is not None and arm.owner.kind == "loop"]


def _repeating(
    adjoint: _Adjoint, tokens: Sequence[Token], entries: Sequence[CallRun], of_entry: Mapping[CallRun, Token]
) -> list[list[CallRun]]:
    """Which of the entries each of some calls of the forward sweep can repeat."""
    comparison, evidence = adjoint.comparison, adjoint.evidence

    def fits(token: Token, entry: CallRun) -> bool:
        """Whether it is split or not as the adjoint call that it belongs to is."""
        other = of_entry.get(entry)
        return other is None or token.role.joint is other.role.joint

    def saved(token: Token, entry: CallRun) -> bool:
        """Whether the snapshot before it is what is read before the adjoint call."""
        return entry in of_entry and _values(adjoint, token, of_entry[entry]) > 0

    def both(token: Token, entry: CallRun) -> bool:
        return fits(token, entry) and evidence.fits(token, entry)

    by_order = comparison.found(tokens, entries, fits, [saved])
    if not evidence:
        return by_order
    return evidence.weighed(tokens, by_order, comparison.found(tokens, entries, both, [saved]))


def _values(adjoint: _Adjoint, forward: Token, reverse: Token) -> int:
    """How many values are saved before one call and read before the other."""
    return snapshot(forward.node, reverse.node, adjoint.reader).values


def _certain(adjoint: _Adjoint, back_to: Sequence[Sequence[CallRun]]) -> tuple[dict[CallRun, Token], list[Missed]]:
    """The calls of the backward sweep of which it is certain what they reverse, and the others."""
    of_entry = _unique(adjoint.back, back_to)
    evidence, found_by = adjoint.evidence, list(zip(adjoint.back, back_to, strict=True))
    unmarked = {entry: token for entry, token in of_entry.items() if not evidence.names(token)}
    unsure = _unsure(unmarked, adjoint.known, adjoint.comparison)
    missed = [
        Missed(token.node, token.callee, evidence.contradiction(token) or _unmapped(found, adjoint.calls))
        for token, found in found_by
        if len(found) != 1
    ]
    missed += (
        Missed(token.node, token.callee, "it is not certain which call of the forward sweep it reverses")
        for token in of_entry.values()
        if id(token) in unsure
    )
    certain = {entry: token for entry, token in of_entry.items() if id(token) not in unsure}
    seen = set(map(id, certain.values())) | unsure
    missed += (
        Missed(token.node, token.callee, "several adjoint calls seem to belong to one primal call")
        for token, found in found_by
        if len(found) == 1 and id(token) not in seen
    )
    return certain, missed


def _joined(
    adjoint: _Adjoint, of_entry: Mapping[CallRun, Token], ahead_to: Sequence[Sequence[CallRun]]
) -> tuple[list[Pair], list[Missed]]:
    """Each call of the backward sweep with that of the forward sweep, and those of which the two do not fit."""
    before = _unique(adjoint.ahead, ahead_to)
    unclear = {entry for found in ahead_to for entry in found}
    lost = {token.callee for token, found in zip(adjoint.ahead, ahead_to, strict=True) if not found}
    contradicted = _why_unclear(adjoint)
    pairs: list[Pair] = []
    missed: list[Missed] = []
    for entry, token in of_entry.items():
        forward = before.get(entry)
        reason = _wrong(token, forward, adjoint.order)
        if forward is None and (entry in unclear or token.callee in lost):
            reason = contradicted.get(token.callee, "it is not certain which call of the forward sweep belongs to it")
        if reason:
            missed.append(Missed(token.node, token.callee, reason))
        else:
            pairs.append(_pair(adjoint, adjoint.calls[entry.call], token, forward))
    return pairs, missed


def _why_unclear(adjoint: _Adjoint) -> dict[str, str]:
    """Where the markers of a procedure's forward calls contradict the order, how, by its name."""
    said = ((token.callee, adjoint.evidence.contradiction(token)) for token in reversed(adjoint.ahead))
    return {callee: words for callee, words in said if words}


def _pair(adjoint: _Adjoint, call: PrimalCall, reverse: Token, forward: Token | None) -> Pair:
    if reverse.callee != call.callee.lower():
        call = call._replace(callee=reverse.callee)  # the specific procedure of a generic one
    held = snapshot(forward.node, reverse.node, adjoint.reader) if forward is not None and reverse.role.joint else None
    return Pair(call, reverse, forward, held)


def _backward(bodies: Sequence[Arm], tokens: Sequence[Token], known: Twins) -> Iterator[Token]:
    """The calls of the backward sweep in the order of the primal."""
    of_node: dict[Node, list[Token]] = {}
    for token in tokens:
        if token.role.backward:
            of_node.setdefault(token.node, []).append(token)
    for body in reversed(bodies):
        for leaf in known.mirrored(body):
            yield from of_node.get(leaf, ())


def _unique(tokens: Sequence[Token], entries: Sequence[Sequence[CallRun]]) -> dict[CallRun, Token]:
    """The tokens that have one entry which no other token has."""
    only = [(entry, token) for token, found in zip(tokens, entries, strict=True) if len(found) == 1 for entry in found]
    counts = Counter(entry for entry, _ in only)
    return {entry: token for entry, token in only if counts[entry] == 1}


def _unsure(tokens: Mapping[CallRun, Token], known: Twins, comparison: Comparison) -> set[int]:
    """Those that stand in alternatives of which nobody knows the order, and could as well be what another of the same
    callee, in another alternative, is."""
    found: dict[tuple[Node, str], dict[Arm, dict[CallRun, Token]]] = {}
    for entry, token in tokens.items():
        for branch, arm in known.unsure(token.node, comparison.words):
            found.setdefault((branch, token.callee), {}).setdefault(arm, {})[entry] = token
    return {
        id(token)
        for arms in found.values()
        for arm, inside in arms.items()
        for token in inside.values()
        if any(comparison.names(token, entry) for other, those in arms.items() if other is not arm for entry in those)
    }


def _unmapped(found: Sequence[CallRun], calls: Sequence[PrimalCall]) -> str:
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
    for one, other in sorted(_overlaps(pairs, order)):
        if _cross(result[one], result[other], order):
            weaker = min(one, other, key=lambda number: _strength(result[number], order))
            result[weaker] = result[weaker]._replace(forward=None, snapshot=None)
    return result


def _strength(pair: Pair, order: dict[int, int]) -> tuple[int, int]:
    return pair.snapshot.values if pair.snapshot else 0, order[id(pair.forward)]


def _overlaps(pairs: list[Pair], order: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Those that begin before others and end within them."""
    spans = [
        (order[id(pair.forward)], order[id(pair.reverse)], number)
        for number, pair in enumerate(pairs)
        if pair.forward is not None
    ]
    opened: list[tuple[int, int]] = []
    for begin, end, number in sorted(spans):
        del opened[: bisect_left(opened, (begin, 0))]
        yield from ((first, number) for _, first in opened[: bisect_left(opened, (end, 0))])
        insort(opened, (end, number))


def _cross(one: Pair, other: Pair, order: dict[int, int]) -> bool:
    if one.forward is None or other.forward is None:
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
