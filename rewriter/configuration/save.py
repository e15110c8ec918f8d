"""``save``: the configuration that the sources hold, changed by what the user asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rewriter.callsites.reader import FileProblem, Reading, Wanted, read
from rewriter.callsites.resolve import selected, selected_one
from rewriter.callsites.site import CallSite
from rewriter.configuration.copies import copied
from rewriter.configuration.extent import check_inside
from rewriter.configuration.file_state import FileState
from rewriter.configuration.model import Configuration, Entry, Setting, binomial_arguments, configuration
from rewriter.configuration.toml import dumps
from rewriter.errors import Refused, UsageError
from rewriter.languages.model import Kind
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
    problems: tuple[FileProblem, ...] = ()
    """Files, or places in them, that could not be understood: directives there are not in the configuration."""


@dataclass(slots=True)
class _Asked:
    """What is asked for in one file."""

    sites: list[tuple[CallSite, Setting]] = field(default_factory=list)
    loops: list[tuple[CallSite, str]] = field(default_factory=list)
    fragments: list[tuple[CallSite, CallSite]] = field(default_factory=list)


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
    form: str | None = None,
) -> Saved:
    """The configuration that the sources hold now, changed by what is asked for.

    ``nocheckpoint`` and ``checkpoint`` name sites by id, ``callee@line``, ``file:line``, or by callee for
    all its sites; ``fragments`` are pairs of sites; ``binomial`` gives loops their arguments.

    Raises :class:`Refused` for a site that is not there, not unique, or cannot be switched, and where the files may be
    half changed by an interrupted command.
    """
    wanted = Wanted(loops=bool(binomial), most=len(nocheckpoint) + len(checkpoint) > _MANY)
    reading = read(paths, root=root, include=include, exclude=exclude, form=form, wanted=wanted)
    check_finished(reading.root, reading.files)
    asked: dict[str, _Asked] = {}
    warnings = _ask_for_sites(asked, reading, {Setting.NOCHECKPOINT: nocheckpoint, Setting.CHECKPOINT: checkpoint})
    for words, arguments in (binomial or {}).items():
        fit = binomial_arguments(arguments, words)
        for loop in selected(words, reading.rows.loops):
            asked.setdefault(loop.path, _Asked()).loops.append((loop, fit))
    for first, last in fragments:
        pair = _ends(first, last, reading.rows.sites)
        asked.setdefault(pair[0].path, _Asked()).fragments.append(pair)
    entries: list[Entry] = []
    files: dict[str, str] = {}
    for path in _holding(reading, asked):
        state = FileState(reading.source(path), reading.names, same=True)
        if held := _held(state, asked.get(path, _Asked())):
            files[path] = state.source.digest
            entries += held
    check_inside(entries, reading.root)
    called = {site.callee for site in reading.rows.sites if site.path in files}
    saved = configuration(
        entries,
        form=form or "",
        functions=tuple(sorted(reading.names.functions & called)),
        split=tuple(sorted(reading.names.split & called)),
        copied=copied(entries, reading),
        files=files,
        made={"by": f"rewriter {VERSION}"},
    )
    return Saved(saved, warnings, tuple(reading.rows.problems))


def _ask_for_sites(
    asked: dict[str, _Asked], reading: Reading, wanted: Mapping[Setting, Sequence[str]]
) -> tuple[str, ...]:
    """Add the sites that are named to what is asked for, and give the warnings about them."""
    remarks: dict[tuple[str, str], list[CallSite]] = {}
    sites = reading.rows.sites
    by_id = {site.id: site for site in reversed(sites)} if any(wanted.values()) else {}
    for setting, names in wanted.items():
        for words in names:
            meant = [by_id[words]] if words in by_id else selected(words, sites)
            for site in meant:
                if site.call.obstacle:
                    if len(meant) == 1:
                        where = f"{site.path}:{site.first_line}"
                        raise Refused(f"{where}: {site.id} cannot be switched: {site.call.obstacle}")
                    remarks.setdefault((site.callee, f"left out ({site.call.obstacle})"), []).append(site)
                    continue
                if site.obstacle:
                    remarks.setdefault((site.callee, site.obstacle.long), []).append(site)
                asked.setdefault(site.path, _Asked()).sites.append((site, setting))
    return tuple(_remark(*said, about) for said, about in remarks.items())


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
    split = reading.names.split
    of_split = {site.path for site in reading.rows.sites if site.callee in split} if split else set()
    holding = {*reading.rows.marked, *asked, *of_split}
    return [path for path in reading.files if path in holding]


def _held(state: FileState, asked: _Asked) -> list[Entry]:
    """The entries of one file: what it holds, changed by what is asked for.

    Raises :class:`Refused` where that is unsafe, or Tapenade would not obey.
    """
    held = {entry.key: entry for entry in state.entries()}
    new: list[Entry] = [state.site_entry(_unmarked(state, site), setting) for site, setting in asked.sites]
    new += (state.loop_entry(_unmarked(state, loop), arguments) for loop, arguments in asked.loops)
    new += (state.fragment_entry(_unmarked(state, first), _unmarked(state, last)) for first, last in asked.fragments)
    held.update((entry.key, entry) for entry in new)
    outcomes = [state.outcome(entry) for entry in held.values()]
    if asked.fragments:
        state.source.with_changes(state.with_outcomes(outcomes))
    return list(held.values())


def _unmarked(state: FileState, site: CallSite) -> CallSite:
    """The site in the text without our marks that has the identity of one in the text as it is."""
    known = state.known_loops if Kind.LOOP in site.kind else state.known_sites
    found = known.by_id.get(site.identity)
    if found is None:
        raise Refused(f"{site.path}:{site.first_line}: {site.id} has just been changed by someone; run again")
    return found


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
