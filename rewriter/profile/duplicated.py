"""What checkpointing would cost at sites that ran not checkpointed."""

from __future__ import annotations

from rewriter.profile.calltree import UNSEEN, Episode, Profile, Visit
from rewriter.profile.visits import occurrences, walk


def duplicated_primal(profile: Profile) -> list[float]:
    """For each site, the seconds that its visits that ran split would spend on duplicated primal calls.

    The primal of a visit is reckoned to take what its forward sweep took, that of the checkpointed sites below it what
    their duplicated primal took on average. A forward sweep also records, and snapshots cost time too, so this is an
    estimate without a sign. 0 for sites that never ran split.
    """
    sites, recordings = profile.sites, profile.recordings
    below = [0.0] * len(recordings)

    def primal(visit: Visit | Episode) -> float:
        if isinstance(visit, Episode):
            return below[visit.recording]
        site = sites[visit.site]
        if visit.snapshot != UNSEEN:
            return site.advance / max(1, site.joint_visits)
        return site.forward / max(1, site.split_visits) + below[visit.recording]

    for index, recording in enumerate(recordings):
        below[index] = sum(times * primal(item) for times, item in walk(recording.items))
    costs = [0.0] * len(sites)
    for times, visit in occurrences(profile):
        if visit.snapshot == UNSEEN:
            costs[visit.site] += times * primal(visit)
    return costs
