"""What pieces of an adjoint run do to the stack, and how those of its whole call tree are put together.

Whatever happens on the stack, be it one push, a visit, or a loop of a million visits, comes down to an
:class:`Effect`, and effects are put together in constant time. Nothing is unrolled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from rewriter.profile.calltree import UNSEEN, Episode, Item, Profile, Repeat, Visit


class Effect(NamedTuple):
    """What a piece of an adjoint run does to the stack, in bytes relative to where the piece begins."""

    left: int
    """What its forward sweep leaves."""
    high: int
    """The highest that the stack comes in either sweep; at least 0, its beginning."""

    def then(self, later: Effect) -> Effect:
        """The effect of two pieces whose forward sweeps run one after the other."""
        return Effect(self.left + later.left, max(self.high, self.left + later.high))

    def times(self, count: int) -> Effect:
        """The effect of the same piece ``count`` (at least 1) times in a row."""
        return Effect(count * self.left, self.high + max(0, (count - 1) * self.left))


def push(size: int) -> Effect:
    """The effect of pushing some bytes, or of popping them where ``size`` is negative."""
    return Effect(size, max(0, size))


class _Called(NamedTuple):
    visit: Visit
    callee: int


class _Once(NamedTuple):
    callee: int


class _Both(NamedTuple):
    first: int
    second: int


class _Again(NamedTuple):
    times: int
    piece: int


_Node: TypeAlias = Effect | _Called | _Once | _Both | _Again
"""How the effect of one piece follows from those of others, which are named by their indices."""


class EffectTree:
    """The effects of all pieces of a profiled run, for any set of sites that are not checkpointed.

    Pieces are put together pairwise, so that few of them change when few sites do.
    """

    def __init__(self, profile: Profile, unchecked: AbstractSet[int], snapshots: Mapping[int, int]) -> None:
        """``snapshots`` are sizes, in bytes, for sites whose own were not seen; nothing is taken for the others."""
        self._snapshots = snapshots
        self._nodes: list[_Node] = []
        self._known: dict[tuple[type[_Node], _Node], int] = {}  # as tuples, nodes of different kinds may be equal
        self._parents: list[list[int]] = []
        self._visits: list[list[int]] = [[] for _ in profile.sites]
        self._recordings: list[int] = []
        for recording in profile.recordings:
            pieces = [*map(self._item, recording.items), self._node(push(recording.tail))]
            self._recordings.append(self._sequence(pieces))
        self._runs = [self._recordings[recording] for _, recording in profile.runs]
        self._unchecked = unchecked
        self._effects: list[Effect] = []
        for node in self._nodes:
            self._effects.append(_effect(node, unchecked, self._effects))

    def high(self, unchecked: AbstractSet[int]) -> int:
        """The highest that the stack comes above its beginning, in bytes, in any of the runs."""
        effects = self._effects.copy()
        for index in self._above(unchecked ^ self._unchecked):
            effects[index] = _effect(self._nodes[index], unchecked, effects)
        return max((effects[run].high for run in self._runs), default=0)

    def _above(self, sites: Iterable[int]) -> list[int]:
        """The pieces that hold visits of the sites, inner ones first."""
        found: set[int] = set()
        waiting = [visit for site in sites for visit in self._visits[site]]
        while waiting:
            index = waiting.pop()
            if index not in found:
                found.add(index)
                waiting += self._parents[index]
        return sorted(found)

    def _item(self, item: Item) -> int:
        if isinstance(item, Repeat):
            return self._node(_Again(item.times, self._sequence([*map(self._item, item.block)])))
        if isinstance(item, Episode):
            return self._node(_Once(self._recordings[item.recording]))
        if item.snapshot == UNSEEN:
            item = item._replace(snapshot=self._snapshots.get(item.site, 0))
        return self._node(_Called(item, self._recordings[item.recording]))

    def _sequence(self, pieces: list[int]) -> int:
        """The piece that is made of others one after the other."""
        while len(pieces) > 1:
            pairs = [self._node(_Both(*pieces[at : at + 2])) for at in range(0, len(pieces) - 1, 2)]
            pieces = pairs + pieces[2 * len(pairs) :]
        return pieces[0]

    def _node(self, node: _Node) -> int:
        """The index of a piece; equal ones are kept once."""
        known = self._known.get((type(node), node))
        if known is not None:
            return known
        index = self._known[type(node), node] = len(self._nodes)
        self._nodes.append(node)
        self._parents.append([])
        match node:
            case _Called(visit, callee):
                self._visits[visit.site].append(index)
                self._parents[callee].append(index)
            case _Once(piece) | _Again(_, piece):
                self._parents[piece].append(index)
            case _Both(first, second):
                self._parents[first].append(index)
                self._parents[second].append(index)
        return index


def _effect(node: _Node, unchecked: AbstractSet[int], effects: Sequence[Effect]) -> Effect:
    match node:
        case _Both(first, second):
            return effects[first].then(effects[second])
        case _Called(visit, recording):
            callee = effects[recording]
            if visit.site not in unchecked:
                callee = Effect(visit.snapshot, max(visit.snapshot, callee.high))
            return push(visit.gap).then(callee)
        case _Again(times, piece):
            return effects[piece].times(times)
        case _Once(recording):
            return Effect(0, effects[recording].high)
        case _:
            return node
