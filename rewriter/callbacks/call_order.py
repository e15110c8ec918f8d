"""In which order the calls of a primal procedure come in its adjoint, and how often.

A fragment (CHECKPOINT-START to -END) runs once without recording, and once more, recorded, in the backward sweep.
The body of a binomial loop stands four times: advance, first turn, turn, and the backward sweep of the first turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rewriter.callbacks.primal import Around, PrimalCall, Region

NOT_RECORDED = -1


class CallRun(NamedTuple):
    """One occurrence of a primal call in the text of the adjoint."""

    call: int
    """Index of the primal call."""
    run: int
    """Which forward sweep belongs to which backward sweep; :data:`NOT_RECORDED` where none does."""


def forward(calls: Sequence[PrimalCall]) -> list[CallRun]:
    """The forward calls in the order of the adjoint's text."""
    indices = range(len(calls))
    return [*_ahead(calls, indices, 0), *_again(calls, indices, 0)]


def backward(calls: Sequence[PrimalCall]) -> list[CallRun]:
    """The backward calls, the last one of the adjoint's text first."""
    entries: list[CallRun] = []
    turned: list[CallRun] = []
    for inside, group in groupby(range(len(calls)), lambda index: _outermost(calls[index], 0)):
        indices = list(group)
        entries += (CallRun(index, 0) for index in indices)
        if inside is not None and inside.kind is Around.LOOP:
            turned += (CallRun(index, 1) for index in indices)
    return entries + turned


def _ahead(calls: Sequence[PrimalCall], indices: Sequence[int], depth: int) -> list[CallRun]:
    entries: list[CallRun] = []
    for inside, group in groupby(indices, lambda index: _outermost(calls[index], depth)):
        inner = list(group)
        if inside is not None and inside.kind is Around.LOOP:
            entries += (CallRun(index, run) for run in (NOT_RECORDED, 0, 1) for index in inner)
        else:
            entries += (CallRun(index, NOT_RECORDED if inside else 0) for index in inner)
    return entries


def _again(calls: Sequence[PrimalCall], indices: Sequence[int], depth: int) -> list[CallRun]:
    """The runs of fragments in the backward sweep."""
    entries: list[CallRun] = []
    groups = [(inside, list(group)) for inside, group in groupby(indices, lambda i: _outermost(calls[i], depth))]
    for inside, inner in reversed(groups):
        if inside is not None and inside.kind is Around.FRAGMENT:
            entries += _ahead(calls, inner, depth + 1)
            entries += _again(calls, inner, depth + 1)
    return entries


def _outermost(call: PrimalCall, depth: int) -> Region | None:
    return call.regions[depth] if depth < len(call.regions) else None
