"""Entries whose procedure is in another file now."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from rewriter.callsites.reader import Reading, Wanted, read
from rewriter.callsites.site import CallSite
from rewriter.callsites.site_id import SiteId
from rewriter.callsites.source import generated
from rewriter.callsites.written import Written
from rewriter.configuration.copies import simple
from rewriter.configuration.model import Entry, FragmentEntry
from rewriter.text.within import leading_out


class Elsewhere:
    """All files of a tree, read when they are first asked for."""

    def __init__(self, root: Path, how: Written, copied: Container[str]) -> None:
        """``copied``: the procedures that several files defined when the configuration was saved."""
        self._root = root
        self._how = how
        self._copied = copied

    @cached_property
    def reading(self) -> Reading:
        return read([self._root], root=self._root, how=self._how, wanted=Wanted(loops=True))

    @cached_property
    def _by_name(self) -> dict[str, list[CallSite]]:
        """Sites and loops by the name of their procedure, without what is around it."""
        found: dict[str, list[CallSite]] = {}
        for site in (*self.reading.rows.sites, *self.reading.rows.loops):
            found.setdefault(simple(site.procedure), []).append(site)
        return found

    def alike(self, site: SiteId) -> list[CallSite]:
        """The sites of other files in procedures of this name that call the same."""
        others = [other for other in self._by_name.get(simple(site.procedure), []) if other.path != site.path]
        return [other for other in others if other.callee == site.callee]

    def followed(self, entry: Entry) -> Entry | None:
        """The entry in the one other file that has its procedure, unchanged; ``None`` where there is no such file."""
        name = simple(entry.id.procedure)
        homes = {(site.path, site.procedure) for site in self._by_name.get(name, [])}
        if len(homes) != 1 or name.lower() in self._copied or entry.fingerprint is None:
            return None
        ((path, procedure),) = homes
        if path == entry.id.path or leading_out([path], self._root):
            return None
        source = self.reading.source(path)
        if generated(source.text) or source.fingerprints.body(procedure) != entry.fingerprint.body:
            return None
        return _put(entry, path, procedure)


def _put(entry: Entry, path: str, procedure: str) -> Entry:
    identity = replace(entry.id, path=path, procedure=procedure)
    if isinstance(entry, FragmentEntry):
        return replace(entry, id=identity, last=replace(entry.last, path=path, procedure=procedure))
    return replace(entry, id=identity)
