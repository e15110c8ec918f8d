"""``save``: the configuration that the sources hold, changed by what the user asks for."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import NamedTuple

from rewriter.callsites.facts import Seen, facts
from rewriter.callsites.reader import FileProblem, Reading, Wanted, read
from rewriter.callsites.resolve import selected, selected_one
from rewriter.callsites.site import CallSite
from rewriter.callsites.written import written
from rewriter.configuration.copies import copied
from rewriter.configuration.extent import check_inside
from rewriter.configuration.file_state import FileState
from rewriter.configuration.model import Configuration, Entry, Setting, binomial_arguments, configuration
from rewriter.configuration.options import staying
from rewriter.configuration.placeable import unplaceable
from rewriter.configuration.toml import dumps
from rewriter.errors import Refused, UsageError
from rewriter.languages.model import Kind
from rewriter.languages.obstacle import Obstacle
from rewriter.languages.registry import FORTRAN, C, language_of
from rewriter.text.interrupted import check_finished
from rewriter.text.single import write_file
from rewriter.version import VERSION

_MANY = 1000
"""Names of sites beyond which they are taken to be all over the tree."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A configuration, and warnings for the user."""

    configuration: Configuration
    warnings: tuple[str, ...]
    left_out: tuple[CallSite, ...] = ()
    """The sites asked for that cannot be switched, or whose statement cannot be written; the warnings say why."""
    problems: tuple[FileProblem, ...] = ()
    """Files, or places in them, that could not be understood: directives there are not in the configuration."""
    notes: tuple[FileProblem, ...] = ()
    """What else the user should know of files."""


