"""A profiled run in terms of the primal's call sites: what a search for a good configuration works with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from rewriter.callsites.listing import Listing
from rewriter.errors import Refused, UsageError
from rewriter.profile import profile_file
from rewriter.profile.attribution import Attribution, attributed
from rewriter.profile.calltree import Profile
from rewriter.profile.estimates import Estimate, by_site
from rewriter.profile.model import Model, Prediction


class Profiled:
    """What one profile says of the sites of one set of sources, named ``path::procedure>callee#k``."""

    def __init__(self, profile: Profile, listing: Listing, earlier: Iterable[Profile] = ()) -> None:
        """``listing`` must be of the sources that were differentiated, as they were then.

        ``earlier`` runs, of the same sources with whatever directives, tell of snapshots that this one did not see.
        """
        self.model = Model(profile, earlier)
        self.listing = listing
        self.attribution: Attribution = attributed(profile.sites, listing)
        self._indices = {call.id: index for index, call in self.attribution.placed.items()}

    @property
    def measured(self) -> frozenset[str]:
        """The ids of the sites that were not checkpointed in the run."""
        return frozenset(name for name, index in self._indices.items() if index in self.model.measured)

    @cached_property
    def estimates(self) -> dict[str, Estimate]:
        """The single-site estimates of the sites that occurred in the run, by id."""
        estimates = by_site(self.model)
        return {name: estimates[index] for name, index in self._indices.items()}

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        """Time (seconds) and peak stack (bytes) if these sites are not checkpointed and all others are.

        Sites of the profile that cannot be matched to a call with certainty stay as they were in the run; calls that
        never occurred in it cost nothing.

        Raises :class:`Refused` for a site that may be such a one, :class:`UsageError` for one that does not exist.
        """
        chosen = set(self.model.measured & self.attribution.unplaced.keys())
        for name in unchecked:
            if name in self._indices:
                chosen.add(self._indices[name])
            else:
                self._must_be_idle(name)
        return self.model.predict(chosen)

    def _must_be_idle(self, name: str) -> None:
        for index, why in self.attribution.unplaced.items():
            if any(call.id == name for call in why.candidates):
                site = self.model.profile.sites[index]
                place = f"{site.file}:{site.line}: {site.callee}"
                raise Refused(
                    f"{place}: {why.reason}, so nothing can be predicted for {name}",
                    candidates=[call.id for call in why.candidates],
                )
        if all(call.id != name for call in self.listing.sites):
            raise UsageError(f"{name}: there is no such call site")


def read(path: Path, listing: Listing, earlier: Iterable[Path] = ()) -> Profiled:
    """Read the profile in a file, and those of earlier runs. Raises :class:`UsageError` if a file is not a profile."""
    return Profiled(profile_file.read(path), listing, [profile_file.read(other) for other in earlier])
