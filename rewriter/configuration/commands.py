"""What the commands do, as functions: values in, values out, files where they must be."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from rewriter.callsites.listing import FileProblem, sites
from rewriter.callsites.resolve import selected, selected_one, split_id
from rewriter.callsites.site import CallSite, Index, index
from rewriter.callsites.source import Source
from rewriter.configuration.extent import check_inside, root_named
from rewriter.configuration.file_state import FileState, Outcome, reverted
from rewriter.configuration.model import (
    BINOMIAL,
    CHECKPOINT,
    NOCHECKPOINT,
    SITE,
    Configuration,
    Entry,
    binomial_arguments,
    configuration,
    dumps,
    load,
)
from rewriter.configuration.verify import verify
from rewriter.errors import Refused, UsageError
from rewriter.languages.model import Kind
from rewriter.languages.registry import SUFFIXES
from rewriter.text.commit import Rewrite, commit, locked
from rewriter.text.files import found, regular
from rewriter.text.interrupted import check_finished, interrupted, unfinished
from rewriter.text.lock import held, pending, recovered
from rewriter.text.single import write_file
from rewriter.text.within import below, inside, leading_out
from rewriter.version import VERSION

__all__ = [
    "Exported",
    "FileChange",
    "Finding",
    "Saved",
    "Tree",
    "apply",
    "check",
    "export",
    "exported",
    "findings",
    "opened",
    "revert",
    "save",
    "save_to",
    "sites",
    "tapenade_options",
    "write_changes",
]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file a command changes (or would): its path below the root, and its bytes before and after."""

    path: str
    before: bytes
    after: bytes
    source: Source


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of a configuration against the sources."""

    id: str
    path: str
    line: int
    """0 where the site could not be found."""
    holds: bool
    message: str
    candidates: tuple[str, ...] = ()
    """Where the site could not be found: which may be meant."""

    @property
    def unresolved(self) -> bool:
        return not self.line


@dataclass(frozen=True, slots=True)
class Saved:
    """A configuration, and warnings for the user."""

    configuration: Configuration
    warnings: tuple[str, ...]
    problems: tuple[FileProblem, ...] = ()
    """Files, or places in them, that could not be understood: directives there are not in the configuration."""


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
    listing = sites(paths, root=root, include=include, exclude=exclude, form=form)
    check_finished(listing.root, listing.files)
    names = listing.names
    remarks: dict[tuple[str, str], list[CallSite]] = {}
    settings: list[tuple[CallSite, str, str]] = []
    by_id = {site.id: site for site in reversed(listing.sites)} if nocheckpoint or checkpoint else {}
    for setting, words in ((NOCHECKPOINT, nocheckpoint), (CHECKPOINT, checkpoint)):
        for word in words:
            wanted = [by_id[word]] if word in by_id else selected(word, listing.sites)
            several = len(wanted) > 1
            for site in wanted:
                if site.call.obstacle:
                    if not several:
                        where = f"{site.path}:{site.first_line}"
                        raise Refused(f"{where}: {site.id} cannot be switched: {site.call.obstacle}")
                    remarks.setdefault((site.callee, f"left out ({site.call.obstacle})"), []).append(site)
                    continue
                if site.obstacle:
                    remarks.setdefault((site.callee, site.obstacle.long), []).append(site)
                settings.append((site, setting, SITE))
    if binomial:
        loops = sites(paths, root=root, include=include, exclude=exclude, form=form, loops=True)
        for words, arguments in binomial.items():
            setting = binomial_arguments(arguments, words)
            settings += [(loop, setting, BINOMIAL) for loop in selected(words, loops.sites)]
    pairs = [(selected_one(first, listing.sites), selected_one(last, listing.sites)) for first, last in fragments]
    for first, last in pairs:
        if first.path != last.path:
            raise Refused(
                f"{first.path}:{first.first_line}: a fragment cannot begin here at {first.id} and end in another file,"
                f" at {last.id} in {last.path}:{last.first_line}; name two sites in one procedure"
            )
    asked: dict[str, list[tuple[CallSite, str, str]]] = {}
    for setting_of_site in settings:
        asked.setdefault(setting_of_site[0].path, []).append(setting_of_site)
    joined: dict[str, list[tuple[CallSite, CallSite]]] = {}
    for pair in pairs:
        joined.setdefault(pair[0].path, []).append(pair)
    entries: list[Entry] = []
    files: dict[str, str] = {}
    for path in listing.files:
        source = _read(listing.root, path, form)
        needed = path in asked or path in joined
        if source is None or not (needed or "$ad" in source.text.lower() or names.split):
            continue
        state = FileState(source, names, same=True)
        held = {entry.key: entry for entry in state.entries()}
        for site, setting, kind in asked.get(path, ()):
            entry = state.entry(_same(state, site, kind), setting, kind)
            held[entry.key] = entry
        for first, last in joined.get(path, ()):
            entry = state.fragment(_same(state, first, SITE), _same(state, last, SITE))
            held[entry.key] = entry
        if held:
            files[path] = _digest(source)
            outcomes = [state.outcome(entry) for entry in held.values()]
            if path in joined:
                source.with_changes(state.with_outcomes(outcomes))  # where Tapenade would not obey, say so now
            entries += held.values()
    check_inside(entries, listing.root)
    made = {"by": f"rewriter {VERSION}"}
    referenced = {site.callee for site in listing.sites if site.kind & Kind.FUNCTION}
    functions = tuple(sorted(referenced & {s.callee for s in listing.sites if s.path in files}))
    saved = configuration(entries, form=form or "", functions=functions, files=files, made=made)
    return Saved(saved, tuple(_remark(*said, about) for said, about in remarks.items()), listing.problems)


def _remark(callee: str, what: str, about: Sequence[CallSite]) -> str:
    """One message about several calls of a callee, with the places of the first few."""
    places = list(dict.fromkeys(f"{site.path}:{site.first_line}" for site in about))
    more = [f"{len(places) - 3} more"] if len(places) > 3 else []
    return f"{', '.join(places[:3] + more)}: call of {callee}: {what}"


def _same(state: FileState, site: CallSite, kind: str) -> CallSite:
    """The site in the text without our marks that has the id of one in the text as it is."""
    return (state.known_loops if kind == BINOMIAL else state.known_sites).by_id[site.id]


def _read(root: Path, path: str, form: str | None) -> Source | None:
    try:
        return Source(path, regular(root / path).read_bytes(), form)
    except (OSError, UsageError):
        return None


def _digest(source: Source) -> str:
    return hashlib.sha256(source.undone.text.encode("latin-1")).hexdigest()


class Tree:
    """The files that a configuration names, read once."""

    def __init__(self, config: Configuration, root: Path) -> None:
        self.root = root
        self.config = config
        self.sources: dict[str, Source] = {}
        self.missing: dict[str, str] = {}
        for path in config.by_file():
            try:
                self.sources[path] = Source(path, regular(root / path).read_bytes(), config.form or None)
            except OSError as error:
                self.missing[path] = error.strerror or str(error)
        told = Index(functions=frozenset(config.functions))
        self.names = Index.of([told, *(index(source.language, source.scan) for source in self.sources.values())])

    def outcomes(
        self, entries: Iterable[Entry], *, reverting: bool = False
    ) -> Iterator[tuple[Entry, Outcome | Refused]]:
        """What each entry wants, or why that is not certain."""
        states: dict[str, FileState] = {}
        for entry in entries:
            path = entry.path
            if path in self.missing:
                yield (
                    entry,
                    Refused(
                        f"{self.missing[path]}; the configuration has {entry.id} in it",
                        path,
                        candidates=self._elsewhere(entry),
                    ),
                )
                continue
            if path not in states:
                source = self.sources[path]
                same = path in self.config.files and self.config.files[path] == _digest(source)
                states[path] = FileState(source, self.names, same=same)
            state = states[path]
            try:
                yield entry, state.outcome(entry, reverting=reverting)
            except Refused as refusal:
                yield entry, refusal

    def changed(self, entries: Sequence[Entry], *, reverting: bool = False) -> list[FileChange]:
        """The files as the entries want them. Raises :class:`Refused` for the first that is not certain."""
        wanted: dict[str, list[Outcome]] = {}
        for _, outcome in self.outcomes(entries, reverting=reverting):
            if isinstance(outcome, Refused):
                raise outcome
            wanted.setdefault(outcome.site.path, []).append(outcome)
        result = []
        for path in sorted(wanted):
            source = self.sources[path]
            changes = FileState(source, self.names).with_outcomes(wanted[path])
            if changes == sorted(source.undone.changes):
                continue
            after = source.with_changes(changes)
            verify(source, after, changes)
            result.append(FileChange(path, source.data, after, source))
        return result

    def _elsewhere(self, entry: Entry) -> list[str]:
        _, procedure, callee, _ = split_id(entry.id)
        simple = procedure.rpartition(".")[2]
        alike = self._by_names.get((simple, callee), [])
        return [f"{site.id} (line {site.first_line})" for site in alike[:10]]

    @cached_property
    def _by_names(self) -> dict[tuple[str, str], list[CallSite]]:
        """All sites below the root by procedure, without what is around it, and callee."""
        result: dict[tuple[str, str], list[CallSite]] = {}
        if found([self.root], SUFFIXES):
            for site in sites([self.root], root=self.root, form=self.config.form or None).sites:
                result.setdefault((site.procedure.rpartition(".")[2], site.callee), []).append(site)
        return result


@contextmanager
def opened(
    config: Path | Configuration,
    root: Path | None,
    *,
    changing: bool = False,
    to: Path | None = None,
    follow_links: bool = True,
) -> Iterator[tuple[Tree, list[str]]]:
    """The files of a configuration with their tree held, and the news for stderr of what was interrupted there.

    Where they are to be changed, what was interrupted in their folders is completed or rolled back first; where copies
    are to be changed in ``to``, what was interrupted there. What is only read is left alone.

    Raises :class:`Refused` for a configuration that leads out of its root, also by links unless ``follow_links``.
    """
    loaded = load(config) if isinstance(config, Path) else config
    top = root or (root_named(loaded.root, config) if isinstance(config, Path) else Path.cwd())
    if not top.is_dir():
        raise UsageError(f"{top}: the root of the configuration is not a directory; name the right one with --root")
    if to is not None and to.exists() and to.samefile(top):
        raise UsageError(f"{to}: is the root itself; leave out --to to change the files in place")
    check_inside(loaded.entries, top)
    files = list(loaded.by_file())
    if not follow_links:
        _check_links(files, top)
    if changing and to is None:
        news = recovered(interrupted(top, files))
        with locked(top) as more:
            yield Tree(loaded, top), news + more
    else:
        with held(top, shared=True):
            news = [unfinished(folder) for folder in interrupted(top, files)]
            if changing and to is not None and pending(to):
                news += recovered([to])
            yield Tree(loaded, top), news


def _check_links(files: Sequence[str], root: Path) -> None:
    if out := leading_out(files, root):
        more = f" and {len(out) - 1} more" if len(out) > 1 else ""
        raise Refused(
            f"{root / out[0]}{more}: a link that leads out of {root}, to {os.path.realpath(root / out[0])}; "
            "to change the file it leads to, pass --follow-links"
        )


def apply(
    config: Path | Configuration, *, root: Path | None = None, to: Path | None = None, follow_links: bool = False
) -> list[FileChange]:
    """Make the sources hold a configuration: all files or none. Returns what was changed.

    ``to``: write the changed copies into this folder and leave the originals alone.
    ``follow_links``: change also files outside of the root that links in it lead to.

    Raises :class:`Refused` where a site is not certain or a directive would not take; nothing is written then.
    """
    with opened(config, root, changing=True, to=to, follow_links=follow_links or to is not None) as (tree, _):
        return write_changes(tree, tree.changed(tree.config.entries), to)


def revert(
    config: Path | Configuration, *, root: Path | None = None, to: Path | None = None, follow_links: bool = False
) -> list[FileChange]:
    """Take back what :func:`apply` placed for the sites a configuration names. As :func:`apply` otherwise."""
    with opened(config, root, changing=True, to=to, follow_links=follow_links or to is not None) as (tree, _):
        return write_changes(tree, tree.changed([reverted(e) for e in tree.config.entries], reverting=True), to)


def check(config: Path | Configuration, *, root: Path | None = None) -> list[Finding]:
    """Whether the sources hold a configuration, entry by entry."""
    with opened(config, root) as (tree, _):
        return findings(tree)


def findings(tree: Tree) -> list[Finding]:
    """What :func:`check` finds in a tree that is open."""
    result = []
    for entry, outcome in tree.outcomes(tree.config.entries):
        if isinstance(outcome, Refused):
            result.append(Finding(entry.id, entry.path, 0, False, str(outcome), outcome.candidates))
            continue
        line = outcome.site.first_line + _shift(tree.sources[entry.path], outcome.site)
        message = "holds" if outcome.holds else f"is not {_wanted(entry)} in the source"
        result.append(Finding(entry.id, entry.path, line, outcome.holds, message))
    return result


def _shift(source: Source, site: CallSite) -> int:
    """How many lines further down the site is in the text as it is than without our marks."""
    if source.undone.text == source.text:
        return 0
    place = bisect_left(source.spans, (site.call.body, ""))
    if place >= min(len(source.spans), len(source.written_spans)):
        return 0
    return source.written_lines.number(source.written_spans[place][0]) - source.lines.number(source.spans[place][0])


def _wanted(entry: Entry) -> str:
    if entry.kind == BINOMIAL:
        return f"under BINOMIAL-CKP {entry.setting}"
    return {NOCHECKPOINT: "NOCHECKPOINT", CHECKPOINT: "checkpointed"}.get(entry.setting, entry.setting)


def write_changes(tree: Tree, changes: list[FileChange], to: Path | None) -> list[FileChange]:
    """Commit the changes, in place or as copies below ``to``."""
    if to is None:
        commit(tree.root, [Rewrite(tree.root / c.path, c.before, c.after) for c in changes])
        return changes
    to.mkdir(parents=True, exist_ok=True)
    rewrites = []
    for change in changes:
        target = to / str(below(change.path, tree.root))
        if not inside(target, to):
            raise Refused(f"{target}: leads out of {to}, to {os.path.realpath(target)}; write the copies elsewhere")
        before = regular(target).read_bytes() if target.exists() else None
        if before is not None and before != change.after:
            earlier = Source(
                change.path, before, change.source.scan.form if change.source.language.name != "c" else None
            )
            if earlier.undone.text != change.source.undone.text:
                raise Refused(f"{target}: exists and is not an earlier copy of {change.path}; move it away")
        rewrites.append(Rewrite(target, before, change.after))
    with locked(to):
        commit(to, rewrites)
    return changes


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
    listing = sites([tree.root], root=tree.root, include=include, exclude=exclude, form=tree.config.form or None)
    switched = {e.id for e in tree.config.entries if e.kind == SITE and e.setting == NOCHECKPOINT}
    kept = {e.id for e in tree.config.entries if e.kind == SITE and e.setting == CHECKPOINT}
    callees: dict[str, list[CallSite]] = {}
    for site in listing.sites:
        callees.setdefault(site.callee, []).append(site)
    names, left_out = [], {}
    for callee in sorted({split_id(site)[2] for site in switched}):
        others = [s for s in callees.get(callee, ()) if s.id not in switched]
        remaining = [s for s in others if s.id in kept or s.state != "not checkpointed"]
        if remaining:
            count = f"{len(remaining)} of its {len(callees[callee])} sites"
            left_out[callee] = f"{count} stay checkpointed, such as {remaining[0].id}"
        else:
            names.append(callee)
    return Exported(tuple(names), left_out)


def tapenade_options(exported: Exported) -> str:
    """``-nocheckpoint "a b"``: one list, since of several Tapenade keeps only the last."""
    return f'-nocheckpoint "{" ".join(exported.names)}"' if exported.names else ""


def save_to(path: Path, saved: Configuration, root: Path) -> None:
    """Write a configuration, its root relative to the folder it is in."""
    folder = Path(os.path.abspath(path)).parent
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    text = dumps(replace(saved, root=Path(os.path.relpath(root, folder)).as_posix()))
    write_file(path, text.encode())
