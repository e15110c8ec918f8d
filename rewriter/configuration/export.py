"""``export``: a configuration as Tapenade's option ``-nocheckpoint``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.reader import read
from rewriter.callsites.site import CallSite
from rewriter.configuration.model import Configuration, Setting, SiteEntry
from rewriter.configuration.options import needed, nocheckpoint, staying
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
    beside_directives: bool = False,
) -> Exported:
    """The callees of which every call site in the sources is not checkpointed under the configuration.

    ``beside_directives``: of these only what directives cannot say, for sources in which they are placed.
    """
    with opened(config, root) as (tree, _):
        return exported(tree, include, exclude, beside_directives=beside_directives)


def exported(
    tree: Tree, include: Sequence[str], exclude: Sequence[str], *, beside_directives: bool = False
) -> Exported:
    """What :func:`export` finds in a tree that is open."""
    settings = {entry.id: entry.setting for entry in tree.config.entries if isinstance(entry, SiteEntry)}
    switched = {site.callee for site, setting in settings.items() if setting is Setting.NOCHECKPOINT}
    named = needed(tree.config) if beside_directives else sorted(switched)
    callees: dict[str, list[CallSite]] = {callee: [] for callee in named}
    for site in read([tree.root], root=tree.root, include=include, exclude=exclude, how=tree.config.how).rows.sites:
        if site.callee in callees:
            callees[site.callee].append(site)
    names, left_out = [], {}
    for callee, sites in callees.items():
        if remaining := staying([callee], sites, settings).get(callee):
            count = f"{len(remaining)} of its {len(sites)} sites"
            left_out[callee] = f"{count} stay checkpointed, such as {remaining[0].id}"
        else:
            names.append(callee)
    return Exported(tuple(names), left_out)


def tapenade_options(exported: Exported) -> str:
    """``-nocheckpoint "a b"``: one list, since of several Tapenade keeps only the last."""
    return nocheckpoint(exported.names)
