"""Why a search tried nothing: in terms of the run that it began with."""

from __future__ import annotations

from rewriter.search.state import SearchState


def reason(now: SearchState) -> str:
    """Why a strategy that follows estimates has nothing to propose in a situation where nothing was tried.

    Raises ``ValueError`` where the situation holds no knowledge.
    """
    if now.knowledge is None:
        raise ValueError("without a profile nothing is known about what may be tried")
    estimates = now.knowledge.estimates
    reached = [estimates[site] for site in now.touchable if site in estimates]
    checkpointed = [one for one in reached if one.checkpointed]
    if not now.touchable:
        return "no call site may be switched"
    if not reached:
        return f"the run reaches none of the {len(now.touchable):,} sites that may be switched"
    if not checkpointed:
        return "no site that may be switched and that the run reaches is checkpointed"
    gaining = [site for site in now.touchable if site in estimates and estimates[site].seconds > 0]
    if not gaining:
        return "no site is expected to gain time"
    peaks = [now.knowledge.predict(now.kept.adding([site]).sites).peak for site in gaining]
    if now.budget is not None and min(peaks) > now.budget:
        return (
            f"every site that gains time is expected to exceed the budget of {now.budget:,} bytes;"
            f" the smallest would take {min(peaks):,}"
        )
    return "the strategy has nothing to propose"