@dataclass(slots=True)
class _Asked:
    """What is asked for in one file."""

    sites: list[tuple[CallSite, Setting]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """Those of the sites, once it is known that they can be placed."""
    by_option: list[CallSite] = field(default_factory=list)
    """Sites not to be checkpointed that no directive reaches, but the option does."""
    loops: list[tuple[CallSite, str]] = field(default_factory=list)
    fragments: list[tuple[CallSite, CallSite]] = field(default_factory=list)


class _LeftOut(NamedTuple):
    """A site that was asked for in vain."""

    site: CallSite
    why: str
    refusal: Refused
    """For the one who asked for nothing else."""


def save(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    nocheckpoint: Sequence[str] = (),
    checkpoint: Sequence[str] = (),
    fragments: Sequence[tuple[str, str]] = (),
    binomial: Mapping[str, str] | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    include_dirs: Sequence[Path] = (),
    form: str | None = None,
    languages: Mapping[str, str] | None = None,
) -> Saved:
    """The configuration that the sources hold now, changed by what is asked for.

    ``nocheckpoint`` and ``checkpoint`` name sites by id, ``callee@line``, ``file:line``, or by callee for
    all its sites; ``fragments`` are pairs of sites; ``binomial`` gives loops their arguments.

    A site that no directive reaches is switched by Tapenade's option ``-nocheckpoint`` if no site of its callee stays
    checkpointed; its entry says so. One that cannot be switched is left out with a warning; where it is all that is
    asked for, that is refused.

    Raises :class:`Refused` also for a site that is not there or not unique, and where the files may be half changed by
    an interrupted command.
    """
    wanted = Wanted(loops=bool(binomial), most=len(nocheckpoint) + len(checkpoint) > _MANY)
    reading = read(
        paths,
        root=root,
        include=include,
        exclude=exclude,
        include_dirs=include_dirs,
        how=written(form, languages or {}),
        wanted=wanted,
    )
    check_finished(reading.root, reading.files)
    asked: dict[str, _Asked] = {}
    settings = {Setting.NOCHECKPOINT: nocheckpoint, Setting.CHECKPOINT: checkpoint}
    unsure, vain = _ask_for_sites(asked, reading, settings)
    _ask_for_others(asked, reading, binomial or {}, fragments)
    opened = {path: FileState(reading.source(path), reading.names, same=True) for path in _holding(reading, asked)}
    unplaced = [
        one for path, state in opened.items() if path in asked for one in _without_unplaceable(state, asked[path])
    ]
    left_out = [*vain, *_without_joint(asked.values(), reading.rows.sites), *unplaced]
    held = {path: entries for path, state in opened.items() if (entries := _held(state, asked.get(path, _Asked())))}
    if len(left_out) == 1 == len(nocheckpoint) + len(checkpoint) and not any(map(_any, asked.values())):
        raise left_out[0].refusal
    saved = _configured(held, [opened[path] for path in held], reading)
    saved = replace(saved, form=form or "", languages={**saved.languages, **(languages or {})})
    warnings = _remarks([*((one.site, f"left out ({one.why})") for one in left_out), *unsure])
    sites = tuple(one.site for one in left_out)
    return Saved(saved, warnings, sites, tuple(reading.rows.problems), tuple(reading.rows.notes))


def _configured(held: Mapping[str, Sequence[Entry]], states: Sequence[FileState], reading: Reading) -> Configuration:
    """The configuration of these entries of files, and what is to be remembered of the files."""
    entries = [entry for those in held.values() for entry in those]
    check_inside(entries, reading.root)
    return configuration(
        entries,
        languages=_odd_headers(states),
        functions=_functions(states),
        split=_split(states),
        copied=copied(entries, reading),
        files={state.source.path: state.source.digest for state in states},
        made={"by": f"rewriter {VERSION}"},
    )


def _ask_for_others(
    asked: dict[str, _Asked], reading: Reading, binomial: Mapping[str, str], fragments: Sequence[tuple[str, str]]
) -> None:
    """Add the loops and the fragments that are named to what is asked for."""
    for words, arguments in binomial.items():
        fit = binomial_arguments(arguments, words)
        for loop in selected(words, reading.rows.loops):
            asked.setdefault(loop.path, _Asked()).loops.append((loop, fit))
    for first, last in fragments:
        pair = _ends(first, last, reading.rows.sites)
        asked.setdefault(pair[0].path, _Asked()).fragments.append(pair)


def _ask_for_sites(
    asked: dict[str, _Asked], reading: Reading, wanted: Mapping[Setting, Sequence[str]]
) -> tuple[list[tuple[CallSite, str]], list[_LeftOut]]:
    """Add the sites that are named to what is asked for; give those to warn of, and those that cannot be switched."""
    unsure: list[tuple[CallSite, str]] = []
    left_out: list[_LeftOut] = []
    sites = reading.rows.sites
    by_id = {site.id: site for site in reversed(sites)} if any(wanted.values()) else {}
    for setting, names in wanted.items():
        for words in names:
            meant = [by_id[words]] if words in by_id else selected(words, sites)
            for site in meant:
                if site.by_option and setting is Setting.NOCHECKPOINT:
                    asked.setdefault(site.path, _Asked()).by_option.append(site)
                    continue
                if why := site.call.obstacle:
                    left_out.append(_cannot(site, why))
                    continue
                if site.obstacle:
                    unsure.append((site, site.obstacle.long))
                asked.setdefault(site.path, _Asked()).sites.append((site, setting))
    return unsure, left_out


def _cannot(site: CallSite, why: Obstacle) -> _LeftOut:
    refusal = Refused(f"{site.path}:{site.first_line}: {site.id} cannot be switched: {why}")
    return _LeftOut(site, why.long, refusal)


def _without_joint(asked: Collection[_Asked], sites: Iterable[CallSite]) -> list[_LeftOut]:
    """Take out what the option would switch together with sites that stay checkpointed."""
    settings = {site.identity: setting for one in asked for site, setting in one.sites}
    by_option = [site for one in asked for site in one.by_option]
    settings.update((site.identity, Setting.NOCHECKPOINT) for site in by_option)
    joint = staying({site.callee for site in by_option}, sites, settings)
    for one in asked:
        one.by_option = [site for site in one.by_option if site.callee not in joint]
    return [_cannot(site, why) for site in by_option if site.callee in joint and (why := site.call.obstacle)]


def _without_unplaceable(state: FileState, asked: _Asked) -> list[_LeftOut]:
    """Take what the file cannot hold out of what is asked for in it."""
    entries = [state.site_entry(_unmarked(state, site), setting) for site, setting in asked.sites]
    refused = unplaceable(state, entries)
    left_out = [
        (site, refused[entry]) for (site, _), entry in zip(asked.sites, entries, strict=True) if entry in refused
    ]
    asked.sites = [one for one, entry in zip(asked.sites, entries, strict=True) if entry not in refused]
    asked.entries = [entry for entry in entries if entry not in refused]
    return [_LeftOut(site, why.reason, why) for site, why in left_out]


def _odd_headers(states: Iterable[FileState]) -> dict[str, str]:
    """Headers that are Fortran because Fortran includes them, not by their looks: who reads one alone must be told."""
    sources = [state.source for state in states]
    return {
        glob.escape(one.path): "fortran"
        for one in sources
        if one.language is FORTRAN and one.path.endswith(".h") and language_of(PurePath(one.path), one.text) is C
    }


def _any(asked: _Asked) -> bool:
    return bool(asked.sites or asked.by_option or asked.loops or asked.fragments)


def _ends(first: str, last: str, sites: Sequence[CallSite]) -> tuple[CallSite, CallSite]:
    """The two ends of a fragment. Raises :class:`Refused` where they are in two files."""
    begins, ends = selected_one(first, sites), selected_one(last, sites)
    if begins.path != ends.path:
        raise Refused(
            f"{begins.path}:{begins.first_line}: a fragment cannot begin here at {begins.id} and end in another file,"
            f" at {ends.id} in {ends.path}:{ends.first_line}; name two sites in one procedure"
        )
    return begins, ends


def _holding(reading: Reading, asked: Iterable[str]) -> list[str]:
    """The files that may hold entries, or for which some are asked for, in order."""
    holding = {*reading.rows.marked, *asked}
    return [path for path in reading.files if path in holding]


def _held(state: FileState, asked: _Asked) -> list[Entry]:
    """The entries of one file: what it holds, changed by what is asked for.

    Raises :class:`Refused` where that is unsafe, or Tapenade would not obey.
    """
    held = {entry.key: entry for entry in state.entries()}
    new: list[Entry] = list(asked.entries)
    unchecked = Setting.NOCHECKPOINT
    new += (state.site_entry(_unmarked(state, site), unchecked, by_option=True) for site in asked.by_option)
    new += (state.loop_entry(_unmarked(state, loop), arguments) for loop, arguments in asked.loops)
    new += (state.fragment_entry(_unmarked(state, first), _unmarked(state, last)) for first, last in asked.fragments)
    held.update((entry.key, entry) for entry in new)
    outcomes = [state.outcome(entry) for entry in held.values()]
    if asked.fragments:
        state.source.with_changes(state.with_outcomes(outcomes), state.names.cpp)
    return list(held.values())


def _functions(states: Iterable[FileState]) -> tuple[str, ...]:
    """The facts about functions that the listing of these files rests on."""
    known = ((state.source, state.source.known(state.names)) for state in states)
    asked = [
        (Seen(source.path, source.scan.procedures[unit].name, name), holds)
        for source, about in known
        for (unit, name), holds in about.asked.items()
    ]
    return facts((seen for seen, holds in asked if holds), (seen for seen, holds in asked if not holds))


def _split(states: Sequence[FileState]) -> tuple[str, ...]:
    """The facts about callees that a NOCHECKPOINT before their definition splits."""
    called = [
        (Seen(site.path, site.procedure, site.callee), state.is_split(site)) for state in states for site in state.sites
    ]
    return facts((seen for seen, holds in called if holds), (seen for seen, holds in called if not holds))


def _unmarked(state: FileState, site: CallSite) -> CallSite:
    """The site in the text without our marks that has the identity of one in the text as it is."""
    known = state.known_loops if Kind.LOOP in site.kind else state.known_sites
    found = known.by_id.get(site.identity)
    if found is None:
        raise Refused(f"{site.path}:{site.first_line}: {site.id} has just been changed by someone; run again")
    return found


def _remarks(about: Sequence[tuple[CallSite, str]]) -> tuple[str, ...]:
    """Warnings, one for all calls of one callee of which the same is said."""
    remarks: dict[tuple[str, str], list[CallSite]] = {}
    for site, what in about:
        remarks.setdefault((site.callee, what), []).append(site)
    return tuple(_remark(*said, sites) for said, sites in remarks.items())


def _remark(callee: str, what: str, about: Sequence[CallSite]) -> str:
    """One message about several calls of a callee, with the places of the first few."""
    places = list(dict.fromkeys(f"{site.path}:{site.first_line}" for site in about))
    more = [f"{len(places) - 3} more"] if len(places) > 3 else []
    return f"{', '.join(places[:3] + more)}: call of {callee}: {what}"


def save_to(path: Path, saved: Configuration, root: Path) -> None:
    """Write a configuration, its root relative to the folder it is in."""
    folder = Path(os.path.abspath(path)).parent
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    text = dumps(replace(saved, root=Path(os.path.relpath(root, folder)).as_posix()))
    write_file(path, text.encode())
