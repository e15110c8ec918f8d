"""``export``: a configuration as Tapenade's option ``-nocheckpoint``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.reader import read
from rewriter.callsites.site import CallSite, State
from rewriter.configuration.model import Configuration, Setting, SiteEntry
from rewriter.configuration.tree import Tree, opened


@dataclass(frozen=True, slots=True)
class Exported:
    """Callee names for Tapenade's ``-nocheckpoint``, and the ones that cannot be said with it."""

    names: tuple[str, ...]
    left_out: Mapping[str, str]
    """Callee and why."""


def export(
    config: Path | Configuration,
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Exported:
    """The callees of which every call site in the sources is not checkpointed under the configuration."""
    with opened(config, root) as (tree, _):
        return exported(tree, include, exclude)


def exported(tree: Tree, include: Sequence[str], exclude: Sequence[str]) -> Exported:
    """What :func:`export` finds in a tree that is open."""
    settings = {entry.id: entry.setting for entry in tree.config.entries if isinstance(entry, SiteEntry)}
    switched = {site for site, setting in settings.items() if setting is Setting.NOCHECKPOINT}
    kept = {site for site, setting in settings.items() if setting is Setting.CHECKPOINT}
    callees: dict[str, list[CallSite]] = {site.callee: [] for site in sorted(switched, key=lambda site: site.callee)}
    for site in read([tree.root], root=tree.root, include=include, exclude=exclude, how=tree.config.how).rows.sites:
        if site.callee in callees:
            callees[site.callee].append(site)
    names, left_out = [], {}
    for callee, sites in callees.items():
        others = [site for site in sites if site.identity not in switched]
        remaining = [site for site in others if site.identity in kept or site.state is not State.NOT_CHECKPOINTED]
        if remaining:
            count = f"{len(remaining)} of its {len(sites)} sites"
            left_out[callee] = f"{count} stay checkpointed, such as {remaining[0].id}"
        else:
            names.append(callee)
    return Exported(tuple(names), left_out)


def tapenade_options(exported: Exported) -> str:
    """``-nocheckpoint "a b"``: one list, since of several Tapenade keeps only the last."""
    return f'-nocheckpoint "{" ".join(exported.names)}"' if exported.names else ""
