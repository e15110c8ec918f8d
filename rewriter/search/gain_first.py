"""The paper's first strategy: always the largest gain of run time that the memory budget allows.

Hascoet et al., Profiling checkpointing schedules in adjoint ST-AD, arXiv 2405.15590, section 5.
"""

from __future__ import annotations

from rewriter.search.choice import Choice
from rewriter.search.greedy import step
from rewriter.search.registered import Path, Registered
from rewriter.search.state import SearchState


def propose(now: SearchState) -> Choice | None:
    """Of the sites whose estimated peaks are within the budget, stop checkpointing those that gain most time."""
    known = now.knowledge.estimates if now.knowledge is not None else {}
    open_ = [site for site in now.touchable if site in known and site not in now.kept.sites and known[site].seconds > 0]
    return step(now, sorted(open_, key=lambda site: -known[site].seconds))


REGISTERED = Registered("gain-first", True, lambda _: propose, 0, Path("#d55e00"))
