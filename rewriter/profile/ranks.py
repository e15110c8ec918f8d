"""The estimates of one run, or those of all ranks of a parallel one side by side, in the paper's groups and order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from rewriter.profile.calltree import Profile, Site
from rewriter.profile.estimates import COST, GAIN, GROUPS, NEUTRAL, SPLIT, Estimate, by_callee, by_site
from rewriter.profile.model import Model


class Spread(NamedTuple):
    """A figure over all ranks; of one rank, three times the same."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> Spread:
        """The spread of at least one figure."""
        ordered = sorted(figures)
        return cls(ordered[0], median(ordered), ordered[-1])


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """An :class:`Estimate` over all ranks. A rank where the sites never occur gains and costs nothing."""

    callee: str
    sites: tuple[Site, ...]
    """As in the first rank that has them."""
    checkpointed: bool
    calls: int
    """On all ranks together."""
    snapshot: int | None
    """Bytes of the largest; ``None`` if none was seen."""
    snapshots: int | None
    """Bytes of all ever written on all ranks; ``None`` if none was seen."""
    seconds: Spread
    peak: Spread
    at_least: bool
    rough: bool

    @property
    def group(self) -> str:
        """One of the groups of :mod:`rewriter.profile.estimates`, by the rank where the peak stack grows most."""
        if not self.checkpointed:
            return SPLIT
        return COST if self.peak.high > 0 else GAIN if self.peak.high < 0 else NEUTRAL

    @property
    def yields(self) -> float:
        """Seconds gained on the median rank for each byte of peak on the one that pays most; infinite for none."""
        return self.seconds.median / self.peak.high if self.peak.high > 0 else float("inf")


def rows(models: Sequence[Model], *, callees: bool = False) -> list[EstimateRow]:
    """One row for each site (callee, file and line), or for each callee.

    Groups come one after the other; in each, rows are ordered by callee and line, and in the last group, which costs
    memory, by seconds gained per byte, the best first.
    """
    found: dict[object, list[tuple[Profile, Estimate]]] = {}
    for model in models:
        for estimate in by_callee(model) if callees else by_site(model):
            first = model.profile.sites[estimate.sites[0]]
            place = None if callees else (first.file, first.line)
            found.setdefault((first.callee, place, estimate.checkpointed), []).append((model.profile, estimate))
    return sorted((_row(parts, len(models)) for parts in found.values()), key=_order)


def _row(parts: Sequence[tuple[Profile, Estimate]], ranks: int) -> EstimateRow:
    profile, first = parts[0]
    estimates = [estimate for _, estimate in parts]
    idle = [0] * (ranks - len(parts))
    seen = [e for e in estimates if e.snapshot is not None]
    return EstimateRow(
        callee=first.callee,
        sites=tuple(profile.sites[index] for index in first.sites),
        checkpointed=first.checkpointed,
        calls=sum(e.calls for e in estimates),
        snapshot=max((e.snapshot or 0 for e in seen), default=None),
        snapshots=sum(e.snapshots or 0 for e in seen) if seen else None,
        seconds=Spread.of([*(e.seconds for e in estimates), *idle]),
        peak=Spread.of([*(e.peak for e in estimates), *idle]),
        at_least=any(e.at_least for e in estimates),
        rough=any(e.rough for e in estimates),
    )


def _order(row: EstimateRow) -> tuple[int, float, str, str, int]:
    best = -row.yields if row.group == COST else 0.0
    return GROUPS.index(row.group), best, row.callee, row.sites[0].file, row.sites[0].line
