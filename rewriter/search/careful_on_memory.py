"""The paper's second strategy: what gains memory or costs none first, then the most seconds per byte.

Hascoet et al., Profiling checkpointing schedules in adjoint ST-AD, arXiv 2405.15590, section 5.
"""

from __future__ import annotations

from rewriter.search.choice import Choice
from rewriter.search.greedy import step
from rewriter.search.registered import Path, Registered
from rewriter.search.state import SearchState


def propose(now: SearchState) -> Choice | None:
    """Sites that lower the peak (most bytes first), then those that leave it, then by seconds gained per byte."""
    known = now.knowledge.estimates if now.knowledge is not None else {}
    open_ = [site for site in now.touchable if site in known and site not in now.kept.sites and known[site].seconds > 0]

    def key(site: str) -> tuple[bool, float, float]:
        estimate = known[site]
        if estimate.peak > 0:
            return True, -estimate.seconds / estimate.peak, 0.0
        return False, estimate.peak, -estimate.seconds

    return step(now, sorted(open_, key=key))


REGISTERED = Registered("careful-on-memory", True, lambda _: propose, 1, Path("#0072b2"))
