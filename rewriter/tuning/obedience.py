"""Whether Tapenade and the build obeyed: calls not checkpointed became two sweeps, binomial loops schedules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from rewriter.callsites.listing import Listing
from rewriter.callsites.site import CallSite
from rewriter.callsites.site_id import SiteId
from rewriter.profile.attribution import attributed
from rewriter.profile.calltree import Profile


def ignored(switched: Iterable[CallSite], generated: Iterable[CallSite]) -> list[CallSite]:
    """Of the sites that a directive switched, those that the generated code still checkpoints.

    Where a caller holds fewer forward sweeps of a callee than switched sites, it is not known which are missing:
    all are given. Calls of procedures that are not differentiated count as obeyed.
    """
    wanted: dict[tuple[str, str], list[CallSite]] = {}
    for site in switched:
        wanted.setdefault((_name(site.procedure), site.callee.lower()), []).append(site)
    calls = Counter((_name(call.procedure), call.callee.lower()) for call in generated)

    def too_few(sweep: str, callee: str, count: int) -> bool:
        forward, joint = calls[sweep, f"{callee}_fwd"], calls[sweep, f"{callee}_b"]
        return forward < count and (forward or joint) > 0

    return [
        site
        for (caller, callee), sites in wanted.items()
        if any(too_few(f"{caller}_{sweep}", callee, len(sites)) for sweep in ("b", "fwd"))
        for site in sites
    ]


def still_checkpointed(switched: Collection[str], listing: Listing, baseline: Profile, now: Profile) -> list[str]:
    """Callees at sites of ``switched`` that the baseline's run visited, and that the run ``now`` did not visit split.

    Then the program was not made of the code that was generated for it.
    """
    placed = attributed(baseline.sites, listing).placed
    visited = {baseline.sites[index].callee for index, call in placed.items() if call.id in switched}
    return sorted(visited - {site.callee for site in now.sites if site.split_visits})


def ignored_loops(loops: Iterable[str], generated: Iterable[CallSite]) -> list[str]:
    """Of the ids of loops under BINOMIAL-CKP, those in procedures whose adjoint holds too few of such loops."""
    schedules = Counter(_name(call.procedure) for call in generated if call.callee.lower() == "adbinomial_init")
    wanted: dict[str, list[str]] = {}
    for loop in loops:
        wanted.setdefault(_name(SiteId.parse(loop).procedure), []).append(loop)
    return [
        loop
        for procedure, those in wanted.items()
        if max(schedules[f"{procedure}_b"], schedules[f"{procedure}_bwd"]) < len(those)
        for loop in those
    ]


def _name(procedure: str) -> str:
    return procedure.rpartition(".")[2].lower()
