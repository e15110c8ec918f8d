"""Reading the files of a tree, each once, on all cores where that pays."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from rewriter.callsites.included import included
from rewriter.callsites.lint import Idle
from rewriter.callsites.names import Index, Part
from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source, generated
from rewriter.callsites.written import Written
from rewriter.errors import Refused, UsageError
from rewriter.languages.registry import FORTRAN, SUFFIXES
from rewriter.text.edits import Lines, decode, line_of
from rewriter.text.files import found, regular, relative, root_of

_WORTH_SHARING = 4_000_000
"""Bytes from which a second process is faster than one."""


class FileProblem(NamedTuple):
    """A file, or a place in one, that could not be understood. Line 0 means the file as a whole."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


class Wanted(NamedTuple):
    """What is wanted of each file."""

    sites: bool = True
    loops: bool = False
    idle: bool = False
    """Directives that do nothing."""
    most: bool = False
    """Whether most of the sources are needed as well, so that other processes should not read them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was found in some of the files, in the order of paths and lines."""

    sites: list[CallSite] = field(default_factory=list)
    loops: list[CallSite] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    notes: list[FileProblem] = field(default_factory=list)
    """What the user should hear though nothing that is there was misunderstood."""
    missing: set[str] = field(default_factory=set)
    """Included files and modules that are not there, where a name was taken for a function for want of them."""
    idle: list[Idle] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """The files that may hold directives."""

    def add(self, others: Rows) -> None:
        self.sites.extend(others.sites)
        self.loops.extend(others.loops)
        self.problems.extend(others.problems)
        self.notes.extend(others.notes)
        self.missing.update(others.missing)
        self.idle.extend(others.idle)
        self.marked.extend(others.marked)


class Reading:
    """The files of a tree as they were read, and the names they define together."""

    def __init__(
        self,
        root: Path,
        files: Sequence[str],
        how: Written,
        together: Together,
        rows: Rows,
        sources: Sequence[Source],
    ) -> None:
        """``sources``: those that need not be read again."""
        self.root = root
        self.files = tuple(files)
        self.names = together.names
        self._headers = together.headers
        self.rows = rows
        self._how = how
        self._sources = {source.path: source for source in sources}

    def source(self, path: str) -> Source:
        """One of the files. What another process has read is read again here, but once.

        Raises :class:`Refused` where that file cannot be read any longer.
        """
        if path not in self._sources:
            try:
                data = regular(self.root / path).read_bytes()
            except OSError as error:
                raise Refused(f"{path}: cannot be read a second time: {error.strerror or error}; run again") from None
            language = FORTRAN if path in self._headers else None
            self._sources[path] = self._how.source(path, data, language)
        return self._sources[path]


def read(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    include_dirs: Sequence[Path] = (),
    how: Written = Written(),  # noqa: B008 - a value
    wanted: Wanted = Wanted(),  # noqa: B008 - a value
) -> Reading:
    """Read files and folders. Adjoint code that Tapenade wrote is left out, unless its file is named.

    Files that cannot be understood are among the problems and do not stop the others. ``include_dirs``: where
    included files are, beside the folders of the files that include them.

    Raises :class:`UsageError` for a path that does not exist.
    """
    named = [Path(path) for path in paths]
    top = (root or root_of(named)).absolute()
    files, left_out = _wanted(
        [(file, relative(file, top)) for file in found(named, SUFFIXES, include, exclude, how.globs)], named
    )
    reader = _Reader(top, [path for path in (*named, *([root] if root else [])) if path.is_dir()], include_dirs, how)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    size = sum(_size(one.file) for one in files)
    if wanted.most or size < _WORTH_SHARING or cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        share = _Share(files, how)
        together = reader.together([source.part for source in share.sources])
        rows, sources = share.rows(together, wanted), share.sources
    else:
        together, rows = _shared(files, reader, wanted, min(cores, 8))
        sources = []
    if left_out:
        rows.notes.append(_left_out(left_out))
    if rows.missing:
        rows.notes.append(_not_there(rows.missing))
    return Reading(top, [one.path for one in files], how, together, rows, sources)


class _File(NamedTuple):
    """A file to be read."""

    file: Path
    path: str
    """Below the root."""


class Together(NamedTuple):
    """What the files say together."""

    names: Index
    headers: frozenset[str]
    """The headers that are Fortran, whatever they look like."""


class _Reader(NamedTuple):
    """Where files are, and how they are read."""

    root: Path
    folders: list[Path]
    include_dirs: Sequence[Path]
    how: Written

    def together(self, parts: list[Part]) -> Together:
        """What the parts say together, with the files that they include."""
        seen = included(parts, self.root, self.folders, self.include_dirs, self.how)
        own = [part for part in parts if part.path not in seen.headers]
        return Together(Index.of(own, seen.fragments, seen.found), seen.headers)


