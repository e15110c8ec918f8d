"""The files that a configuration names, and what its entries want of them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rewriter.callsites.facts import Facts
from rewriter.callsites.names import Index
from rewriter.callsites.resolve import uncertain
from rewriter.callsites.source import Source
from rewriter.configuration.extent import check_inside, root_named
from rewriter.configuration.file_state import FileState, Outcome
from rewriter.configuration.model import Configuration, Entry
from rewriter.configuration.moved import Elsewhere
from rewriter.configuration.toml import load
from rewriter.configuration.verify import verify
from rewriter.errors import Refused, UsageError
from rewriter.text.commit import locked
from rewriter.text.files import regular
from rewriter.text.interrupted import interrupted, unfinished
from rewriter.text.lock import held, pending, recovered
from rewriter.text.within import leading_out


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file a command changes (or would): its path below the root, and its bytes before and after."""

    path: str
    before: bytes
    after: bytes
    source: Source


class Tree:
    """The files that a configuration names, read once, when they are first asked for."""

    def __init__(self, config: Configuration, root: Path, adopting: str = "") -> None:
        """``adopting``: the command line, but for its ``--moved``, that brings the file of the configuration up."""
        self.root = root
        self.adopting = adopting
        self.config = config
        self._states: dict[str, FileState] = {}

    @cached_property
    def _read(self) -> tuple[dict[str, Source], dict[str, str]]:
        sources: dict[str, Source] = {}
        missing: dict[str, str] = {}
        for path in self.config.by_file():
            try:
                sources[path] = self.config.how.source(path, regular(self.root / path).read_bytes())
            except OSError as error:
                missing[path] = error.strerror or str(error)
        return sources, missing

    @property
    def sources(self) -> dict[str, Source]:
        return self._read[0]

    @property
    def missing(self) -> dict[str, str]:
        """The files that cannot be read, and why."""
        return self._read[1]

    @cached_property
    def names(self) -> Facts:
        """What names mean in the files: by themselves, and as the configuration knows it from the others."""
        own = Index.of(source.part for source in self.sources.values())
        functions = self.config.functions
        return Facts(None if functions is None else frozenset(functions), frozenset(self.config.split), own)

    def state(self, path: str) -> FileState:
        """What one of the files holds. Raises :class:`Refused` where what was placed in it has been changed."""
        if path not in self._states:
            there = self._elsewhere.reading if path not in self.sources else None
            source = self.sources[path] if there is None else there.source(path)
            same = self.config.files.get(path) == source.digest
            self._states[path] = FileState(source, self.names if there is None else there.names, same=same)
        return self._states[path]

    def outcomes(
        self, entries: Iterable[Entry], *, reverting: bool = False
    ) -> Iterator[tuple[Entry, Outcome | Refused]]:
        """What each entry wants, or why that is not certain.

        Raises :class:`Refused` where what was placed in a file has been changed.
        """
        for entry in entries:
            if entry.id.path in self.sources:
                self.state(entry.id.path)
            try:
                state, found = self.located(entry)
                yield entry, state.outcome(found, reverting=reverting)
            except Refused as refusal:
                yield entry, self._acceptable(refusal)

    def _acceptable(self, refusal: Refused) -> Refused:
        """A refusal with the command line that takes its first candidate, where the configuration is a file."""
        if not self.adopting or refusal.instead is None:
            return refusal
        return refusal.accepted_by(f"{self.adopting} --moved {shlex.quote('='.join(refusal.instead))}")

    def located(self, entry: Entry) -> tuple[FileState, Entry]:
        """The file that an entry is about, and the entry as one of that file: its procedure may be in another now.

        Raises :class:`Refused`, with candidates, where there is no such file any longer.
        """
        path, name = entry.id.path, entry.id.procedure
        here = None if path in self.missing else self.state(path)
        if here is not None and here.has_procedure(name):
            return here, entry
        renamed = here is not None and here.has_body(entry)
        moved = self._elsewhere.followed(entry)
        if moved is not None and not renamed:
            return self.state(moved.id.path), moved
        alike = self._elsewhere.alike(entry.id)
        if here is not None and moved is None and (renamed or not alike):
            return here, entry
        why = self.missing.get(path, f"there is no procedure {name}")
        raise uncertain(entry.id, f"{why}; the configuration has {entry.id} in it", alike)

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self.root, self.config.how, self.config.copied)

    def changed(self, entries: Sequence[Entry], *, reverting: bool = False) -> list[FileChange]:
        """The files as the entries want them. Raises :class:`Refused` for the first that is not certain."""
        wanted: dict[str, list[Outcome]] = {}
        for _, outcome in self.outcomes(entries, reverting=reverting):
            if isinstance(outcome, Refused):
                raise outcome
            wanted.setdefault(outcome.site.path, []).append(outcome)
        result = []
        for path in sorted(wanted):
            source = self.state(path).source
            changes = self.state(path).with_outcomes(wanted[path])
            if changes == sorted(source.undone.changes):
                continue
            after = source.with_changes(changes, self.names.cpp)
            verify(source, after, changes)
            result.append(FileChange(path, source.data, after, source))
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
    tree = Tree(loaded, top, _adopting(config, root) if isinstance(config, Path) else "")
    files = list(loaded.by_file())
    if not follow_links:
        _check_links(files, top)
    if changing and to is None:
        news = recovered(interrupted(top, files))
        with locked(top) as more:
            yield tree, news + more
    else:
        with held(top, shared=True):
            news = [unfinished(folder) for folder in interrupted(top, files)]
            if changing and to is not None and pending(to):
                news += recovered([to])
            yield tree, news


def _adopting(file: Path, root: Path | None) -> str:
    given = ["--root", str(root)] if root else []
    return shlex.join(["rewriter", "adopt", str(file), *given, "-o", str(file)])


def _check_links(files: Sequence[str], root: Path) -> None:
    if out := leading_out(files, root):
        more = f" and {len(out) - 1} more" if len(out) > 1 else ""
        raise Refused(
            f"{root / out[0]}{more}: a link that leads out of {root}, to {os.path.realpath(root / out[0])}; "
            "to change the file it leads to, pass --follow-links"
        )
