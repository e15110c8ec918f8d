"""What markers say of the calls of one adjoint procedure: which calls of the primal they can stand for."""

from __future__ import annotations

from collections.abc import Sequence

from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.mapping import Comparison
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.primal import PrimalCall
from rewriter.callbacks.snapshots import push_run
from rewriter.callbacks.sweeps import Role, Token
from rewriter.languages.tree import Node

AS_COUNTED, AS_WRITTEN = 0, 1
"""The two ways in which LINE can count: see :meth:`PrimalMarkers.lines`."""


class Evidence:
    """The markers before calls, beside those of the primal calls."""

    def __init__(self, tokens: Sequence[Token], comparison: Comparison, markers: AdjointMarkers) -> None:
        calls = comparison.calls
        alike = {id(token): comparison.of(token.callee) for token in tokens}
        lines = {
            id(token): line
            for token in tokens
            if token.role is not Role.SPLIT_FORWARD and (line := markers.line(token.node.start))
        }
        # One source was differentiated: as it is or, if that cannot be, with its comments made blank.
        ways = [
            way
            for way in (AS_COUNTED, AS_WRITTEN)
            if all(any(_said(calls[n], way) == line for n in alike[key]) for key, line in lines.items())
        ]
        way = ways[0] if ways else AS_COUNTED
        self._calls = calls
        self._named: dict[int, set[int]] = {}
        self._words: dict[int, str] = {}
        self._contradicted: dict[int, str] = {}
        for token in tokens:
            key = id(token)
            if key in lines:
                self._note(key, f"$AD LINE {lines[key]}", {n for n in alike[key] if _said(calls[n], way) == lines[key]})
            if not token.role.backward and all(calls[n].marker for n in alike[key]):
                for name in _names(token.node, markers):
                    if named := {n for n in alike[key] if calls[n].marker == name}:
                        self._note(key, f"@CKP {name}", named)
                        break

    def _note(self, key: int, words: str, named: set[int]) -> None:
        self._named[key] = self._named.get(key, named) & named
        self._words[key] = f"{self._words[key]} and {words}" if key in self._words else words

    def __bool__(self) -> bool:
        return bool(self._named)

    def names(self, token: Token) -> bool:
        """Whether a marker says which call it stands for."""
        return id(token) in self._named

    def fits(self, token: Token, entry: CallRun) -> bool:
        """Whether no marker speaks against it."""
        named = self._named.get(id(token))
        return named is None or entry.call in named

    def weighed(
        self, tokens: Sequence[Token], by_order: Sequence[Sequence[CallRun]], marked: Sequence[Sequence[CallRun]]
    ) -> list[list[CallRun]]:
        """What each token can stand for, by the order of calls and by the markers.

        ``by_order``: by the order alone; ``marked``: by it where the markers must be obeyed. Where the order leaves
        several, the markers decide; where the two contradict each other, nothing is left.
        """
        result = []
        for token, found, other in zip(tokens, by_order, marked, strict=True):
            left = [entry for entry in found if self.fits(token, entry) and (len(found) == 1 or entry in other)]
            if found and not left:
                lines = ", ".join(str(self._calls[entry.call].line) for entry in found)
                words = self._words.get(id(token), "that of another call")
                self._contradicted[id(token)] = f"its marker ({words}) contradicts the order of calls (line {lines})"
            result.append(left)
        return result

    def contradiction(self, token: Token) -> str:
        """Why nothing is left of what a token could stand for; empty where that is not so."""
        return self._contradicted.get(id(token), "")


def _said(call: PrimalCall, way: int) -> int:
    return call.marked[way] if call.marked else 0


def _names(node: Node, markers: AdjointMarkers) -> list[str]:
    """What ``@CKP`` says before a call of the forward sweep and its snapshot, the nearest first.

    The one-line IF of a call may have become a block after the marker.
    """
    nodes = [*push_run(node), node]
    names = [name for each in reversed(nodes) for name in markers.names(each.start)]
    arm = nodes[0].parent
    if names or arm is None or arm.owner is None or arm.owner.kind != "branch":
        return names
    return markers.names(arm.owner.start) if arm is arm.owner.arms[0] and arm.nodes[0] is nodes[0] else []
