"""What Tapenade's option ``-nocheckpoint`` must say beside the directives: the callees of sites that none reaches.

The option splits all calls of a callee, so that a callee is fit for it if none of its sites stays checkpointed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rewriter.callsites.site import CallSite, State
from rewriter.callsites.site_id import SiteId
from rewriter.configuration.model import Configuration, Entry, Setting, SiteEntry


def needed(config: Configuration) -> tuple[str, ...]:
    """The callees that the option must name, as some of their sites are switched by it alone."""
    return tuple(sorted({entry.id.callee for entry in config.entries if needs_option(entry)}))


def needs_option(entry: Entry) -> bool:
    """Whether it takes the option to do what an entry says."""
    return isinstance(entry, SiteEntry) and entry.by_option and entry.setting is Setting.NOCHECKPOINT


def staying(
    callees: Collection[str], sites: Iterable[CallSite], settings: Mapping[SiteId, Setting]
) -> dict[str, list[CallSite]]:
    """Of each callee that has some, the sites that stay checkpointed with these settings."""
    found: dict[str, list[CallSite]] = {}
    for site in sites:
        if site.callee in callees and _stays(site, settings.get(site.identity)):
            found.setdefault(site.callee, []).append(site)
    return found


def _stays(site: CallSite, setting: Setting | None) -> bool:
    if setting is Setting.NOCHECKPOINT:
        return False
    return setting is Setting.CHECKPOINT or site.state is not State.NOT_CHECKPOINTED


def nocheckpoint(names: Collection[str]) -> str:
    """``-nocheckpoint "a b"``: one list, since of several Tapenade keeps only the last."""
    return f'-nocheckpoint "{" ".join(names)}"' if names else ""
