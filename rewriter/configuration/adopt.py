"""``adopt``: a configuration brought up to the sources as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.extent import check_inside
from rewriter.configuration.model import Configuration, Entry, FragmentEntry, configuration
from rewriter.configuration.tree import Tree, opened
from rewriter.errors import Refused, UsageError


@dataclass(frozen=True, slots=True)
class Adopted:
    """The configuration, and why some of its entries are as they were."""

    configuration: Configuration
    left: tuple[Refused, ...] = ()


def adopt(
    config: Path | Configuration, moved: Mapping[SiteId, SiteId] | None = None, *, root: Path | None = None
) -> Adopted:
    """The configuration with each entry about the site that it is found at now, remembered as it is now.

    ``moved`` says of sites of the configuration which they are now. Entries whose site is not certain stay as they are.

    Raises :class:`UsageError` where ``moved`` names a site that the configuration does not, and :class:`Refused` where
    one that it should be now is not there.
    """
    with opened(config, root) as (tree, _):
        return adopted(tree, moved or {})


def adopted(tree: Tree, moved: Mapping[SiteId, SiteId]) -> Adopted:
    """What :func:`adopt` makes of the configuration of a tree that is open."""
    entries = [_now(entry, moved) for entry in tree.config.entries]
    named = {site for entry in tree.config.entries for site in _ends(entry)}
    for site in moved:
        if site not in named:
            raise UsageError(f"{site}: the configuration has no such site")
    check_inside(entries, tree.root)
    now = Tree(replace(tree.config, entries=tuple(entries)), tree.root, tree.adopting)
    renewed: list[Entry] = []
    left: dict[Entry, Refused] = {}
    for old, (entry, outcome) in zip(tree.config.entries, now.outcomes(entries), strict=True):
        if not isinstance(outcome, Refused):
            state, found = now.located(entry)
            renewed.append(state.renewed(found))
        elif entry == old:
            left[entry] = outcome
        else:
            raise outcome
    still = {entry.id.path for entry in left}
    files = {path: digest for path, digest in tree.config.files.items() if path in still}
    files |= {path: now.state(path).source.digest for path in {entry.id.path for entry in renewed} - still}
    ordered = configuration([*renewed, *left]).entries
    return Adopted(replace(tree.config, entries=ordered, files=files), tuple(left.values()))


def _ends(entry: Entry) -> tuple[SiteId, ...]:
    return (entry.id, entry.last) if isinstance(entry, FragmentEntry) else (entry.id,)


def _now(entry: Entry, moved: Mapping[SiteId, SiteId]) -> Entry:
    """The entry about the sites that the user names: of these the id alone counts."""
    if isinstance(entry, FragmentEntry) and entry.last in moved:
        entry = replace(entry, last=moved[entry.last], last_fingerprint=None)
    return replace(entry, id=moved[entry.id], fingerprint=None) if entry.id in moved else entry
