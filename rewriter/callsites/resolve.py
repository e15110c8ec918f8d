"""From what a configuration or a user says of a site to the site; never to another one.

Where the source has changed since, the fingerprint must fit. What fits no site, or more
than one, is refused with candidates.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from rewriter.callsites.fingerprint import Fingerprint, Fingerprints, Neighbours, direct
from rewriter.callsites.site import CallSite
from rewriter.callsites.site_id import SiteId, plain
from rewriter.errors import Refused
from rewriter.languages.model import Kind

K = TypeVar("K", bound=Hashable)


class Known:
    """The sites of one file, to be looked up by what a configuration says of one."""

    def __init__(self, sites: Sequence[CallSite], prints: Fingerprints) -> None:
        """``sites`` are all of the file."""
        self.sites = sites
        self.prints = prints

    @cached_property
    def by_id(self) -> dict[SiteId, CallSite]:
        return {site.identity: site for site in self.sites}

    @cached_property
    def by_callee(self) -> Mapping[str, list[CallSite]]:
        return _grouped(self.sites, lambda site: site.callee)

    @cached_property
    def by_procedure(self) -> Mapping[str, list[CallSite]]:
        return _grouped(self.sites, lambda site: site.procedure)

    @cached_property
    def by_both(self) -> Mapping[tuple[str, str], list[CallSite]]:
        return _grouped(self.sites, lambda site: (site.procedure, site.callee))

    @cached_property
    def by_statement(self) -> Mapping[tuple[str, str, str], list[CallSite]]:
        """By procedure, callee and statement."""
        return _grouped(self.sites, lambda site: (site.procedure, site.callee, self.prints.statement(site.call)))

    @cached_property
    def by_neighbours(self) -> Mapping[tuple[str, str, str, Neighbours], list[CallSite]]:
        """By procedure, callee, statement and its direct neighbours."""
        return _grouped(
            self.sites,
            lambda site: (
                site.procedure,
                site.callee,
                self.prints.statement(site.call),
                direct(*self.prints.neighbours(site.call)),
            ),
        )

    def alike(self, procedure: str, callee: str, fingerprint: Fingerprint) -> list[CallSite]:
        """Those that read as the one remembered did."""
        return self.by_statement.get((procedure, callee, fingerprint.statement), [])

    def fitting(self, procedure: str, callee: str, fingerprint: Fingerprint) -> list[CallSite]:
        """Of these, those that stand where it did."""
        if fingerprint.twins > 1:
            key = (procedure, callee, fingerprint.statement, fingerprint.direct)
            candidates = self.by_neighbours.get(key, [])
        else:
            candidates = self.alike(procedure, callee, fingerprint)
        prints, landmarks = self.prints, fingerprint.landmarks
        return [
            site
            for site in candidates
            if fingerprint.fits(*prints.neighbours(site.call)) and prints.standing(site.call, landmarks)
        ]


def _grouped(sites: Sequence[CallSite], key: Callable[[CallSite], K]) -> Mapping[K, list[CallSite]]:
    found: dict[K, list[CallSite]] = {}
    for site in sites:
        found.setdefault(key(site), []).append(site)
    return found


def resolved(site: SiteId, fingerprint: Fingerprint | None, known: Known, *, same: bool = False) -> CallSite:
    """The site of one file that an id means, the source being as it was or changed since.

    ``same``: the file is known to hold what it held when the fingerprint was taken.

    Raises :class:`Refused`, with candidates, if it is not certain.
    """
    named, prints = known.by_id.get(site), known.prints
    if named is not None and fingerprint is not None:
        if same and fingerprint.statement == prints.statement(named.call):
            return named
        if fingerprint.body == prints.body(named.procedure) != "":
            return named  # nothing in its procedure has changed
    procedure, callee = site.procedure, site.callee
    of_callee = known.by_callee.get(callee, [])
    here = known.by_both.get((procedure, callee), [])
    if fingerprint is None:
        if named is None:
            raise uncertain(site, f"no site {site.in_file}", here or of_callee or known.sites)
        return named
    if not prints.body(procedure) and procedure not in known.by_procedure:
        return _in_renamed(site, fingerprint, known)
    alike = known.alike(procedure, callee, fingerprint)
    fitting = known.fitting(procedure, callee, fingerprint)
    if len(fitting) == 1 and prints.of(fitting[0].call).twins == fingerprint.twins:
        return fitting[0]
    if (only := _only(fingerprint, here, prints)) is not None:
        return only
    if not alike:
        why = f"no call of {callee} in {procedure} is as it was when the configuration was saved"
    elif not fitting:
        why = f"the statements around the call of {callee} in {procedure} are not those of the configuration"
    else:
        why = f"several calls of {callee} in {procedure} may be meant"
    near = alike or here or of_callee or known.by_procedure.get(procedure) or known.sites
    raise uncertain(site, f"{site.in_file}: {why}", _by_likeness(near, fingerprint, prints))


def _only(fingerprint: Fingerprint, here: Sequence[CallSite], prints: Fingerprints) -> CallSite | None:
    """The only call of its callee in a procedure that had only one, if that one stood in its place.

    The procedure is as it was but for the names of variables; or the neighbours on one side are the very ones, and
    the call reads as it did; or those on both sides, and the call passes some of what it did.
    """
    if fingerprint.calls != 1 or len(here) != 1:
        return None
    call = here[0].call
    sides = prints.adjoining(call, fingerprint)
    found = (
        fingerprint.shape == prints.shape(call)
        or (any(sides) and fingerprint.statement == prints.statement(call))
        or (all(sides) and fingerprint.shares_arguments(prints.arguments(call)))
    )
    return here[0] if found else None


def _in_renamed(site: SiteId, fingerprint: Fingerprint, known: Known) -> CallSite:
    """The site in the one procedure that has the body of the vanished one."""
    names = known.prints.named(fingerprint.body) if fingerprint.body else []
    if len(names) == 1 and (found := known.by_id.get(replace(site, procedure=names[0]))):
        return found
    near = known.by_callee.get(site.callee) or known.sites
    why = f"{site.in_file}: there is no procedure {site.procedure}"
    raise uncertain(site, why, _by_likeness(near, fingerprint, known.prints))


def uncertain(site: SiteId, why: str, near: Sequence[CallSite]) -> Refused:
    """The refusal to take any of these sites, best first, for one of a configuration."""
    same = [other for other in near if other.callee == site.callee]
    instead = (str(site), same[0].id) if same and same[0] is near[0] else None
    return Refused(why, site.path, candidates=_ids(near), instead=instead)


def _by_likeness(near: Sequence[CallSite], fingerprint: Fingerprint, prints: Fingerprints) -> list[CallSite]:
    """First those that read as the one remembered did, then those with more of its neighbours."""

    def unlike(site: CallSite) -> tuple[bool, int]:
        before, after = prints.neighbours(site.call)
        return prints.statement(site.call) != fingerprint.statement, -fingerprint.around(before, after)

    return sorted(near, key=unlike)


def selected(words: str, sites: Sequence[CallSite]) -> list[CallSite]:
    """The sites a user means by an id, ``callee@line``, ``file:line``, or a callee (then all its sites).

    Raises :class:`UsageError` for no site, :class:`Refused` for a line that several sites share.
    """
    matches: list[CallSite]
    if "::" in words:
        wanted = SiteId.parse(words)
        matches = [site for site in sites if site.callee == wanted.callee and site.identity == wanted]
        unique = True
    elif match := re.fullmatch(r"(.+)@([0-9]+)", words):
        matches = _at(_line(match[2]), [s for s in sites if _same_callee(match[1], s)])
        unique = True
    elif match := re.fullmatch(r"(?s:(.+)):([0-9]+)", words):
        matches = _on_line(plain(match[1]), _line(match[2]), sites)
        unique = True
    else:
        matches = [site for site in sites if _same_callee(words, site)]
        unique = False
    if not matches:
        callee = re.split(r"[@#:]", words.rpartition(">")[2])[0]
        near = [site for site in sites if _same_callee(callee, site)]
        if near:
            raise Refused(f"no call site matches {words!r}", candidates=_ids(near))
        alike = difflib.get_close_matches(callee.lower(), {site.callee for site in sites}, 5)
        raise Refused(f"no call site matches {words!r}: nothing calls {callee}", candidates=alike)
    if unique and len(matches) > 1:
        raise _several(words, matches)
    return matches


def selected_one(words: str, sites: Sequence[CallSite]) -> CallSite:
    """As :func:`selected`, where a callee with several sites is not certain. Raises :class:`Refused` for one."""
    matches = selected(words, sites)
    if len(matches) > 1:
        raise _several(words, matches)
    return matches[0]


def _several(words: str, matches: Sequence[CallSite]) -> Refused:
    return Refused(f"{words!r} matches {len(matches)} sites; name one by its id", candidates=_ids(matches))


def _on_line(file: str, line: int, sites: Sequence[CallSite]) -> list[CallSite]:
    """The sites of a line. Raises :class:`Refused` where there is none, with those nearest."""
    inside = [s for s in sites if s.path == file or s.path.endswith(f"/{file}")]
    if not inside:
        alike = difflib.get_close_matches(file, {site.path for site in sites}, 5)
        reason = f"no call site matches '{file}:{line}': there is no {_what(sites)} in a file named {file}"
        raise Refused(reason, candidates=alike)
    found = _at(line, inside)
    if not found:
        near = sorted(sorted(inside, key=lambda s: abs(s.first_line - line))[:3], key=lambda s: s.first_line)
        raise Refused(f"there is no {_what(inside)} on this line", file, line, _ids(near))
    return found


def _line(digits: str) -> int:
    """The number; of more digits than any file has lines, the first of them."""
    return int(digits.lstrip("0")[:18] or "0")


def _at(line: int, sites: Sequence[CallSite]) -> list[CallSite]:
    """The sites of a line; of loops those that begin there, else those around it."""
    found = [s for s in sites if s.first_line <= line <= s.last_line]
    return [s for s in found if s.kind & Kind.LOOP and s.first_line == line] or found


def _what(sites: Sequence[CallSite]) -> str:
    return "loop" if sites and sites[0].kind & Kind.LOOP else "call"


def _same_callee(words: str, site: CallSite) -> bool:
    name = words.rpartition(".")[2].rpartition("%")[2] if "%" not in site.callee else words
    return site.callee == name or site.callee == name.lower()


def _ids(sites: Sequence[CallSite]) -> list[str]:
    return [f"{site.id} (line {site.first_line})" for site in sites[:10]]
