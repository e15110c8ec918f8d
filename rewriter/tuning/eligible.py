"""Call sites that a search leaves alone, and why."""

from __future__ import annotations

from fnmatch import fnmatch

from rewriter.callsites.listing import Listing
from rewriter.languages.model import Kind
from rewriter.tuning.task import SiteRules

FUNCTION = (
    "a function: Tapenade loses statements of split functions whose result is their last use, and declares some not"
    " at all; list it under free in [sites] to try it"
)


def reasons(listing: Listing, sites: SiteRules) -> dict[str, str]:
    """By id, why a site is not to be switched; others may be.

    Splitting functions gives wrong gradients or code that does not compile with the releases of 2020 to 2024.
    What cannot be switched at all stays so even where the user sets it free.
    """
    found: dict[str, str] = {}
    for site in listing.sites:
        freed = any(fnmatch(site.id, glob) for glob in sites.free)
        if site.obstacle:
            found[site.id] = site.obstacle.long
        elif any(fnmatch(site.id, glob) for glob in sites.untouchable):
            found[site.id] = "listed as untouchable in [sites]"
        elif Kind.FUNCTION in site.kind and not freed:
            found[site.id] = FUNCTION
    return found