def _wanted(files: Sequence[tuple[Path, str]], named: Sequence[Path]) -> tuple[list[_File], list[str]]:
    """The files to be read, and the paths of those left out.

    What Tapenade wrote is left out, unless it is named or there is nothing else.
    """
    listed = set(named)
    written = {path for file, path in files if file not in listed and _is_generated(file)}
    if len(written) == len(files):
        written = set()
    return [_File(file, path) for file, path in files if path not in written], sorted(written)


def _is_generated(file: Path) -> bool:
    try:
        with regular(file).open("rb") as stream:
            return generated(decode(stream.read(200)))
    except OSError:
        return False  # reading it will tell


def _left_out(paths: list[str]) -> FileProblem:
    """What the user should know of generated files."""
    more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    return FileProblem(paths[0] + more, 0, "left out, because Tapenade wrote it; to read such a file, name it")


def _not_there(missing: set[str]) -> FileProblem:
    """What the user should know of included files and modules that were not found."""
    names = sorted(missing)
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return FileProblem(
        ", ".join(names[:3]) + more,
        0,
        "not among the files, so an array declared there can be taken for a function, or a function for an array;"
        " name the folder of an included file with --include-dir",
    )


class _Share:
    """Some of the files: read first, listed once it is known what all say together."""

    def __init__(self, files: Sequence[_File], how: Written) -> None:
        self.sources: list[Source] = []
        self._how = how
        self._rows = Rows()
        for one in files:
            try:
                source = how.source(one.path, regular(one.file).read_bytes())
            except FileNotFoundError:
                self._rows.notes.append(FileProblem(one.path, 0, "a link that leads nowhere"))
            except OSError as error:
                self._rows.problems.append(FileProblem(one.path, 0, error.strerror or str(error)))
            except UsageError as error:
                self._rows.problems.append(FileProblem(one.path, 0, str(error).removeprefix(f"{one.path}: ")))
            else:
                if "\0" in source.text:
                    line = line_of(source.text, source.text.index("\0"))
                    why = "a NUL character: not a text file, or not in a byte encoding"
                    self._rows.problems.append(FileProblem(one.path, line, why))
                else:
                    self.sources.append(source)

    def rows(self, together: Together, wanted: Wanted) -> Rows:
        """What is wanted of the files."""
        rows = self._rows
        self.sources = [
            self._how.source(one.path, one.data, FORTRAN) if one.path in together.headers else one
            for one in self.sources
        ]
        for source in self.sources:
            if source.scan.problems:
                lines = Lines(source.text)
                rows.problems.extend(
                    FileProblem(source.path, lines.number(p.offset), p.reason) for p in source.scan.problems
                )
            known = source.known(together.names)
            listed = source.written_sites(together.names) if wanted.sites else []
            rows.sites.extend(listed)
            rows.missing.update(known.missing)
            if wanted.loops:
                rows.loops.extend(source.written_loops)
            if wanted.idle:
                rows.idle.extend(source.idle(together.names))
            if "$ad" in source.text.lower() or any(known.is_split(site.call.procedure, site.callee) for site in listed):
                rows.marked.append(source.path)
        return rows


def _shared(files: Sequence[_File], reader: _Reader, wanted: Wanted, workers: int) -> tuple[Together, Rows]:
    """Neighbouring files go to one process, so that the parts, put together, are in order."""
    context = multiprocessing.get_context("fork")
    connections: list[Connection] = []
    processes = []
    for share in _even_shares(files, workers):
        ours, theirs = context.Pipe()
        arguments = (ours, theirs, share, reader.how, wanted)
        process = context.Process(target=_serve, args=arguments, daemon=True)  # ends with us, also when interrupted
        process.start()
        theirs.close()
        connections.append(ours)
        processes.append(process)
    parts = [part for connection in connections for part in connection.recv()]
    everything = reader.together(parts)
    for connection in connections:
        connection.send(everything)
    rows = Rows()
    for connection, process in zip(connections, processes, strict=True):
        rows.add(connection.recv())
        process.join()
    return everything, rows


def _serve(parents: Connection, connection: Connection, files: list[_File], how: Written, wanted: Wanted) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the parent speaks, and ends this process
    parents.close()  # so that this end is notified when the parent is gone
    with suppress(EOFError, ConnectionError):
        share = _Share(files, how)
        connection.send([source.part for source in share.sources])
        connection.send(share.rows(connection.recv(), wanted))


def _size(file: Path) -> int:
    """Bytes; 0 for a link that leads nowhere or a file that has just vanished, which reading it will tell."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _even_shares(files: Sequence[_File], count: int) -> list[list[_File]]:
    """The files in ``count`` runs of about the same number of bytes."""
    sizes = [_size(one.file) for one in files]
    share = sum(sizes) / count
    parts: list[list[_File]] = [[] for _ in range(count)]
    done = 0.0
    for file, size in zip(files, sizes, strict=True):
        parts[min(count - 1, int(done / share))].append(file)
        done += size
    return [part for part in parts if part]
