"""From the sites of a profile, which callbacks name by callee, file and line, to call sites of the primal.

The sources must be the very files that were differentiated, directives and all, or the lines mean nothing. What fits
no call, or more than one, is left without a site and shown with candidates; it is never guessed. A file name carries
no path, a line may be that of a preprocessed file, and two calls of one callee on one line look the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from rewriter.callsites.listing import Listing
from rewriter.callsites.site import CallSite
from rewriter.languages.model import Kind
from rewriter.profile.calltree import Site
from rewriter.text.edits import decode, line_of
from rewriter.text.files import regular


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A site of the profile whose call could not be identified."""

    reason: str
    candidates: tuple[CallSite, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """For each site of a profile, by its index, the call in the primal or why there is none."""

    placed: Mapping[int, CallSite]
    unplaced: Mapping[int, Unplaced]


def attributed(sites: Sequence[Site], listing: Listing) -> Attribution:
    """Find the calls that the sites of a profile are; reads the files of ``listing`` again."""
    lines = _Lines(listing.root)
    by_file: dict[str, list[CallSite]] = {}
    for call in listing.sites:
        by_file.setdefault(PurePosixPath(call.path).name, []).append(call)
    found = {index: _found(site, by_file, lines) for index, site in enumerate(sites)}
    placed = {index: call for index, call in found.items() if isinstance(call, CallSite)}
    unplaced = {index: why for index, why in found.items() if isinstance(why, Unplaced)}
    twice: dict[str, list[int]] = {}
    for index, call in placed.items():
        twice.setdefault(call.id, []).append(index)
    for indices in twice.values():
        if len(indices) > 1:
            for index in indices:
                unplaced[index] = Unplaced("other sites of the profile fit the same call", (placed.pop(index),))
    return Attribution(placed, unplaced)


class _Lines:
    """Which lines the statement of a call takes up."""

    def __init__(self, root: Path) -> None:
        self._text = cache(lambda path: decode(regular(root / path).read_bytes()))

    def hold(self, line: int, call: CallSite) -> bool:
        first = line_of(self._text(call.path), call.call.statement)
        return first <= line <= call.last_line

    def may_hold(self, line: int, call: CallSite) -> bool:
        """Tapenade gives a statement after ``;`` the number of the next line; other callbacks do not."""
        return self.hold(line, call) or (Kind.AFTER_SEMICOLON in call.kind and line == call.last_line + 1)


def _found(site: Site, by_file: Mapping[str, Sequence[CallSite]], lines: _Lines) -> CallSite | Unplaced:
    in_files = by_file.get(site.file, [])
    if not in_files:
        return _without_file(site, by_file)
    of_callee = [call for call in in_files if _calls(call, site.callee)]
    fitting = [call for call in of_callee if lines.may_hold(site.line, call)]
    files = {call.path for call in of_callee}
    macros = [call for call in in_files if Kind.MACRO in call.kind and lines.hold(site.line, call)]
    if len(macros) == 1 and not fitting:
        return macros[0]  # cpp made the call of it
    if not of_callee:
        there = tuple(call for call in in_files if lines.hold(site.line, call))
        return Unplaced(f"{site.file} has no call of {site.callee}", there)
    if not any(lines.hold(site.line, call) for call in fitting):
        return Unplaced(f"no call of {site.callee} on line {site.line} of {site.file}", tuple(fitting or of_callee))
    if len(files) > 1:
        return Unplaced(f"several files named {site.file} call {site.callee}", tuple(fitting))
    if len(fitting) > 1:
        return Unplaced(f"several calls of {site.callee} may be line {site.line} of {site.file}", tuple(fitting))
    return fitting[0]


def _calls(call: CallSite, name: str) -> bool:
    """Whether a callback can name the callee so."""
    return call.callee in (name, name.lower()) or name.lower() in call.aliases


def _without_file(site: Site, by_file: Mapping[str, Sequence[CallSite]]) -> Unplaced:
    stem = PurePosixPath(site.file).stem
    related = tuple(
        call
        for name, calls in by_file.items()
        if PurePosixPath(name).stem == stem
        for call in calls
        if _calls(call, site.callee)
    )
    if related:
        others = ", ".join(sorted({call.path for call in related}))
        return Unplaced(f"{site.file} is not among the sources; its lines may not be those of {others}", related)
    return Unplaced(f"no file {site.file} with calls among the sources", ())
