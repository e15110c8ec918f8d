"""Call sites that a search leaves alone, and why."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatch

from rewriter.callsites.listing import Listing
from rewriter.callsites.site import CallSite, State
from rewriter.configuration.options import staying
from rewriter.languages.model import Kind
from rewriter.tuning.task import SiteRules

FUNCTION = (
    "a function: Tapenade loses statements of split functions whose result is their last use, and declares some not"
    " at all; list it under free in [sites] to try it"
)


def reasons(listing: Listing, sites: SiteRules, *, options: bool = True) -> dict[str, str]:
    """By id, why a site is not to be switched; others may be.

    Splitting functions gives wrong gradients or code that does not compile with the releases of 2020 to 2024.
    What cannot be switched at all stays so even where the user sets it free. Where Tapenade can be given ``options``,
    what no directive reaches may be switched together with all other sites of its callee, if these may be.
    """
    found = {site.id: why for site in listing.sites if (why := _why_not(site, sites))}
    alone = {site.callee for site in listing.sites if site.id in found and site.state is not State.NOT_CHECKPOINTED}
    for site in listing.sites:
        if site.by_option and site.obstacle and (not options or site.id in found or site.callee in alone):
            found[site.id] = site.obstacle.long
    return {site.id: found[site.id] for site in listing.sites if site.id in found}


def _why_not(site: CallSite, sites: SiteRules) -> str:
    """Why a site is not to be switched, whether by directive or by option; empty where it may be."""
    if site.obstacle and not site.by_option:
        return site.obstacle.long
    if any(fnmatch(site.id, glob) for glob in sites.untouchable):
        return "listed as untouchable in [sites]"
    if Kind.FUNCTION in site.kind and not any(fnmatch(site.id, glob) for glob in sites.free):
        return FUNCTION
    return ""


def companions(listing: Listing, touchable: Collection[str]) -> dict[str, frozenset[str]]:
    """By id, the sites that an option switches together with one that no directive reaches."""
    by_option = [site for site in listing.sites if site.by_option and site.id in touchable]
    joint = staying({site.callee for site in by_option}, listing.sites, {})
    return {site.id: frozenset(other.id for other in joint.get(site.callee, ())) for site in by_option}
